"""The turnaround of the box adds up in every quarter."""

from collections import Counter
from datetime import date

import pytest

from sfo_data.definitions.filters import Scope, from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import figures, headlines
from sfo_data.questions.turnaround import (
    FinishedOnly,
    Headline,
    turnaround,
)
from sfo_data.statistics.queue_turnaround import Pace
from sfo_data.statistics.survival import Estimate
from sfo_data.subjects.turnaround import turnaround_words as words
from tests import oracle
from tests.material.box import NEWEST


@pytest.mark.parametrize("selection", [{}, {"division": ["London", "Wales"]}, {"review_status": ["QA complete"]}])
def test_received_is_completed_and_withdrawn_and_open_in_every_quarter(store, deliveries, selection):
    facts = queries.facts(store)
    found = turnaround(queries.reader(store), from_choices(facts.known, selection, "last-12-months", NEWEST)).quarters
    kept = {name: labels for name, labels in selection.items() if name != "review_status"}
    cases = oracle.inside(oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases, None, NEWEST, NEWEST, kept)
    words = {"QA complete": "completed", "Withdrawn": "withdrawn"}
    naive = Counter(
        (date(each["qa_received_on"].year, (each["qa_received_on"].month - 1) // 3 * 3 + 1, 1), ending)
        for each in cases
        if each["qa_received_on"]
        for ending in ("received", words.get(each["review_status"], "open"))
    )
    assert found["received"].sum() > 0
    for row in found.iter_rows(named=True):
        assert row["received"] == row["completed"] + row["withdrawn"] + row["open"]
        for ending in ("received", "completed", "withdrawn", "open"):
            assert row[ending] == naive[(row["quarter"], ending)], (row["quarter"], ending)


def test_the_headline_of_the_box_counts_those_still_waiting(store):
    facts = queries.facts(store)
    clock = turnaround(queries.reader(store), from_choices(facts.known, {}, "last-12-months", NEWEST))
    line, left_out = clock.headline, clock.finished_only
    assert line.counted.lower is not None
    # Leaving out the waiting: 114 in the middle, 104 on average, where it takes 164.
    assert max(left_out.middle, left_out.average) + 10 < line.counted.lower <= line.counted.value
    assert words.medians_table(clock.quarters).height == words.finished_table(clock.quarters).height == 13
    assert clock.finished["year"].unique(maintain_order=True).to_list() == ["2017", "2018", "2019", "2020"]


def test_the_measure_and_the_page_and_each_reader_have_one_turnaround_and_one_interval(store):
    known, read = queries.facts(store).known, queries.reader(store)
    whole = from_choices(known, {}, "last-12-months", NEWEST)
    wales = whole.select("division", ["Wales"])
    own = from_choices(known, {}, "last-12-months", NEWEST, Scope(("Wales",)))
    by_division = figures(read, whole, ["qa_turnaround_days"], ["division"]).filter(division="Wales").drop("division")
    found = [figures(read, each, ["qa_turnaround_days"]) for each in (wales, own)]
    assert found[0].rows() == found[1].rows() == by_division.rows()
    clock = turnaround(read, wales).headline.counted
    assert found[0].select("value", "lower", "upper").row(0) == (clock.value, clock.lower, clock.upper)
    beside = headlines(read, own, ["qa_turnaround_days"], None).row(0, named=True)
    assert beside["value_national"] == figures(read, whole, ["qa_turnaround_days"])["value"][0]


@pytest.mark.parametrize("by", [(), ("division",), ("provider",)])
def test_without_its_median_a_turnaround_is_of_as_many_reviews(store, by):
    read, filters = queries.reader(store), from_choices(queries.facts(store).known, {}, "last-12-months", NEWEST)
    counted = [*by, "measure", "numerator", "denominator"]
    median, count = (
        figures(read, filters, ["qa_turnaround_days"], by, has_medians=each).select(counted) for each in (True, False)
    )
    assert count.rows() == median.rows() and count["numerator"].min() > 0


def test_a_period_without_reviews_has_no_medians_and_says_so(store):
    facts = queries.facts(store)
    clock = turnaround(queries.reader(store), from_choices(facts.known, {}, "2014-06-02..2014-06-03", NEWEST))
    assert clock.headline == Headline(0, 0, 0, Estimate(None, None, None), False)
    assert clock.finished_only == FinishedOnly(0, None, None)
    assert clock.finished.is_empty() and clock.quarters["received"].sum() == 0
    assert words.turnaround_sentence(clock.headline, Pace(0, 0)) == "No reviews were received in the period."
    assert words.others_table(clock)["Months"].to_list() == ["–", "–", "–", "under a month", "6 months"]
