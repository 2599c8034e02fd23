"""How reviews are quality-assured."""
