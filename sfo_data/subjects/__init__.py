"""One package a subject of a page: what is worked out for it, and its words."""
