"""A loaded PostgreSQL store whose loader and reader are roles of the tests' own."""

import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from sfo_data.commands.database import roles_sql
from sfo_data.store import ingest
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.conftest import own_database


@dataclass(frozen=True)
class Served:
    """One database as its administrator, its loader and its reader address it."""

    administrator: str
    loader: Store
    reader: Store


@pytest.fixture(scope="session")
def served(deliveries: Path) -> Iterator[Served]:
    """The box, loaded by the loader's role."""
    loader, reader = (f'sfo "{kind}" {uuid.uuid4().hex[:8]}' for kind in ("load", "read"))
    with own_database() as administrator:
        roles = roles_sql(loader, reader, administrator.rpartition("/")[2])
        for _ in range(2):
            subprocess.run(["psql", "-qtX", "-v", "ON_ERROR_STOP=1", administrator], input=roles, text=True, check=True)
        there = administrator.partition("@")[2]
        stores = [
            Store(f"postgresql+psycopg://{role.replace(' ', '%20').replace(chr(34), '%22')}@{there}")
            for role in (loader, reader)
        ]
        ingest.load(stores[0], deliveries)
        yield Served(administrator, *stores)
        close_engines()
        with psycopg.connect(administrator, autocommit=True) as connection:
            for role in (loader, reader):
                quoted = '"' + role.replace('"', '""') + '"'
                connection.execute(f"drop owned by {quoted} cascade")
                connection.execute(f"drop role {quoted}")
