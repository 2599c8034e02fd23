"""The weekly briefing of the box."""
