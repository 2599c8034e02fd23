"""A delivery says from which day on it holds a table; what it says has to be possible."""

import json
from datetime import date

import polars as pl
import pytest

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import headlines
from sfo_data.store.ingest import Refused, load
from sfo_data.wording import coverage_words
from tests.material.small_delivery import review, tables, write

# The small delivery's three reviews are notified on 1 February 2019 and known on 4 May 2020.
BEGINS, NOTIFIED = "2017-01-01", "2019-02-01"


def deliver(folder, first_days, known_on="2020-05-04", rows=None):
    write(folder, rows or tables(), known_on)
    notice = json.loads((folder / "delivery.json").read_text()) | {"first_days": first_days}
    (folder / "delivery.json").write_text(json.dumps(notice))
    return folder


def row_of(store, name="sfo_reviews", period="cy-2019"):
    known = queries.facts(store).known
    filters = from_choices(known, {}, period, known.known_on)
    return headlines(queries.reader(store), filters, [name], None).row(0, named=True)


def test_a_declared_day_decides_and_without_one_the_earliest_row(store, folder, tmp_path):
    load(store, folder)
    assert row_of(store)["held_from"] == date(2019, 2, 1) and row_of(store)["not_compared"] is not None
    # Nothing but the declaration is new.
    assert load(store, deliver(folder, {"reviews": BEGINS}))[-1].is_changed
    row = row_of(store)
    assert row["held_from"] == date(2017, 1, 1) and row["not_compared"] is None
    assert (row["value"], row["value_before"]) == (3, 0)
    assert not load(store, folder)[-1].is_changed
    # A delivery speaks for itself alone.
    load(store, write(tmp_path / "next", tables(), "2020-05-11"))
    assert row_of(store)["held_from"] == date(2019, 2, 1)
    days = queries.ask_filtered(
        store, "first_days", from_choices(queries.facts(store).known, {}, "all", date(2020, 5, 4))
    )
    said = days.filter(pl.col("feed") == "reviews", pl.col("dated_by") == "notified_on").row(0, named=True)
    assert (said["first_row_on"], said["declared_on"], said["first_on"]) == (
        date(2019, 2, 1), date(2017, 1, 1), date(2017, 1, 1),
    )  # fmt: skip


def test_a_table_that_is_complete_without_a_row_counts_none_and_is_held(duckdb_store, folder):
    load(duckdb_store, deliver(folder, {"actions": BEGINS}))
    assert row_of(duckdb_store, "actions_raised")["value"] == 0
    load(duckdb_store, deliver(folder, {}))
    assert coverage_words.shown(row_of(duckdb_store, "actions_raised")) == "not held"


@pytest.mark.parametrize(
    ("first_days", "words"),
    [
        ({"reviews": "2019-02-02"}, "reviews is held from 2019-02-02, and .* a row of it dated 2019-02-01"),
        ({"reviews": "2020-05-05"}, "which is not between 2000-01-01 and the day of the delivery, 2020-05-04"),
        ({"reviews": "1999-12-31"}, "which is not between 2000-01-01 and"),
        ({"offences": BEGINS}, "names “offences”, which is not a table counted by dates. Those are actions, agency_"),
        ({"reviewes": BEGINS}, "names “reviewes”, .* Did you mean “reviews”"),
        ({"reviews": "01/06/2017"}, "The first day of reviews in delivery.json is not a date that exists"),
        ({"reviews": None}, "The first day of reviews in delivery.json is not a date that exists"),
        (["reviews"], "first_days in delivery.json must look like"),
    ],
)  # fmt: skip
def test_a_wrong_declaration_is_refused_and_the_store_is_untouched(store, folder, first_days, words):
    load(store, write(folder, tables(2)))
    with pytest.raises(Refused, match=words):
        load(store, deliver(folder, first_days))
    assert store.read("select count(*) as n from loads")["n"][0] == 1
    assert row_of(store)["value"] == 2


def test_an_earlier_row_that_comes_later_makes_an_old_declaration_wrong(duckdb_store, folder, tmp_path):
    load(duckdb_store, deliver(folder, {"reviews": NOTIFIED}))
    rows = tables()
    rows["reviews"].append(review("R9", offence_on="2018-01-10", charged_on="2018-01-20", notified_on="2018-02-01"))
    with pytest.raises(Refused, match="held from 2019-02-01, and the delivery has a row of it dated 2018-02-01"):
        load(duckdb_store, deliver(tmp_path / "next", {"reviews": NOTIFIED}, "2020-05-11", rows))
