"""Releases of the box, and readers who try to beat them."""
