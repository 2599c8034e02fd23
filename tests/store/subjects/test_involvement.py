"""Agencies and practitioners of the box, as the oracle counts them; real and planted differences."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.store.database import Store
from sfo_data.store.synthetic import PLANTED
from sfo_data.subjects.involvement import (
    agencies,
    agency_words,
    change,
    divisions,
    homicides,
    involvement_words,
    practitioner_words,
    practitioners,
)
from tests import oracle
from tests.material.box import NEWEST

AGENCIES_BY_DIVISION = ("agency_shared_share", "agency_took_part_share")


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


@pytest.fixture(scope="module")
def box(duckdb_url: str) -> Store:
    """The box on one engine, for what does not depend on it."""
    return Store(duckdb_url)


def reader(store: Store) -> queries.Read:
    """As on a page, where each answer is kept."""
    return lru_cache(queries.reader(store))


def filters_for(facts: queries.Facts, period: str = "cy-2018", **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def apart(store: Store, period: str, names: Sequence[str], **selection: list[str]) -> pl.DataFrame:
    facts = queries.facts(store)
    filters = filters_for(facts, period, **selection)
    return divisions.steps_by_division(reader(store), filters, names, facts.known.first_day)


def test_the_division_that_seldom_shares_is_found_and_no_other(store):
    found = apart(store, "cy-2018", AGENCIES_BY_DIVISION)
    named = found.filter(pl.col("stands").is_in(APART)).select("division", "measure", "stands").rows()
    assert named == [(PLANTED.sharing_division, "agency_shared_share", Stands.BELOW)]
    finding = dict(
        involvement_words.steps_table(found, division="Division")
        .filter(Step="Findings shared with it")["Division", "Finding"]
        .rows()
    )
    assert finding.pop(PLANTED.sharing_division) == "Below England and Wales"
    assert set(finding.values()) <= {"No evidence of a difference", "Too few to say"}
    assert found.height == 14 and found.filter(measure="agency_shared_share")["division"].is_sorted()
    assert involvement_words.divisions_title(found) == (
        f"By division: {PLANTED.sharing_division}, findings shared with it, below England and Wales"
    )


@pytest.mark.parametrize("period", ["last-12-months", "fy-2016-17", "all"])
def test_it_is_found_whatever_the_period(box, period):
    found = apart(box, period, AGENCIES_BY_DIVISION)
    assert found.filter(pl.col("stands").is_in(APART))["division"].to_list() == [PLANTED.sharing_division]


def test_a_selection_of_divisions_does_not_change_who_is_compared(box):
    discrete = ["division", "measure", "numerator", "denominator", "stands"]
    one, every = (apart(box, "cy-2018", AGENCIES_BY_DIVISION, **chosen) for chosen in ({"division": ["Wales"]}, {}))
    assert one.select(discrete).equals(every.select(discrete))


def test_no_division_stands_apart_in_how_practitioners_are_involved(box):
    found = apart(box, "all", practitioners.STEPS)
    assert found.height == 28 and not set(found["stands"]) & set(APART)
    assert involvement_words.divisions_title(found) == "By division: no evidence that any differs"


def test_each_agencys_steps_are_what_the_oracle_counts(store, known, naive):
    filters = filters_for(known)
    steps = agencies.agency_steps(reader(store), filters)
    start, end = filters.period.start, filters.period.end
    rows = oracle.inside(naive.rows["agency_involvement"], "qa_completed_on", start, end, {})
    reviews = oracle.inside(naive.cases, "qa_completed_on", start, end, {})
    police = [row for row in rows if row["agency_code"] == "POL"]
    expected = {name: oracle.NAIVE[name][1](police)[:2] for name in agencies.STEPS}
    found = {
        name: (k, n)
        for name, k, n in steps.filter(agency="Police").select("measure", "numerator", "denominator").rows()
    }
    assert found == {agencies.INVOLVED: (len(police), len(reviews)), **expected}
    involved_in = steps.filter(measure=agencies.INVOLVED)["numerator"]
    assert involved_in.sum() == len(rows) and involved_in.is_sorted(descending=True)
    assert steps.filter(pl.col("value").is_between("lower", "upper").not_()).is_empty()


@pytest.mark.parametrize("period", ["cy-2018", "last-12-months"])
def test_homicides_are_what_the_oracle_counts_and_all_are_accounted_for(store, known, naive, period):
    filters = filters_for(known, period)
    found = homicides.coverage(reader(store), filters)
    cases = oracle.inside(naive.cases, "notified_on", filters.period.start, filters.period.end, {})
    killed = [case for case in cases if case["is_murder"]]
    unanswered = [case for case in killed if case["other_procedure"] == ""]
    assert found.cases == len(killed)
    assert found.not_covered == sum(case["other_procedure"] == "None" for case in killed)
    assert found.no_review == sum(case["qa_received_on"] is None for case in unanswered)
    assert found.not_recorded == len(unanswered) - found.no_review
    listed = homicides.not_covered_list(reader(store), filters)
    assert set(listed["review_id"]) == {case["review_id"] for case in killed if case["other_procedure"] in ("", "None")}
    assert listed.filter(coverage=homicides.NOT_COVERED).height == found.not_covered


def test_homicides_by_year_add_up_to_2018_as_published(store, known):
    years = dict(homicides.coverage_by_year(reader(store), filters_for(known), known.known.first_day))
    assert years[2018].cases == 124 and list(years) == list(range(2014, 2021))
    drawn = homicides.long(list(years.items()))
    assert drawn.filter(year="2018")["numerator"].sum() == 124


def test_answers_of_practitioners_add_up_and_what_is_not_recorded_stands_apart(store, known, naive):
    filters = filters_for(known)
    rows = reader(store)("practitioner_involvement", filters, "qa_completed_on")
    counted = practitioners.answers(rows)
    assert set(counted.group_by("measure").agg(pl.sum("numerator"))["numerator"]) == {rows.height}
    cases = oracle.inside(
        naive.rows["practitioner_involvement"], "qa_completed_on", filters.period.start, filters.period.end, {}
    )
    support = dict(counted.filter(measure="practitioner_supported_share").select("answer", "numerator").rows())
    given = [case["support_given"] for case in cases]
    assert support == {"Yes": given.count("true"), "No": given.count("false"), "Not recorded": given.count("")}
    steps = practitioners.practitioner_steps(rows)
    assert steps["practitioner_role"].unique(maintain_order=True).to_list() == [*practitioners.ROLES, "Not recorded"]


@pytest.mark.parametrize("period", ["last-12-months", "cy-2018", "all"])
def test_a_step_of_practitioners_has_one_value_on_its_card_in_its_bar_and_by_role(store, known, period):
    filters, read = filters_for(known, period), reader(store)
    rows = read("practitioner_involvement", filters, "qa_completed_on")
    cards = figures(read, filters, practitioners.STEPS)
    answers = practitioners.answers(rows).pivot("answer", index="measure", values="numerator")
    bars = {name: yes / (yes + no) for name, yes, no in answers.select("measure", "Yes", "No").rows()}
    assert dict(cards.select("measure", "value").rows()) == pytest.approx(bars)
    roles = practitioners.practitioner_steps(rows).group_by("measure").agg(pl.sum("numerator", "denominator"))
    assert set(roles.rows()) == set(cards.select("measure", "numerator", "denominator").rows())


def test_reviews_without_an_interview_are_counted(store, known, naive):
    filters = filters_for(known)
    found = practitioners.no_interview(reader(store), filters)
    start, end = filters.period.start, filters.period.end
    named: dict[str, bool] = {}
    for row in oracle.inside(naive.rows["practitioner_involvement"], "qa_completed_on", start, end, {}):
        named[row["review_id"]] = named.get(row["review_id"], False) or row["interviewed_on"] != ""
    reviews = len(oracle.inside(naive.cases, "qa_completed_on", start, end, {}))
    assert found == practitioners.NoInterview(reviews, list(named.values()).count(False), reviews - len(named))
    assert f"{found.none_interviewed} of {len(named)} reviews" in practitioner_words.no_interview_sentence(found)


def before_and_after(shares: tuple[float, float], reviews: int, seed: int) -> queries.Read:
    """A reader over practitioners of two years around 1 April 2018, alike within a review."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 4, reviews)
    accepted = np.datetime64("2017-04-01") + rng.integers(0, 730, reviews)
    share = np.where(accepted < np.datetime64("2018-04-01"), *shares)
    chance = rng.beta(share * 2, (1 - share) * 2)
    names = ("interviewed", "saw", "could_question", "support_given")
    told = {name: rng.random(sizes.sum()) < np.repeat(chance, sizes) for name in names}
    rows = pl.DataFrame(
        {"review_id": np.repeat(np.arange(reviews), sizes).astype(str), "accepted": np.repeat(accepted, sizes), **told},
        schema_overrides={"accepted": pl.Date},
    ).with_columns(
        interviewed_on=pl.when("interviewed").then("accepted"), report_seen_on=pl.when("saw").then("accepted")
    )

    def read(_question: str, filters: Filters, _dated_by: str | None) -> pl.DataFrame:
        return rows.filter(pl.col("accepted").is_between(filters.period.start, filters.period.end, closed="left"))

    return read


