"""Which rows are set aside, and with which words."""
