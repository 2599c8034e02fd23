"""Access, disclosure, audit, and what hostile files can do."""