def changes(read: queries.Read, filters: Filters, on: date) -> list[change.BeforeAfter]:
    return [change.before_after(read, filters, name, on, 4) for name in practitioners.STEPS]


@pytest.fixture(scope="module")
def anytime(box: Store) -> Filters:
    return filters_for(queries.facts(box))


def test_where_nothing_changed_any_change_is_said_in_at_most_one_of_twenty_data_sets(anytime):
    sets = [changes(before_and_after((0.3, 0.3), 300, seed), anytime, date(2018, 4, 1)) for seed in range(100)]
    said = sum(any(each.change in ("rose", "fell") for each in found) for found in sets)
    # The chance of more than 10 of 100 at a rate of 5% is 1%.
    assert said <= 10


def test_a_real_change_is_said(anytime):
    found = changes(before_and_after((0.2, 0.6), 400, 1), anytime, date(2018, 4, 1))
    assert {each.change for each in found} == {"rose"}
    assert practitioner_words.change_title(found, date(2018, 4, 1), NEWEST).startswith(
        "After 1 April 2018: interviewed rose"
    )
    fell = changes(before_and_after((0.6, 0.2), 400, 1), anytime, date(2018, 4, 1))
    assert {each.change for each in fell} == {"fell"}


@pytest.mark.parametrize("seed", range(4))
def test_the_difference_has_newcombes_limits_at_a_level_shared_by_four(anytime, seed):
    for each in changes(before_and_after((0.3, 0.4), 250, seed), anytime, date(2018, 4, 1)):
        (k, n), (k_before, n_before) = each.after, each.before
        counts = [value / each.effect for value in (k, n, k_before, n_before)]
        limits = confint_proportions_2indep(*counts, compare="diff", method="newcomb", alpha=0.05 / 4)
        assert (each.lower, each.upper) == pytest.approx(limits)


