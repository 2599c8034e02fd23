"""Which steps lead from a store's tables to this version's: the numbered files of sql/migrations."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sfo_data.definitions import settings
from sfo_data.store.database import StoreError


class Impossible(StoreError):
    """No migration leads from the store's tables to this version's."""


@dataclass(frozen=True)
class Migration:
    """One step forward. `starts` are fingerprints of the schema texts it starts from, in the file's "From" lines."""

    name: str
    sql: str
    starts: tuple[str, ...]


@lru_cache
def every() -> tuple[Migration, ...]:
    """All migrations, in their order."""
    texts = {path.stem: path.read_text() for path in sorted((settings.SQL / "migrations").glob("*.sql"))}
    return tuple(Migration(name, sql, tuple(re.findall(r"^-- From (\w+)$", sql, re.M))) for name, sql in texts.items())


def ahead(current: str, wanted: str, migrated_to: str | None) -> tuple[Migration, ...]:
    """The migrations from the schema with the fingerprint `current` to `wanted`; none where they are the same.

    `migrated_to` names the last migration the store knows of. Raises Impossible.
    """
    if current == wanted:
        return ()
    if migrated_to and migrated_to > every()[-1].name:
        raise Impossible(
            f"The store was brought to {migrated_to} by a newer version of the product, and this one only knows "
            f"{every()[-1].name}. Use the newer version; the store is as it was."
        )
    for place, migration in enumerate(every()):
        if current in migration.starts:
            return every()[place:]
    raise Impossible(
        "The store was made by another version of the product and its tables differ. Load into a new store: move "
        "the old one away, or set SFO_DATABASE_URL to a new place."
    )
