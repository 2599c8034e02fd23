"""What many tests stand on: the box's data written once, loaded once per engine."""

import fcntl
import os
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from sfo_data.definitions import settings
from sfo_data.publishing.provenance import keys
from sfo_data.store import ingest, synthetic
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from sfo_data.store.ingest import mapping
from tests import oracle
from tests.browser.axe import NO_AXE
from tests.browser.provider import NO_PROVIDER
from tests.material import hostile_delivery
from tests.material.box import NEWEST, WEEKS
from tests.material.kept_store import KeptStore
from tests.material.small_delivery import Anything

SERVER = os.environ.get("SFO_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
CHROMIUM = "/usr/bin/chromium"
NO_SERVER = "PostgreSQL does not answer on 127.0.0.1:5432"
# One name for all processes of a run: whoever asks first loads it, and the run drops it.
LOADED = os.environ.setdefault("SFO_TEST_LOADED", f"sfo_test_{uuid.uuid4().hex[:10]}")

PYTESTS_OWN_MAIN = sys.modules["__main__"]

# A machine that is busy fails no property: examples are counted, not timed.
hypothesis.settings.register_profile("without a clock", deadline=None)
hypothesis.settings.load_profile("without a clock")


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
    """AppTest, in shared fixtures too, leaves dashboard.py as `__main__`, which every spawned process runs first."""
    monkeypatch.setitem(sys.modules, "__main__", PYTESTS_OWN_MAIN)


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


@pytest.fixture(scope="session")
def hostile_store(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store that somebody hostile has written into. Not to be changed."""

    def make(folder: Path) -> None:
        delivered = hostile_delivery.write(folder / "delivery", deliveries)
        ingest.load(Store(f"duckdb:///{folder / 'sfo.duckdb'}"), delivered)

    return f"duckdb:///{made_once(tmp_path_factory, 'hostile', make) / 'sfo.duckdb'}"


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A signing key, a register and a folder of trusted keys that are nobody else's."""
    monkeypatch.setenv("SFO_SIGNING_KEY", str(tmp_path / "key.pem"))
    monkeypatch.setenv("SFO_REGISTER", str(tmp_path / "issued.jsonl"))
    monkeypatch.setenv("SFO_TRUSTED_KEYS", str(tmp_path / "trusted"))
    keys.make_local(tmp_path / "key.pem")
    return tmp_path


def administrator() -> psycopg.Connection:
    """A connection to the server of the tests; skips where none answers."""
    try:
        return psycopg.connect(SERVER, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError:
        pytest.skip(NO_SERVER)


def address_of(database: str) -> str:
    return f"{SERVER.rpartition('/')[0]}/{database}"


@contextmanager
def own_database(template: str = "template1") -> Iterator[str]:
    """The address of a PostgreSQL database of our own, empty or a copy of another, dropped at the end."""
    name = f"sfo_test_{uuid.uuid4().hex[:10]}"
    with administrator() as connection:
        connection.execute(f"create database {name} template {template}")
    try:
        yield address_of(name)
    finally:
        with administrator() as connection:
            connection.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def postgres_url(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The box, loaded into one database that all processes of the run read. Not to be changed."""
    url = address_of(LOADED).replace("postgresql://", "postgresql+psycopg://")

    def load(folder: Path) -> None:  # noqa: ARG001
        with administrator() as connection:
            connection.execute(f"create database {LOADED}")
        ingest.load(Store(url), deliveries)

    made_once(tmp_path_factory, "postgresql", load)
    return url


def pytest_unconfigure() -> None:
    """Drops the loaded database when every process has ended."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with suppress(psycopg.OperationalError), psycopg.connect(SERVER, autocommit=True, connect_timeout=5) as server:
            server.execute(f"drop database if exists {LOADED} with (force)")


@pytest.fixture(scope="session")
def box_store_url(duckdb_url: str) -> str:
    """The store the browser tests look at."""
    return duckdb_url


@pytest.fixture(scope="session")
def store(duckdb_url: str) -> Store:
    """The box, loaded, for what is worked out of rows once they are read; both engines give the same rows."""
    return KeptStore(duckdb_url)


@pytest.fixture(scope="session", params=["duckdb", "postgresql"])
def each_store(request: pytest.FixtureRequest) -> Store:
    """The box, loaded, on each engine in turn: for what is asked in SQL."""
    url: str = request.getfixturevalue("duckdb_url" if request.param == "duckdb" else "postgres_url")
    return Store(url)


def _loaded(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> str:
    """The address of a DuckDB store of one load, of what `make` delivers."""

    def load(folder: Path) -> None:
        make(folder / "delivery")
        ingest.load(Store(f"duckdb:///{folder / 'sfo.duckdb'}"), folder / "delivery")

    return f"duckdb:///{made_once(factory, name, load) / 'sfo.duckdb'}"


@pytest.fixture(scope="session")
def small_store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of 60 cases, every table filled, in one load. Not to be changed."""
    return _loaded(tmp_path_factory, "small", lambda folder: synthetic.write(folder, seed=7, cases=60))


@pytest.fixture(scope="session")
def minimal_store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of reviews, QA rounds and the references these need, in one load; all other tables are empty."""

    def make(folder: Path) -> None:
        synthetic.write(folder, seed=7, cases=120)
        for path in folder.glob("*.csv"):
            if path.stem not in ("reviews", "qa_rounds", "offences", "providers"):
                path.write_text(path.read_text().partition("\n")[0] + "\n")

    return _loaded(tmp_path_factory, "minimal", make)


@pytest.fixture(scope="session")
def undescribed_store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of 60 cases of which many have no description of their provider on their day; that was accepted."""

    def load(folder: Path) -> None:
        synthetic.write(folder / "delivery", seed=7, cases=60)
        providers = folder / "delivery" / "providers.csv"
        providers.write_text(providers.read_text().replace(",2014-06-01,", ",2018-06-01,"))
        ingest.load(Store(f"duckdb:///{folder / 'sfo.duckdb'}"), folder / "delivery", accept=Anything())

    return f"duckdb:///{made_once(tmp_path_factory, 'undescribed', load) / 'sfo.duckdb'}"


@pytest.fixture(scope="session")
def tracker_store_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of the tracker in docs/examples alone: six cases, and most tables not held."""
    examples = settings.PROJECT / "docs" / "examples"

    def load(folder: Path) -> None:
        own = mapping.read(examples / "tracker.toml")
        store = Store(f"duckdb:///{folder / 'sfo.duckdb'}")
        ingest.load(store, examples / "tracker.xlsx", NEWEST, is_synthetic=True, mapping=own)

    return f"duckdb:///{made_once(tmp_path_factory, 'tracker', load) / 'sfo.duckdb'}"


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
