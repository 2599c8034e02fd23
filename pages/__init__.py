"""The pages of the dashboard, by section; what they place is in `panels`, what stands around them in `frame`."""
