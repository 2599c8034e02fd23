"""The reporting database: one store, on DuckDB or PostgreSQL, read by many and changed by one load at a time."""

from sfo_data.store.database.change import Change
from sfo_data.store.database.errors import StoreBusy, StoreError, StoreFull, StoreMissing, StoreSlow
from sfo_data.store.database.store import Store, default_store, loader_store

__all__ = [
    "Change",
    "Store",
    "StoreBusy",
    "StoreError",
    "StoreFull",
    "StoreMissing",
    "StoreSlow",
    "default_store",
    "loader_store",
]
