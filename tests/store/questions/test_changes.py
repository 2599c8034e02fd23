"""What changed between two states of knowledge, against a naive comparison of the two deliveries' own files."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sfo_data.definitions.filters import from_choices
from sfo_data.questions import changes, queries
from sfo_data.store.database import Store
from tests import oracle
from tests.material.box import NEWEST, WEEKS

# Kinds of change by which a review comes to be counted, and by which it no longer is.
ARRIVING, LEAVING = ("new", "late", "moved in"), ("moved out", "taken out")
STATES = [NEWEST - timedelta(weeks=week) for week in reversed(range(WEEKS))]
RECORDED = ["risk_at_start", "risk_at_offence", "risk_highest", "index_sentence", "offence_on", "charged_on"]
SELECTIONS: list[dict[str, list[str]]] = [
    {},
    {"division": ["London"]},
    {"provider_type": ["CRC"], "offence_group": ["Rape", "Murder"]},
    {"risk_at_offence": ["Medium", "Not recorded"]},
]
TARGET = 20


@pytest.fixture(scope="module")
def delivered(deliveries: Path) -> dict[date, dict[str, dict[str, Any]]]:
    """Every delivery's cases by review, with the raw text of what is recorded."""
    states = {}
    for known_on in STATES:
        folder = deliveries / known_on.isoformat()
        raw = {row["review_id"]: row for row in oracle.read(folder, "reviews")}
        cases = {each["review_id"]: each for each in oracle.build(folder, known_on).cases}
        states[known_on] = {
            name: {
                **case,
                "withdrawn": raw[name]["withdrawn_on"],
                "overdue": case["open_days"] is not None and case["open_days"] > TARGET,
                "recorded": (case["provider"], case["offence"], case["notified_on"], *(raw[name][c] for c in RECORDED)),
            }
            for name, case in cases.items()
        }
    return states


def naive(
    then: dict[str, dict[str, Any]],
    now: dict[str, dict[str, Any]],
    earlier: date,
    chosen: dict[str, list[str]],
) -> set[tuple[str, str]]:
    def is_in(case: dict[str, Any] | None) -> bool:
        return case is not None and all(case[name] in labels for name, labels in chosen.items())

    found = set()
    for name in sorted(set(then) | set(now)):
        before, after = then.get(name), now.get(name)
        was_in, now_in = is_in(before), is_in(after)
        if now_in and before is None:
            found.add(("new" if after["notified_on"] > earlier else "late", name))
        if was_in and after is None:
            found.add(("taken out", name))
        if before and after and now_in != was_in:
            found.add(("moved in" if now_in else "moved out", name))
        if now_in and was_in and before["recorded"] != after["recorded"]:
            found.add(("revised", name))
        if now_in and after["qa_completed_on"] and not (before and before["qa_completed_on"]):
            found.add(("completed", name))
        if now_in and after["withdrawn"] and not (before and before["withdrawn"]):
            found.add(("withdrawn", name))
        if now_in and after["overdue"] and not (before and before["overdue"]):
            found.add(("newly overdue", name))
    return found


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_every_week_changes_as_a_naive_comparison_of_two_deliveries_says(store: Store, delivered: Any, chosen: Any):
    read, known = queries.reader(store), queries.facts(store).known
    seen = set()
    for earlier, later in pairwise(STATES):
        filters = from_choices(known, chosen, "last-12-months", later)
        changed = changes.between(read, filters, earlier)
        told = set(changed.select("kind", "review_id").iter_rows())
        assert told == naive(delivered[earlier], delivered[later], earlier, chosen)
        assert len(told) == changed.height
        seen |= set(changed["kind"])
    assert {"new", "completed", "newly overdue"} <= seen


def test_the_changes_account_for_every_review_that_is_counted_now_and_was_not(store: Store):
    read, known = queries.reader(store), queries.facts(store).known
    for chosen in SELECTIONS:
        for earlier in STATES[:-1]:
            now = from_choices(known, chosen, "cy-2019", NEWEST)
            then = from_choices(known, chosen, "cy-2019", earlier)
            for dated_by in (None, "notified_on"):
                number = changes.counts(changes.between(read, now, earlier, dated_by))
                before, after = (read("reviews", each, dated_by).height for each in (then, now))
                assert after - before == sum(number[kind] for kind in ARRIVING) - sum(number[kind] for kind in LEAVING)


def test_a_case_whose_offence_is_reclassified_moves_out_of_one_view_and_into_another(store: Store, delivered: Any):
    read, known = queries.reader(store), queries.facts(store).known
    first, last = delivered[STATES[0]], delivered[NEWEST]
    moved = [name for name in first if name in last and first[name]["offence_group"] != last[name]["offence_group"]]
    assert moved, "the extract reclassifies an offence in six weeks"
    before, after = first[moved[0]]["offence_group"], last[moved[0]]["offence_group"]
    for group, kind in ((before, "moved out"), (after, "moved in")):
        changed = changes.between(
            read, from_choices(known, {"offence_group": [group]}, "all", NEWEST), STATES[0], "notified_on"
        )
        row = changed.filter(pl.col("review_id") == moved[0])
        assert row["kind"].to_list() == [kind] and "Offence" in row["what"][0]


def test_a_review_already_done_when_first_delivered_is_new_and_completed_at_once(store: Store):
    read, known = queries.reader(store), queries.facts(store).known
    filters = from_choices(known, {}, "all", STATES[0])
    # Before the first state nothing was known: all that is complete was completed since.
    changed = changes.counts(changes.between(read, filters, date(2014, 6, 2)))
    rows = read("reviews", filters, None)
    assert changed["new"] == rows.filter(pl.col("notified_on") > date(2014, 6, 2)).height
    assert changed["completed"] == rows["qa_completed_on"].count()
    assert changed["taken out"] == changed["moved in"] == changed["revised"] == 0


def test_what_explains_a_difference_is_said_in_words():
    changed = pl.DataFrame({"kind": ["late", "late", "late", "moved in", "completed"], "review_id": list("abcde")})
    assert changes.in_words(changed) == "3 late notifications, 1 reclassified into this view"
    assert changes.in_words(changed.clear()) == ""
    assert changes.counts(changed.clear()) == dict.fromkeys(changes.KINDS, 0)
