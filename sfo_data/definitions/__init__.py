"""What words and numbers mean: measures, dimensions, periods, filters, targets, calendar, settings."""
