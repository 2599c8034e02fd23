"""What has been published, in words, and beside what the store counts."""
