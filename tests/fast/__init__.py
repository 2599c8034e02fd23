"""No server, no browser, no PostgreSQL, and DuckDB in memory or not at all: within a minute."""
