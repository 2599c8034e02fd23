"""The pages and their charts, without a browser."""
