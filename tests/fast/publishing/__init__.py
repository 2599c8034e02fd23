"""What leaves: files, packs, marks."""
