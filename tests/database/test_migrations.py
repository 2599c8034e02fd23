"""A store of an earlier schema goes forward with its history, or stays as it was."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfo_data import ingest, migrations, reporting_calendar, store_layout
from sfo_data.__main__ import main
from sfo_data.database import Store
from sfo_data.database.store import close_engines
from tests.conftest import own_database

EARLIER = (Path(__file__).parents[1] / "earlier_schemas" / "without_calendar_index.sql").read_text()
FACTS = "select fact, value from store_facts where fact in ('tables', 'migrated_to') order by fact"
HISTORY = "select review_id, known_from, known_to from raw_reviews order by review_id, known_from"
COLUMNS = (
    "select table_name, column_name, data_type from information_schema.columns "
    "where table_schema in ('main', 'public') order by table_name, ordinal_position"
)


class Crash(Exception):
    """Ends a change half-way."""


@pytest.fixture(params=["duckdb", "postgresql"])
def empty(request, tmp_path):
    if request.param == "duckdb":
        yield Store(f"duckdb:///{tmp_path / 'old' / 'sfo.duckdb'}")
        return
    with own_database() as address:
        yield Store(address.replace("postgresql://", "postgresql+psycopg://"))
        close_engines()


@pytest.fixture
def old(empty):
    """A store of the first published schema, with three states of one review."""
    versions = [("2020-04-06", "2020-05-04"), ("2020-05-04", "2020-05-11"), ("2020-05-11", "9999-12-31")]
    with empty.publish() as change:
        change.run_script(EARLIER)
        change.append("calendar_days", reporting_calendar.calendar_days())
        for known_from, known_to in versions:
            days = {"known_from": [date.fromisoformat(known_from)], "known_to": [date.fromisoformat(known_to)]}
            change.append("raw_reviews", pl.DataFrame({"review_id": ["R1"], **days}))
        facts = {"fact": ["tables"], "value": [store_layout._fingerprint(EARLIER)]}
        change.append("store_facts", pl.DataFrame(facts))
    return empty


def indexes(store):
    catalogue = "duckdb_indexes()" if store.is_duckdb else "pg_indexes where schemaname = 'public'"
    name = "index_name" if store.is_duckdb else "indexname"
    return store.read(f"select {name} as name from {catalogue} order by 1")["name"].to_list()


def test_a_store_of_the_first_schema_goes_forward_with_every_row_of_its_history(old, tmp_path):
    history = old.read(HISTORY)
    assert indexes(old) == [] and store_layout.pending(old) == ["0001_calendar_index"]
    with old.publish() as change:
        store_layout.prepare(change)
        # Until the change is committed a reader has the store as it was.
        assert indexes(old) == []
    assert old.read(HISTORY).equals(history) and history.height == 3
    assert store_layout.pending(old) == []
    fresh = Store(f"duckdb:///{tmp_path / 'fresh' / 'sfo.duckdb'}")
    with fresh.publish() as change:
        store_layout.prepare(change)
    assert indexes(old) == indexes(fresh) == ["calendar_day"]
    assert old.read(FACTS).equals(fresh.read(FACTS))
    if old.is_duckdb:
        assert old.read(COLUMNS).equals(fresh.read(COLUMNS))


def test_a_migration_that_stops_half_way_changes_nothing(old):
    before = old.read(FACTS)
    with pytest.raises(Crash), old.publish() as change:
        store_layout.prepare(change)
        raise Crash
    assert old.read(FACTS).equals(before) and indexes(old) == []


def test_a_store_of_a_newer_version_and_one_of_no_known_schema_are_refused(old):
    for value, name, words in (("other", "9999_later", "brought to 9999_later by a newer"), ("other", "", "differ")):
        with pytest.raises(migrations.Impossible, match=words), old.publish() as change:
            store_layout._record(change, "tables", value)
            store_layout._record(change, "migrated_to", name)
            store_layout.prepare(change)


def test_the_command_says_what_it_would_do_and_does_it(old, monkeypatch, capsys):
    monkeypatch.setenv("SFO_LOADER_URL", old.url)
    assert main(["migrate", "--dry-run"]) == 0
    assert capsys.readouterr().out == "0001_calendar_index\n" and indexes(old) == []
    assert main(["migrate"]) == 0 and indexes(old) == ["calendar_day"]


def test_every_migration_is_numbered_and_leads_from_a_known_schema():
    for number, migration in enumerate(migrations.every(), 1):
        assert migration.name.startswith(f"{number:04}_") and migration.starts
    assert store_layout._fingerprint(EARLIER) in migrations.every()[0].starts


def test_a_loaded_old_store_takes_a_delivery(old, deliveries):
    with old.publish() as change:
        change.execute("delete from raw_reviews")
    assert ingest.load(old, sorted(deliveries.iterdir())[-1])[-1].is_changed
    assert indexes(old) == ["calendar_day"]
