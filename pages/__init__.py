"""The pages of the dashboard, by section; what they share is in `components` and `charts`."""
