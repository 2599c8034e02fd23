"""Does a reader see the previous load or the new one, whole, wherever a load stops?"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import psycopg
import pytest

from sfo_data.store import synthetic
from sfo_data.store.database import Store
from sfo_data.store.ingest import load
from tests.conftest import own_database

REVIEWS = 40
FIRST = date(2020, 5, 11)
BUSY = "Another load is running"
COUNTS = "select (select count(*) from loads) as loads, (select count(*) from raw_reviews) as reviews"
Counts = tuple[int, int]


class Abandoned(Exception):
    """Ends a load of this process half-way."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two deliveries that differ in every review: load them in turn, and each adds REVIEWS versions."""
    both = []
    for risk in ("High", "Very high"):
        folder = tmp_path_factory.mktemp("delivery")
        synthetic.write(folder, seed=7, cases=REVIEWS, weeks=1)
        (folder / "delivery.json").write_text('{"is_synthetic": true}')
        with (folder / "reviews.csv").open(newline="") as text:
            reader = csv.DictReader(text)
            rows = [row | {"risk_highest": risk} for row in reader]
        with (folder / "reviews.csv").open("w", newline="") as text:
            writer = csv.DictWriter(text, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(rows)
        both.append(folder)
    return both[0], both[1]


@pytest.fixture
def duckdb_url(tmp_path: Path) -> str:
    return f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}"


@pytest.fixture(scope="module")
def own_postgres() -> Iterator[str]:
    """An empty database of this module's own, dropped at the end."""
    with own_database() as address:
        yield address


def start(url: str, folder: Path, day: date) -> subprocess.Popen[str]:
    """The command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sfo_data", "load", str(folder), "--known-on", day.isoformat()],
        env=os.environ | {"SFO_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(url: str, folder: Path, day: date) -> tuple[int, str]:
    """(exit code, stderr) of a load that may run to its end."""
    with start(url, folder, day) as loader:
        _, error = loader.communicate(timeout=60)
    return loader.returncode, error


def counts(url: str) -> Counts:
    """(loads, versions of reviews) as one question by a new reader."""
    if url.startswith("duckdb"):
        return Store(url).read(COUNTS).row(0)
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        found = connection.execute(COUNTS).fetchone()
    assert found
    return found


def kill_at(instants: int, url: str, folders: tuple[Path, Path]) -> list[bool]:
    """Kills that many loads, evenly over the time that one takes; whether each was published all the same."""
    started = time.monotonic()
    assert finish(url, folders[0], FIRST) == (0, "")
    takes = time.monotonic() - started
    before = counts(url)
    assert before == (1, REVIEWS)
    outcomes = []
    for instant in range(instants):
        loads, reviews = before
        with start(url, folders[loads % 2], FIRST + timedelta(days=loads)) as loader:
            # The first third of the time goes on starting Python, where nothing can be harmed.
            time.sleep(takes * (0.3 + 0.75 * instant / instants))
            loader.kill()
        after = settled(url)
        assert after in [(loads, reviews), (loads + 1, reviews + REVIEWS)]
        outcomes.append(after != before)
        before = after
    return outcomes


def settled(url: str) -> Counts:
    """The counts once PostgreSQL has ended the killed loader's transaction; it may still commit one it was told to."""
    if not url.startswith("duckdb"):
        others = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True) as connection:
            until = time.monotonic() + 10
            while connection.execute(f"{others} and backend_type = 'client backend'").fetchone() != (0,):
                assert time.monotonic() < until, "the transaction of a killed loader never ended"
                time.sleep(0.02)
    return counts(url)


def load_works(url: str, folders: tuple[Path, Path]) -> None:
    loads, reviews = counts(url)
    assert finish(url, folders[loads % 2], FIRST + timedelta(days=loads)) == (0, "")
    assert counts(url) == (loads + 1, reviews + REVIEWS)


def test_a_load_into_duckdb_killed_at_any_instant_is_seen_whole_or_not_at_all(duckdb_url, folders):
    outcomes = kill_at(9, duckdb_url, folders)
    assert not all(outcomes)
    load_works(duckdb_url, folders)
    left = sorted(path.name for path in Store(duckdb_url).path.parent.iterdir())
    assert [name for name in left if "partial" in name or name.endswith(".wal")] == []
    assert len([name for name in left if name.startswith("sfo-")]) <= 2


def test_a_load_into_postgresql_killed_at_any_instant_is_seen_whole_or_not_at_all(own_postgres, folders):
    url = own_postgres.replace("postgresql://", "postgresql+psycopg://")
    assert not all(kill_at(4, url, folders))
    load_works(url, folders)


def has_tables(address: str) -> bool:
    """Whether an earlier test has loaded into the database."""
    with psycopg.connect(address) as connection:
        return connection.execute("select to_regclass('loads')").fetchone() != (None,)


def test_the_first_load_killed_leaves_no_store_or_a_whole_one(duckdb_url, folders):
    store = Store(duckdb_url)
    with start(duckdb_url, folders[0], FIRST) as loader:
        until = time.monotonic() + 30
        while not list(store.path.parent.glob(".sfo-*.partial")):
            assert loader.poll() is None and time.monotonic() < until
            time.sleep(0.005)
        loader.kill()
    assert not store.path.exists()
    load(store, folders[0], FIRST)
    assert counts(duckdb_url) == (1, REVIEWS)
    assert not list(store.path.parent.glob(".sfo-*.partial"))


def test_a_reader_that_stays_open_sees_the_new_load_at_its_next_question(duckdb_url, folders):
    store = Store(duckdb_url)
    load(store, folders[0], FIRST)
    assert store.read(COUNTS).row(0) == (1, REVIEWS)
    before = store.stamp()
    assert finish(duckdb_url, folders[1], FIRST + timedelta(days=1)) == (0, "")
    assert store.read(COUNTS).row(0) == (2, 2 * REVIEWS)
    assert store.stamp() != before


def test_of_two_loads_at_once_one_is_refused_and_the_store_is_unharmed(duckdb_url, folders):
    load(Store(duckdb_url), folders[0], FIRST)
    with pytest.raises(Abandoned), Store(duckdb_url).publish() as change:
        change.execute("delete from raw_reviews")
        code, error = finish(duckdb_url, folders[1], FIRST + timedelta(days=1))
        raise Abandoned
    assert (code, error.count("\n")) == (2, 1) and BUSY in error
    assert counts(duckdb_url) == (1, REVIEWS)
    load(Store(duckdb_url), folders[1], FIRST + timedelta(days=1))
    assert counts(duckdb_url) == (2, 2 * REVIEWS)


def test_of_two_loads_at_once_into_postgresql_one_is_refused(own_postgres, folders):
    url = own_postgres.replace("postgresql://", "postgresql+psycopg://")
    if not has_tables(own_postgres):
        assert finish(url, folders[0], FIRST) == (0, "")
    before = counts(url)
    with psycopg.connect(own_postgres) as other:
        other.execute(f"select pg_advisory_xact_lock({0x53464F})")
        code, error = finish(url, folders[before[0] % 2], FIRST + timedelta(days=before[0]))
    assert (code, error.count("\n")) == (2, 1) and BUSY in error
    assert counts(url) == before
