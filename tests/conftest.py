"""What many tests stand on: the box's data written once, loaded once per engine."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest

from sfo_data import ingest, synthetic
from sfo_data.database import Store
from sfo_data.database.store import close_engines
from tests import oracle

NEWEST = date(2020, 5, 11)
WEEKS = 6
SERVER = os.environ.get("SFO_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
NO_SERVER = "PostgreSQL does not answer on 127.0.0.1:5432"


@pytest.fixture(scope="session", autouse=True)
def no_connection_left() -> Iterator[None]:
    """Closes what stores keep open: an unclosed connection is a warning, and a warning is an error."""
    yield
    close_engines()


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last six weekly deliveries of the box, as folders named by their day."""
    folder = tmp_path_factory.mktemp("box")
    synthetic.write(folder, seed=2020, weeks=WEEKS)
    return folder


@pytest.fixture(scope="session")
def naive(deliveries: Path) -> oracle.Oracle:
    """The newest delivery, counted a second, naive way."""
    return oracle.build(deliveries / NEWEST.isoformat(), NEWEST)


@pytest.fixture(scope="session")
def duckdb_url(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"duckdb:///{tmp_path_factory.mktemp('store') / 'sfo.duckdb'}"
    ingest.load(Store(url), deliveries)
    return url


@contextmanager
def own_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database of our own, dropped at the end; skips where no server answers."""
    name = f"sfo_test_{uuid.uuid4().hex[:10]}"
    try:
        connection = psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        pytest.skip(NO_SERVER)
    with connection:
        connection.execute(f"create database {name}")
    yield f"{SERVER.rpartition('/')[0]}/{name}"
    with psycopg.connect(SERVER, autocommit=True) as again:
        again.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def postgres_database() -> Iterator[str]:
    with own_database() as address:
        yield address.replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="session")
def postgres_url(deliveries: Path, postgres_database: str) -> str:
    ingest.load(Store(postgres_database), deliveries)
    return postgres_database


@pytest.fixture(scope="session")
def box_store_url(duckdb_url: str) -> str:
    """The store the browser tests look at."""
    return duckdb_url


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """The box, loaded, on each engine in turn."""
    url: str = request.getfixturevalue("duckdb_url" if request.param == "duckdb" else "postgres_url")
    return Store(url)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says in the last lines which engine was not tested."""
    if any(NO_SERVER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"NOT TESTED: PostgreSQL ({NO_SERVER}). DuckDB was tested.", red=True)
