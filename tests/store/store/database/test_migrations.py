"""A store of an earlier schema goes forward with its history, or stays as it was."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfo_data.__main__ import main
from sfo_data.definitions import reporting_calendar
from sfo_data.store import ingest, layout, migrations
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.conftest import own_database

EARLIER = (Path(__file__).parent / "earlier_schemas" / "without_calendar_index.sql").read_text()
FACTS = "select fact, value from store_facts where fact in ('tables', 'migrated_to') order by fact"
HISTORY = "select review_id, known_from, known_to from raw_reviews order by review_id, known_from"
COLUMNS = (
    "select table_name, column_name, data_type from information_schema.columns "
    # A column added later stands last; every statement names the columns it means.
    "where table_schema in ('main', 'public') order by table_name, column_name"
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
        facts = {"fact": ["tables"], "value": [layout._fingerprint(EARLIER)]}
        change.append("store_facts", pl.DataFrame(facts))
    return empty


def indexes(store):
    catalogue = "duckdb_indexes()" if store.is_duckdb else "pg_indexes where schemaname = 'public'"
    name = "index_name" if store.is_duckdb else "indexname"
    return store.read(f"select {name} as name from {catalogue} order by 1")["name"].to_list()


def test_a_store_of_the_first_schema_goes_forward_with_every_row_of_its_history(old, tmp_path):
    history = old.read(HISTORY)
    assert indexes(old) == [] and layout.pending(old) == [
        "0001_calendar_index",
        "0002_age_band",
        "0003_declared_first_days",
        "0004_withdrawals",
    ]
    with old.publish() as change:
        layout.prepare(change)
        # Until the change is committed a reader has the store as it was.
        assert indexes(old) == []
    assert old.read(HISTORY).equals(history) and history.height == 3
    assert layout.pending(old) == []
    fresh = Store(f"duckdb:///{tmp_path / 'fresh' / 'sfo.duckdb'}")
    with fresh.publish() as change:
        layout.prepare(change)
    assert indexes(old) == indexes(fresh) == ["calendar_day"]
    assert old.read(FACTS).equals(fresh.read(FACTS))
    if old.is_duckdb:
        assert old.read(COLUMNS).equals(fresh.read(COLUMNS))


def test_a_migration_that_stops_half_way_changes_nothing(old):
    before = old.read(FACTS)
    with pytest.raises(Crash), old.publish() as change:
        layout.prepare(change)
        raise Crash
    assert old.read(FACTS).equals(before) and indexes(old) == []


def test_a_store_of_a_newer_version_and_one_of_no_known_schema_are_refused(old):
    for value, name, words in (("other", "9999_later", "brought to 9999_later by a newer"), ("other", "", "differ")):
        with pytest.raises(migrations.Impossible, match=words), old.publish() as change:
            layout.record(change, "tables", value)
            layout.record(change, "migrated_to", name)
            layout.prepare(change)


def test_the_command_says_what_it_would_do_and_does_it(old, monkeypatch, capsys):
    monkeypatch.setenv("SFO_LOADER_URL", old.url)
    assert main(["migrate", "--dry-run"]) == 0
    assert (
        capsys.readouterr().out == "0001_calendar_index\n0002_age_band\n0003_declared_first_days\n0004_withdrawals\n"
        and indexes(old) == []
    )
    assert main(["migrate"]) == 0 and indexes(old) == ["calendar_day"]


def test_every_migration_is_numbered_and_leads_from_a_known_schema():
    for number, migration in enumerate(migrations.every(), 1):
        assert migration.name.startswith(f"{number:04}_") and migration.starts
    assert layout._fingerprint(EARLIER) in migrations.every()[0].starts


def test_a_store_without_ages_keeps_its_rows_and_says_they_are_not_recorded(empty, deliveries):
    text = (Path(__file__).parent / "earlier_schemas" / "without_age_band.sql").read_text()
    with empty.publish() as change:
        change.run_script(text)
        change.append("calendar_days", reporting_calendar.calendar_days())
        facts = {"fact": ["tables", "migrated_to"], "value": [layout._fingerprint(text), "0001_calendar_index"]}
        change.append("store_facts", pl.DataFrame(facts))
        day = {"known_from": [date(2020, 5, 4)], "known_to": [date(9999, 12, 31)]}
        change.append("raw_reviews", pl.DataFrame({"review_id": ["R1"], **day}))
    with empty.publish() as change:
        layout.prepare(change)
    assert empty.read("select review_id, age_band from stg_reviews").rows() == [("R1", "Not recorded")]
    ingest.load(empty, sorted(deliveries.iterdir())[-1])
    assert empty.read("select count(*) as n from stg_reviews where age_band = '30 to 39'")["n"][0] > 500


def test_other_words_about_a_table_do_not_make_a_store_that_of_another_version(old, monkeypatch):
    with old.publish() as change:
        layout.prepare(change)
    reworded = layout.schema_sql().replace("-- One row per", "-- A row for each")
    monkeypatch.setattr(layout, "schema_sql", lambda: reworded)
    assert layout.pending(old) == []


def test_a_loaded_old_store_takes_a_delivery(old, deliveries):
    with old.publish() as change:
        change.execute("delete from raw_reviews")
    assert ingest.load(old, sorted(deliveries.iterdir())[-1])[-1].is_changed
    assert indexes(old) == ["calendar_day"]
