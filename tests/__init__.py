"""Tests mirror the source; see README."""
