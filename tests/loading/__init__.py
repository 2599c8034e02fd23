"""Loading a delivery: what is refused, what is set aside, what becomes history."""
