"""What the pages say of the loaded box."""
