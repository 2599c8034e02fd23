"""Releases: when they open, and readers who try to beat them."""
