"""From filters to frames and figures: the one way to read, and what every measure says under a choice."""
