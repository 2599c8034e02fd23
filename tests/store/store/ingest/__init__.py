"""Loading a delivery, on both engines."""
