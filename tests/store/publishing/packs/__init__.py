"""Packs made of the box."""
