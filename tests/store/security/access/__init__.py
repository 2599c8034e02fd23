"""The scope of a reader in every question."""
