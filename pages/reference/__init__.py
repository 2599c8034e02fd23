"""Definitions, data and the cases behind every figure."""
