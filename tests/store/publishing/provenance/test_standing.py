"""A view against the store: current, stale with what has moved, or not what the store gives."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sfo_data.definitions import filters as f
from sfo_data.publishing.provenance import View, provenance_words, view_of
from sfo_data.publishing.provenance.currency import StoreComparison, compared, filters_of
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts, Read
from sfo_data.store.database import Store
from tests.material import marked_files
from tests.material.box import NEWEST

EARLIER = date(2020, 4, 20)


@pytest.fixture
def facts(store: Store) -> Facts:
    return queries.facts(store)


@pytest.fixture
def read(store: Store) -> Read:
    return queries.reader(store)


def view_on(facts: Facts, day: date, period: str = "cy-2020", **choices) -> View:
    return view_of("weekly", f.from_choices(facts.known, choices, period, day), "a" * 64, True)


def told(read: Read, facts: Facts, view: View, counted_again: str | None = "a" * 64) -> tuple[StoreComparison, str]:
    found = compared(read, facts, view, counted_again)
    return found, " ".join(provenance_words.against_the_store(view, found))


def notified(deliveries: Path, day: date, start: str, end: str) -> Counter:
    """Review identifiers of a delivery with a notification date in the period."""
    with (deliveries / day.isoformat() / "reviews.csv").open(encoding="utf-8") as file:
        return Counter(row["review_id"] for row in csv.DictReader(file) if start <= row["notified_on"] <= end)


def test_a_view_of_the_newest_data_is_current(read, facts):
    found, said = told(read, facts, view_on(facts, NEWEST))
    assert found.is_current and (found.then, found.moved.height) == (found.now, 0)
    assert said == "The store gives the same numbers for 11 May 2020. Current: there are no newer data."


@pytest.mark.parametrize("day", [date(2020, 4, 6), EARLIER, date(2020, 5, 4)])
def test_a_stale_view_says_how_many_then_and_now_and_why(read, facts, deliveries, day):
    found, said = told(read, facts, view_on(facts, day))
    # By hand: the same dates in both deliveries, from 1 January to the earlier day.
    then = notified(deliveries, day, "2020-01-01", day.isoformat())
    now = notified(deliveries, NEWEST, "2020-01-01", day.isoformat())
    arrived, left = len(now - then), len(then - now)
    assert (found.then, found.now) == (then.total(), now.total()) and arrived + left > 0
    assert not found.is_current and found.agrees
    late = f"{arrived} late notification{'s' * (arrived != 1)}" if arrived else ""
    gone = f"{left} taken out of the delivery" if left else ""
    why = ", ".join(each for each in (late, gone) if each)
    day_words = f"{day.day} {day:%B %Y}"
    assert f"SFO reviews: {then.total()} on {day_words}, {now.total()} now: {why}." in said


def test_the_table_of_what_has_moved_names_each_kind_once(read, facts, deliveries):
    found, _ = told(read, facts, view_on(facts, EARLIER))
    table = provenance_words.moved_table(found.moved)
    then = notified(deliveries, EARLIER, "2020-01-01", EARLIER.isoformat())
    now = notified(deliveries, NEWEST, "2020-01-01", EARLIER.isoformat())
    counted = dict(table.select("Change", "Reviews").iter_rows())
    assert counted["Taken out"] == len(then - now) and "Late" not in counted
    assert table["Change"].n_unique() == table.height and 0 not in counted.values()


def test_a_stale_view_in_which_nothing_came_or_went_says_so(read, facts):
    found, said = told(read, facts, view_on(facts, date(2020, 5, 4), "cy-2018"))
    assert (found.then, found.now) == (493, 493)
    assert "493 SFO reviews then and now; none came or went." in said and not found.is_current


def test_numbers_that_the_store_no_longer_gives_are_said(read, facts):
    found, said = told(read, facts, view_on(facts, NEWEST), "c" * 64)
    assert found.agrees is False and not found.is_current
    assert "The store no longer gives these numbers for 11 May 2020." in said


def test_numbers_not_counted_again_are_not_called_current(read, facts):
    found, said = told(read, facts, view_on(facts, NEWEST), None)
    assert found.agrees is None and not found.is_current and "were not counted again" in said


def test_changed_definitions_are_said(read, facts):
    changed = replace(view_on(facts, NEWEST), definitions_sha256="d" * 64)
    found, said = told(read, facts, changed)
    assert not found.is_current and "definitions of measures have been changed" in said


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        (marked_files.view(is_synthetic=False), "the view is of real cases, and this store holds synthetic data"),
        (
            marked_files.view(known_on=date(2019, 1, 7), address=(("known_on", ("2019-01-07",)),)),
            "no state of knowledge of 7 January 2019",
        ),
        (
            marked_files.view(address=(("division", ("atlantis",)), ("known_on", ("2020-05-04",)))),
            "“atlantis” is not in the data",
        ),
    ],
)
def test_a_store_that_cannot_speak_of_the_view_says_why(read, facts, view, reason):
    found, said = told(read, facts, view)
    assert said.startswith("Whether it is current cannot be said: ") and reason in said
    assert not found.is_current and found.then is None
    assert provenance_words.opening(material_genuine(view), found) == "Genuine: a.png"


def material_genuine(view: View) -> provenance_words.CheckResult:
    return provenance_words.CheckResult("a.png", "genuine", view)


def test_the_opening_says_verdict_and_age(read, facts):
    def opening(view: View, counted_again: str = "a" * 64) -> str:
        return provenance_words.opening(material_genuine(view), compared(read, facts, view, counted_again))

    assert opening(view_on(facts, NEWEST)) == "Genuine, and current: a.png"
    assert opening(view_on(facts, EARLIER)) == "Genuine, and stale: a.png"
    assert opening(view_on(facts, NEWEST), "c" * 64) == "Genuine, but not what the store gives now: a.png"


def test_the_filters_brought_back_are_those_of_the_view(facts):
    chosen = f.from_choices(facts.known, {"division": ["London", "Wales"]}, "fy-2018-19", EARLIER)
    assert filters_of(view_of("weekly", chosen, "a" * 64, True), facts) == chosen
