"""The disclosure gate, and readers who try to beat it."""
