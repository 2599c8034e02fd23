"""Questions to the loaded box."""
