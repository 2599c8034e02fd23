"""The reporting database: one store, on DuckDB or PostgreSQL, read by many and changed by one load at a time."""

from sfo_data.database.change import Change
from sfo_data.database.errors import StoreBusy, StoreError, StoreMissing
from sfo_data.database.store import Store, default_store

__all__ = ["Change", "Store", "StoreBusy", "StoreError", "StoreMissing", "default_store"]
