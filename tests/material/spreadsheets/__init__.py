"""Workbooks read back, in both formats."""
