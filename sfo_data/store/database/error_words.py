"""What does an error of the database mean, in a sentence for the reader?"""

import re

import sqlalchemy as sa

from sfo_data.definitions import settings
from sfo_data.store.database.errors import StoreError, StoreMissing, StoreSlow

# DuckDB has one kind of error for all that is wrong with a file; the words tell them apart.
DAMAGED = re.compile(r"not a valid DuckDB database|[Cc]orrupt|checksum|Could not read|version number|deserialize", re.I)


def in_words(error: sa.exc.DBAPIError) -> Exception:
    """The error as a sentence for the reader; errors that are our own mistakes are returned unchanged."""
    state = getattr(error.orig, "sqlstate", None)
    if state == "57014":
        seconds = settings.statement_seconds()
        return StoreSlow(f"This question took longer than {seconds} seconds. Ask for a shorter period.")
    if state == "42501":
        return StoreError("The database role of SFO_DATABASE_URL may not read this. See “Roles” in docs/database.md.")
    if isinstance(error, sa.exc.ProgrammingError) and "does not exist" in str(error.orig):
        return StoreMissing("The store is empty. Load a delivery, or run `make run`.")
    if "duckdb" in type(error.orig).__module__ and (said := _of_a_file(str(error.orig))):
        return StoreError(said)
    if isinstance(error, sa.exc.OperationalError) or error.connection_invalidated:
        return StoreError("The reporting database does not answer. Try again in a minute.")
    return error


def _of_a_file(said: str) -> str:
    """What is wrong with the file of a DuckDB store; empty where it is something else."""
    if "Permission denied" in said:
        return "The store's file may not be read by this user. Give it the right to read (chmod), or run as its owner."
    if DAMAGED.search(said):
        return (
            "The store's file cannot be read: it is damaged, cut short, or of another version of DuckDB. Restore a "
            "backup (docs/operations.md), or move the store away and load the deliveries again."
        )
    return ""
