"""An empty store on each engine in turn, and a folder to deliver in."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.conftest import own_database
from tests.material.small_delivery import tables, write


@pytest.fixture(scope="session")
def loading_database() -> Iterator[str]:
    """A database for the tests of loading."""
    with own_database() as address:
        yield address


@pytest.fixture(params=["duckdb", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store on each engine in turn."""
    if request.param == "duckdb":
        yield Store(f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}")
        return
    address = request.getfixturevalue("loading_database")
    # One database for all tests, emptied each time: making one takes a second.
    with psycopg.connect(address) as connection:
        connection.execute("drop schema public cascade")
        connection.execute("create schema public")
    url = address.replace("postgresql://", "postgresql+psycopg://")
    yield Store(url)
    close_engines()


@pytest.fixture
def duckdb_store(tmp_path: Path) -> Store:
    """An empty store for what does not depend on the engine."""
    return Store(f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A delivery without a fault."""
    return write(tmp_path / "delivery", tables())
