"""Charts and their descriptions, without a page."""
