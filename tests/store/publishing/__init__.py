"""What leaves, made of a loaded store."""
