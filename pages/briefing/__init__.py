"""The weekly briefing, and the check of its pictures."""
