"""What many tests stand on: the box's data written once, loaded once per engine."""

import fcntl
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from sfo_data import ingest, synthetic
from sfo_data.database import Store
from sfo_data.database.store import close_engines
from sfo_data.testimony import keys
from tests import oracle
from tests.browser.axe import NO_AXE
from tests.browser.provider import NO_PROVIDER

NEWEST = date(2020, 5, 11)
WEEKS = 6
SERVER = os.environ.get("SFO_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CHROMIUM = "/usr/bin/chromium"
NO_SERVER = "PostgreSQL does not answer on 127.0.0.1:5432"


@pytest.fixture(scope="session", autouse=True)
def no_connection_left() -> Iterator[None]:
    """Closes what stores keep open: an unclosed connection is a warning, and a warning is an error."""
    yield
    close_engines()


@pytest.fixture(scope="session", autouse=True)
def own_key_and_logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key, a register of codes and a log of runs of the tests' own, for servers and commands they start too."""
    folder = tmp_path_factory.mktemp("keys")
    names = {"SFO_SIGNING_KEY": "key.pem", "SFO_REGISTER": "issued.jsonl", "SFO_BRIEFING_LOG": "runs.jsonl"}
    names["SFO_AUDIT_LOG"] = "audit"
    with pytest.MonkeyPatch.context() as patch:
        for name, file in names.items():
            patch.setenv(name, str(folder / file))
        keys.make_local(folder / names["SFO_SIGNING_KEY"])
        yield


@pytest.fixture(autouse=True)
def main_module_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves dashboard.py as `__main__`, which every process spawned after it would run first."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the processes of one test run share, filled by the first of them that asks."""
    base = factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder, partial = base / name, base / f"{name}.partial"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir()
            make(partial)
            partial.rename(folder)
    return folder


@pytest.fixture(scope="session")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last six weekly deliveries of the box, as folders named by their day. Not to be changed."""
    return made_once(tmp_path_factory, "box", lambda folder: synthetic.write(folder, seed=2020, weeks=WEEKS))


@pytest.fixture(scope="session")
def naive(deliveries: Path) -> oracle.Oracle:
    """The newest delivery, counted a second, naive way."""
    return oracle.build(deliveries / NEWEST.isoformat(), NEWEST)


@pytest.fixture(scope="session")
def duckdb_url(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The box, loaded. Not to be changed."""
    folder = made_once(
        tmp_path_factory, "store", lambda made: ingest.load(Store(f"duckdb:///{made / 'sfo.duckdb'}"), deliveries)
    )
    return f"duckdb:///{folder / 'sfo.duckdb'}"


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
    try:
        yield f"{SERVER.rpartition('/')[0]}/{name}"
    finally:
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield started
        started.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says in the last lines what was not tested."""
    if any(NO_SERVER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"NOT TESTED: PostgreSQL ({NO_SERVER}). DuckDB was tested.", red=True)
    if any(NO_PROVIDER in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"NOT TESTED: signing in ({NO_PROVIDER}).", red=True)
    if any(NO_AXE in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.write_line(f"NOT TESTED: accessibility ({NO_AXE}).", red=True)
