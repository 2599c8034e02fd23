"""What is stored, and how: the contract of a delivery, loading, checks, history, both databases, invented cases."""