def test_too_few_practitioners_are_not_compared(anytime):
    found = changes(before_and_after((0.2, 0.9), 20, 1), anytime, date(2018, 4, 1))
    assert {(each.change, each.lower) for each in found} == {("too few to tell", None)}


def test_the_box_cannot_tell_yet_after_the_inspection_and_finds_no_change_after_the_new_form(store, known):
    filters, read = filters_for(known), reader(store)
    days = change.recorded_days(filters)
    assert days[change.RECOMMENDED_ON] == "Inspection published" and date(2018, 4, 1) in days
    inspected = changes(read, filters, change.RECOMMENDED_ON)
    assert {each.change for each in inspected} == {"cannot tell yet"}
    title = practitioner_words.change_title(inspected, change.RECOMMENDED_ON, known.known.known_on)
    assert title == "Cannot tell yet: the data end on 11 May 2020"
    assert set(change.shares(inspected)["measure"]) == {"before"}
    form = changes(read, filters, date(2018, 4, 1))
    assert {each.change for each in form} == {"no evidence of change"}
    assert practitioner_words.change_table(form)["Finding"].to_list() == ["No evidence of change"] * 4


def test_nothing_under_the_filters_is_said_and_not_a_fault(store, known):
    filters, read = filters_for(known, "2014-06-02..2014-06-03"), reader(store)
    steps = agencies.agency_steps(read, filters)
    assert steps.is_empty() and agency_words.steps_title(steps).startswith("Too little is recorded")
    rows = read("practitioner_involvement", filters, "qa_completed_on")
    assert practitioner_words.answers_title(practitioners.answers(rows)).startswith("Too little is recorded")
    compared = divisions.steps_by_division(read, filters, practitioners.STEPS, known.known.first_day)
    assert involvement_words.divisions_title(compared) == "By division: no data under these filters"
    assert agency_words.told_table(agencies.sharing(read("agency_involvement", filters, "qa_completed_on"))).is_empty()
