"""What leaves the building: briefings, packs, releases, exports, and the marks that prove where they come from."""
