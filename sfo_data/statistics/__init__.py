"""Numbers in, numbers out: intervals, control limits, funnels, survival, forecasts. No filters, no store, no words."""
