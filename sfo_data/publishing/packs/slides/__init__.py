"""A briefing as slides with charts that can be edited."""
