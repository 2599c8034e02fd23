"""What is high, what changed, what is late."""
