"""The command line over a loaded store."""
