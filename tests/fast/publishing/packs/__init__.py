"""The weekly briefing and its packs."""
