"""Who may see what of a loaded store."""
