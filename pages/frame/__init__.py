"""What stands around every page: marking, sign-in, filter row, reading, downloads, print."""
