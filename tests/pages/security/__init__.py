"""What hostile data, addresses and files can do: nothing."""
