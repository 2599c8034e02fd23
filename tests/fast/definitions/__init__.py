"""Measures, periods, filters, calendar."""
