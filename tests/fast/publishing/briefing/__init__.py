"""The weekly briefing and its runs."""
