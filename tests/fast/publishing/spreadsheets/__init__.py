"""Accessible spreadsheets, in both formats: each rule, what is refused, names of worksheets, marks among numbers."""
