"""Does the store keep every version of every row, and show on each day what was known on that day?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfo_data.definitions.categories import RISK_LEVELS
from sfo_data.store import history, layout
from sfo_data.store.database import Change, Store
from sfo_data.store.ingest import LoadReport, load
from sfo_data.store.schema import OPEN_END, TABLES
from tests.conftest import own_database
from tests.material.small_delivery import Anything, Tables, finding, review, tables, write

FIRST, SECOND, THIRD, FOURTH, FIFTH = (date(2020, 5, 4) + timedelta(weeks=week) for week in range(5))
REVIEWS = next(table for table in TABLES if table.name == "reviews")
AGAIN = [finding("F1", "STAYS"), finding("F2", "PARENT")]


def delivery(*reviews: dict[str, str], parent: str = "High", findings: list[dict[str, str]] = AGAIN) -> Tables:
    """These reviews, STAYS unchanged, and PARENT, which has a finding, with this risk."""
    rows = [review("STAYS"), review("PARENT", risk_highest=parent), *reviews]
    return tables(0) | {"reviews": rows, "findings": findings}


# Each review plays one part; the load after each of these days is one step.
STORY: list[tuple[date, Tables]] = [
    (FIRST, delivery(review("CHANGES"), review("VANISHES"), review("RETURNS"), review("SPOILT", risk_at_start="Low"))),
    (SECOND, delivery(review("CHANGES", risk_highest="Low"), review("SPOILT", risk_highest="Severe"), parent="?")),
    (SECOND, delivery(review("CHANGES", risk_highest="Medium"), review("SPOILT", risk_highest="Severe"), parent="?")),
    (
        THIRD,
        delivery(
            review("CHANGES", risk_highest="Medium"),
            review("RETURNS"),
            review("SPOILT"),
            parent="?",
            findings=[*AGAIN, finding("F3", "PARENT")],
        ),
    ),
]
STORY.append((FOURTH, STORY[-1][1]))


@dataclass(frozen=True)
class Told:
    """A store after STORY; the report of each step, and what each day showed when it was the newest."""

    store: Store
    reports: list[LoadReport]
    shown: dict[date, list[tuple[str, str]]]
    at_the_end: dict[date, list[tuple[str, str]]]


@contextmanager
def empty_store(engine: str, folder: Path) -> Iterator[Store]:
    if engine == "duckdb":
        yield Store(f"duckdb:///{folder / 'store' / 'sfo.duckdb'}")
        return
    with own_database() as address:
        yield Store(address.replace("postgresql://", "postgresql+psycopg://"))


def known(store: Store, day: date) -> list[tuple[str, str]]:
    """(review_id, risk_highest) of the reviews known on `day`."""
    sql = "select review_id, risk_highest from raw_reviews where known_from <= :day and :day < known_to order by 1, 2"
    return store.read(sql, {"day": day}).rows()


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("history")
    reports, shown = [], {}
    with empty_store(request.param, folder) as store:
        for day, rows in STORY:
            files = write(folder / "delivery", rows, known_on=day.isoformat())
            reports += load(store, files, accept=Anything())
            shown[day] = known(store, day)
        yield Told(store, reports, shown, {day: known(store, day) for day in shown})


def versions(told: Told, review_id: str) -> list[tuple[date, date, str]]:
    """(known_from, known_to, risk_highest) of every version of a review, oldest first."""
    return told.store.read(
        "select known_from, known_to, risk_highest from raw_reviews where review_id = :id order by load_id",
        {"id": review_id},
    ).rows()


def count(told: Told, step: int, table: str = "reviews") -> tuple[int, int, int, int]:
    """(quarantined, opened, unchanged, closed) of a table in one step of the story."""
    columns = ["quarantined", "opened", "unchanged", "closed"]
    return told.reports[step].counts.filter(pl.col("table_name") == table).select(columns).row(0)


def test_a_changed_row_closes_the_old_version_and_a_same_day_correction_is_visible_on_no_day(told: Told):
    assert versions(told, "CHANGES") == [
        (FIRST, SECOND, "High"),
        (SECOND, SECOND, "Low"),
        (SECOND, OPEN_END, "Medium"),
    ]


def test_a_vanished_row_is_closed_and_not_deleted(told: Told):
    assert versions(told, "VANISHES") == [(FIRST, SECOND, "High")]


def test_a_row_that_comes_back_opens_again(told: Told):
    assert versions(told, "RETURNS") == [(FIRST, SECOND, "High"), (THIRD, OPEN_END, "High")]


def test_an_unchanged_row_keeps_the_day_since_which_it_is_known(told: Told):
    assert versions(told, "STAYS") == [(FIRST, OPEN_END, "High")]


def test_a_row_set_aside_keeps_its_last_good_version_until_a_good_one_comes(told: Told):
    # What differs when it is mended is that risk_at_start has become missing.
    assert versions(told, "SPOILT") == [(FIRST, THIRD, "High"), (THIRD, OPEN_END, "High")]


def test_findings_old_and_new_of_a_review_set_aside_stay_valid(told: Told):
    assert versions(told, "PARENT") == [(FIRST, OPEN_END, "High")]
    assert [count(told, step, "findings") for step in (1, 2, 3)] == [(0, 0, 2, 0), (0, 0, 2, 0), (0, 1, 2, 0)]


def test_the_counts_of_each_step_are_those_counted_by_hand(told: Told):
    assert [count(told, step) for step in range(len(STORY))] == [
        (0, 6, 0, 0),
        (2, 1, 1, 3),
        (2, 1, 1, 1),
        (1, 2, 2, 1),
        (1, 0, 4, 0),
    ]


def test_every_delivered_row_is_accounted_for_in_every_table(told: Told):
    for report in told.reports:
        counts = report.counts
        assert counts["table_name"].to_list() == [table.name for table in TABLES]
        assert (counts["delivered"] == counts["accepted"] + counts["quarantined"]).all()
        assert (counts["accepted"] == counts["opened"] + counts["unchanged"]).all()


def test_the_counts_and_loads_recorded_are_those_reported(told: Told):
    recorded = told.store.read("select * from load_counts order by load_id, table_name")
    reported = pl.concat(
        report.counts.with_columns(load_id=pl.lit(number, pl.Int64)) for number, report in enumerate(told.reports, 1)
    )
    assert recorded.rows() == reported.select(recorded.columns).sort("load_id", "table_name").rows()
    assert told.store.read("select known_on from loads order by load_id")["known_on"].to_list() == [
        day for day, _ in STORY
    ]


def test_what_a_past_day_shows_stays_the_same_after_later_loads(told: Told):
    assert told.at_the_end == told.shown
    assert told.shown[SECOND] == [("CHANGES", "Medium"), ("PARENT", "High"), ("SPOILT", "High"), ("STAYS", "High")]
    assert known(told.store, FIRST - timedelta(days=1)) == []


def test_the_reviews_mart_shows_each_day_its_own_reviews(told: Told):
    mart = told.store.read("select known_on, review_id, risk_highest from reviews order by 2, 3")
    for day, expected in told.shown.items():
        assert mart.filter(pl.col("known_on") == day).drop("known_on").rows() == expected


def test_the_same_content_on_a_later_day_is_a_load_that_opens_and_closes_nothing(told: Told):
    assert told.reports[-1].is_changed
    assert told.reports[-1].counts.select(pl.sum("opened", "closed")).row(0) == (0, 0)


def test_the_same_delivery_again_changes_nothing_nor_do_its_rows_in_another_order(told: Told, tmp_path: Path):
    day, rows = STORY[-1]
    before = told.store.stamp(), told.store.read("select count(*) as n from loads")["n"][0]
    unspoilt = {name: listed[::-1] if name != "reviews" else listed for name, listed in rows.items()}
    for again in (rows, unspoilt):
        files = write(tmp_path, again, known_on=day.isoformat())
        assert not load(told.store, files, accept=Anything())[0].is_changed
    assert (told.store.stamp(), told.store.read("select count(*) as n from loads")["n"][0]) == before


def frame(risks: dict[str, str | None]) -> pl.DataFrame:
    """Reviews with these values of risk_at_offence, as validation hands them to history."""
    kinds = {"integer": pl.Int64, "date": pl.Date, "boolean": pl.Boolean}
    plain = {"provider_code": "N01", "notified_on": date(2019, 2, 1), "review_due_on": date(2019, 5, 1)}
    rows = [plain | {"review_id": name, "risk_at_offence": risk} for name, risk in risks.items()]
    return pl.DataFrame(rows, schema={column.name: kinds.get(column.kind, pl.String) for column in REVIEWS.columns})


PRESENT = st.dictionaries(st.sampled_from(["R1", "R2", "R3", "R4"]), st.sampled_from([None, *RISK_LEVELS[:3]]))


@pytest.fixture(scope="module")
def change(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Change]:
    """An open change of a store with tables and views; one for all examples, since making them takes 0.3 s."""
    with Store(f"duckdb:///{tmp_path_factory.mktemp('examples') / 'sfo.duckdb'}").publish() as change:
        layout.prepare(change)
        yield change


@settings(max_examples=25)
@given(steps=st.lists(st.tuples(st.integers(0, 2), PRESENT), min_size=1, max_size=6))
def test_each_day_shows_exactly_the_last_delivery_of_that_day(
    steps: list[tuple[int, dict[str, str | None]]], change: Change
):
    plain_record: dict[date, dict[str, str | None]] = {}
    day, before = FIRST, 0
    change.execute("delete from raw_reviews")
    change.execute("delete from loads")
    for number, (days, risks) in enumerate(steps, start=1):
        day += timedelta(days=days)
        rows = frame(risks)
        turned = history.turn(change, REVIEWS, rows, rows.select("review_id").clear(), day, number)
        assert turned.opened + turned.unchanged == len(risks)
        assert turned.closed + turned.unchanged == before
        change.execute(
            "insert into loads values (:number, :day, '2020-01-01', 'delivery', 'hash', false)",
            {"number": number, "day": day},
        )
        plain_record[day], before = risks, len(risks)
    mart = change.read("select known_on, review_id, risk_at_offence from reviews")
    assert set(mart["known_on"]) <= plain_record.keys()
    for known_on, expected in plain_record.items():
        shown = mart.filter(pl.col("known_on") == known_on)
        named = {review_id: risk or "Not recorded" for review_id, risk in expected.items()}
        assert dict(shown.select("review_id", "risk_at_offence").rows()) == named
        assert shown.height == len(expected)
