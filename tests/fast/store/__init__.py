"""Reasons, history and published figures, without a store."""
