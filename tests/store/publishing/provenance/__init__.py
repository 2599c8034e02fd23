"""Marked files beside the store they came from."""
