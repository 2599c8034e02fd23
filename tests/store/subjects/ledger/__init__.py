"""The ledger beside the loaded box."""
