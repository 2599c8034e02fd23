"""Agencies and practitioners: worked values, other libraries, the naive oracle, and how often chance alone speaks."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from statsmodels.stats.proportion import confint_proportions_2indep

from sfo_data import queries
from sfo_data.database import Store
from sfo_data.design_effect import among, design_effect
from sfo_data.filters import Filters, from_choices
from sfo_data.involvement import (
    agencies,
    agency_words,
    change,
    clustered,
    homicides,
    practitioner_words,
    practitioners,
    standing,
    words,
)
from sfo_data.measures import MEASURES
from sfo_data.synthetic import PLANTED
from sfo_data.turnaround.survival import Estimate
from tests import oracle
from tests.conftest import NEWEST

TOOK_PART, SHARED = MEASURES["agency_took_part_share"], MEASURES["agency_shared_share"]
DIVISIONS = ("London", "Midlands", "North East", "North West", "South East", "South West", "Wales")
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


def took_part(*reviews: list[bool | None]) -> pl.DataFrame:
    rows = [(str(nth), answer) for nth, answers in enumerate(reviews) for answer in answers]
    return pl.DataFrame(rows, schema={"review_id": pl.String, "took_part": pl.Boolean}, orient="row")


def test_reviews_that_treat_all_their_agencies_alike_count_for_fewer():
    # Four reviews of two: p = 1/2, sum (x - n p)^2 = 4, times 4/3, over sum n p (1 - p) = 2.
    alike = took_part([True, True], [True, True], [False, False], [False, False])
    assert design_effect(alike, TOOK_PART) == pytest.approx(8 / 3)
    assert design_effect(took_part([True, False], [False, True]), TOOK_PART) == 1
    assert design_effect(took_part([True, True], [True]), TOOK_PART) == 1
    low, high = clustered.clustered_shares(alike, [TOOK_PART.name]).select("lower", "upper").row(0)
    # Wilson of 1.5 of 3: centre 1/2, half width z / (2 sqrt(n + z^2)), z^2 = 3.8415.
    assert (low, high) == pytest.approx((0.5 - 0.374666, 0.5 + 0.374666), abs=1e-6)


def test_an_answer_not_recorded_is_in_no_base():
    rows = took_part([True, None], [False, None], [None], [True])
    found = clustered.clustered_shares(rows, [TOOK_PART.name]).row(0, named=True)
    assert (found["numerator"], found["denominator"]) == (2, 3)


def test_a_measure_that_is_no_share_is_refused():
    with pytest.raises(ValueError, match="agency_sharing_median_days is not a share"):
        among(MEASURES["agency_sharing_median_days"])


@pytest.mark.parametrize("seed", range(5))
def test_the_design_effect_is_the_cluster_robust_variance_of_statsmodels_over_the_binomial(seed):
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(60), rng.integers(1, 6, 60))
    answers = rng.random(clusters.size) < rng.beta(0.5, 0.5, 60)[clusters]
    rows = pl.DataFrame({"review_id": clusters.astype(str), "took_part": answers})
    robust = sm.OLS(answers.astype(float), np.ones(answers.size)).fit(cov_type="cluster", cov_kwds={"groups": clusters})
    p = answers.mean()
    ratio = robust.cov_params()[0, 0] * answers.size / (p * (1 - p))
    assert design_effect(rows, TOOK_PART) == pytest.approx(max(1.0, ratio))


@given(st.lists(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=4), min_size=1, max_size=30))
def test_a_clustered_interval_holds_its_share_and_is_never_shorter_than_wilsons(reviews):
    rows = took_part(*reviews)
    found = clustered.clustered_shares(rows, [TOOK_PART.name]).row(0, named=True)
    if not found["denominator"]:
        assert found["value"] is None and found["lower"] is None
        return
    assert design_effect(rows, TOOK_PART) >= 1
    assert -1e-12 <= found["lower"] <= found["value"] + 1e-12 and found["value"] <= found["upper"] + 1e-12 <= 1 + 1e-9
    k, n = found["numerator"], found["denominator"]
    width = 2 * 1.959964 / (n + 1.959964**2) * np.sqrt(k * (n - k) / n + 1.959964**2 / 4)
    assert found["upper"] - found["lower"] >= width - 1e-6


def involved(rng: np.random.Generator, reviews: int, correlation: float, shares: np.ndarray) -> pl.DataFrame:
    """Reviews with one to four agencies over three years; those of one review alike (beta-binomial)."""
    sizes = rng.integers(1, 5, reviews)
    division = rng.choice(7, reviews, p=[0.16, 0.15, 0.16, 0.16, 0.16, 0.15, 0.06])
    scale = (1 - correlation) / correlation
    chance = rng.beta(shares[division] * scale, (1 - shares[division]) * scale)
    accepted = np.datetime64("2017-05-01") + rng.integers(0, 1095, reviews)
    return pl.DataFrame(
        {
            "review_id": np.repeat(np.arange(reviews), sizes).astype(str),
            "division": np.repeat(np.array(DIVISIONS)[division], sizes),
            "qa_received_on": np.repeat(accepted, sizes),
            "took_part": rng.random(sizes.sum()) < np.repeat(chance, sizes),
        },
        schema_overrides={"qa_received_on": pl.Date},
    )


def test_where_no_division_differs_one_is_named_in_at_most_one_of_twenty_data_sets():
    rng = np.random.default_rng(14)
    sets = [
        standing.stands(involved(rng, reviews, 0.4, np.full(7, share)), TOOK_PART, "division")["stands"]
        for reviews, share in ((120, 0.5), (300, 0.1), (600, 0.5))
        for _ in range(100)
    ]
    named = sum((each != "alike").any() for each in sets)
    # The chance of more than 24 of 300 at a rate of 5% is 1%.
    assert named <= 24


def test_a_division_that_differs_is_named_and_does_not_make_others_look_apart():
    rng = np.random.default_rng(5)
    shares = np.array([0.55, 0.55, 0.55, 0.55, 0.08, 0.55, 0.55])
    found = [
        dict(
            standing.stands(involved(rng, 350, 0.1, shares), TOOK_PART, "division").select("division", "stands").rows()
        )
        for _ in range(60)
    ]
    assert sum(each["South East"] == "lower" for each in found) >= 57
    assert sum(word != "alike" for each in found for name, word in each.items() if name != "South East") <= 3


def test_two_divisions_are_never_told_apart():
    rows = pl.DataFrame(
        {
            "review_id": [str(n) for n in range(200)],
            "division": ["Wales", "London"] * 100,
            "qa_received_on": [date(2019, 1, 1)] * 200,
            "took_part": [True, False] * 100,
        }
    )
    assert standing.stands(rows, TOOK_PART, "division")["stands"].to_list() == ["alike", "alike"]


def apart(store: Store, period: str, names: Sequence[str], **selection: list[str]) -> pl.DataFrame:
    facts = queries.facts(store)
    filters = filters_for(facts, period, **selection)
    return standing.stands_by_division(reader(store), filters, names, facts.known.first_day)


def test_the_division_that_seldom_shares_is_found_and_no_other(store):
    found = apart(store, "cy-2018", AGENCIES_BY_DIVISION)
    named = found.filter(pl.col("stands") != "alike").select("division", "measure", "stands").rows()
    assert named == [(PLANTED.sharing_division, "agency_shared_share", "lower")]
    finding = dict(
        words.steps_table(found, division="Division")
        .filter(Step="Findings shared with it")["Division", "Finding"]
        .rows()
    )
    assert finding.pop(PLANTED.sharing_division) == "Lower than the others"
    assert set(finding.values()) == {"No evidence of a difference"}
    assert found.height == 14 and found.filter(measure="agency_shared_share")["division"].is_sorted()
    assert words.stands_title(found) == (
        f"{PLANTED.sharing_division} stands apart: “findings shared with it” is lower than elsewhere"
    )


@pytest.mark.parametrize("period", ["last-12-months", "fy-2016-17", "all"])
def test_it_is_found_whatever_the_period(box, period):
    found = apart(box, period, AGENCIES_BY_DIVISION)
    assert found.filter(pl.col("stands") != "alike")["division"].to_list() == [PLANTED.sharing_division]


def test_a_selection_of_divisions_does_not_change_who_is_compared(box):
    discrete = ["division", "measure", "numerator", "denominator", "stands"]
    one, every = (apart(box, "cy-2018", AGENCIES_BY_DIVISION, **chosen) for chosen in ({"division": ["Wales"]}, {}))
    assert one.select(discrete).equals(every.select(discrete))


def test_no_division_stands_apart_in_how_practitioners_are_involved(box):
    found = apart(box, "all", practitioners.STEPS)
    assert found.height == 28 and set(found["stands"]) == {"alike"}
    assert words.stands_title(found) == "No evidence that any division stands apart from the others"


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


def shared(*waits: tuple[str, int | None]) -> pl.DataFrame:
    """Agencies with findings of reviews accepted 100 days before the day of knowledge, told after so many days."""
    accepted = date(2020, 1, 1)
    return pl.DataFrame(
        {
            "agency": [agency for agency, _ in waits],
            "has_findings": [True] * len(waits),
            "qa_completed_on": [accepted] * len(waits),
            "shared_on": [None if days is None else accepted + timedelta(days) for _, days in waits],
            "days_to_sharing": [days for _, days in waits],
            "known_on": [accepted + timedelta(100)] * len(waits),
        },
        schema_overrides={"shared_on": pl.Date, "days_to_sharing": pl.Int64},
    )


def test_those_not_told_are_waiting_and_not_left_out():
    found = agencies.sharing(shared(("Police", 10), ("Police", 20), ("Prison", 30), ("Prison", None), ("Prison", None)))
    assert (found.concerned, found.told, found.told_only, found.median.value) == (5, 3, 20, 30)
    assert found.curve["told"].to_list() == pytest.approx([0.2, 0.4, 0.6, 0.6])
    prison = found.groups.row(by_predicate=pl.col("agency") == "Prison", named=True)
    assert (prison["told_only"], prison["median"]) == (30, None)
    assert agency_words.sharing_title(found).startswith("Those told: 20 days; with the 2 not told yet, median 30 days")
    assert agency_words.waits_table(found)["Median, those not told counted"][1] == "not yet reached"
    assert agencies.told_by(found).select("day", "at_risk", "told").rows() == [
        (30, 3, pytest.approx(0.6)), (60, 2, pytest.approx(0.6)), (90, 2, pytest.approx(0.6))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ((41, 132), "52 days (41 to 132)"),
        ((41, None), "52 days (at least 41)"),
        ((None, None), "52 days (too few for an interval)"),
    ],
)
def test_a_middle_wait_is_said_with_what_is_known_of_its_interval(limits, said):
    assert agency_words.days(Estimate(52, *limits)) == said


def test_without_findings_there_is_no_wait_and_nobody_told_is_said():
    nobody = shared(("Police", None)).with_columns(has_findings=pl.lit(None, dtype=pl.Boolean))
    assert agency_words.sharing_title(agencies.sharing(nobody)) == "No findings about other agencies in these reviews"
    untold = agencies.sharing(shared(("Police", None)))
    assert agency_words.sharing_title(untold) == "None of 1 agencies with findings has been told yet"


@pytest.mark.parametrize("seed", range(4))
def test_the_wait_agrees_with_lifelines(seed):
    rng = np.random.default_rng(seed)
    waits = [("Police", int(days) if days <= 100 else None) for days in rng.lognormal(4, 1, 90)]
    found = agencies.sharing(shared(*waits))
    fitted = KaplanMeierFitter().fit(
        [days if days is not None else 100 for _, days in waits], [d is not None for _, d in waits]
    )
    assert found.median.value == pytest.approx(fitted.median_survival_time_)
    limits = median_survival_times(fitted.confidence_interval_).to_numpy().ravel()
    assert [found.median.lower, found.median.upper] == pytest.approx([x if np.isfinite(x) else None for x in limits])
    ours = found.curve.filter(day=50)["told"]
    assert ours.is_empty() or ours[0] == pytest.approx(1 - fitted.predict(50))


def test_unrecorded_homicides_bound_the_share_from_both_sides():
    found = homicides.Coverage(not_covered=6, covered=2, not_recorded=1, no_review=3)
    assert (found.cases, found.share, found.bounds) == (12, 0.75, (0.5, pytest.approx(10 / 12)))
    assert found.limits == pytest.approx((0.4093, 0.9285), abs=1e-4)
    assert agency_words.coverage_title(found) == "6 of 8 homicide cases have no other multi-agency review (75%)"
    assert "the share lies between 50% (all of them covered) and 83% (none covered)" in agency_words.coverage_sentence(
        found
    )
    nothing = homicides.Coverage(0, 0, 0, 0)
    assert (nothing.share, nothing.limits, nothing.bounds) == (None, None, None)


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
    said = sum(any(each.word in ("rose", "fell") for each in found) for found in sets)
    # The chance of more than 10 of 100 at a rate of 5% is 1%.
    assert said <= 10


def test_a_real_change_is_said(anytime):
    found = changes(before_and_after((0.2, 0.6), 400, 1), anytime, date(2018, 4, 1))
    assert {each.word for each in found} == {"rose"}
    assert practitioner_words.change_title(found, date(2018, 4, 1), NEWEST).startswith(
        "After 1 April 2018: interviewed rose"
    )
    fell = changes(before_and_after((0.6, 0.2), 400, 1), anytime, date(2018, 4, 1))
    assert {each.word for each in fell} == {"fell"}


@pytest.mark.parametrize("seed", range(4))
def test_the_difference_has_newcombes_limits_at_a_level_shared_by_four(anytime, seed):
    for each in changes(before_and_after((0.3, 0.4), 250, seed), anytime, date(2018, 4, 1)):
        (k, n), (k_before, n_before) = each.after, each.before
        counts = [value / each.effect for value in (k, n, k_before, n_before)]
        limits = confint_proportions_2indep(*counts, compare="diff", method="newcomb", alpha=0.05 / 4)
        assert (each.lower, each.upper) == pytest.approx(limits)


def test_too_few_practitioners_are_not_compared(anytime):
    found = changes(before_and_after((0.2, 0.9), 20, 1), anytime, date(2018, 4, 1))
    assert {(each.word, each.lower) for each in found} == {("too few to tell", None)}


def test_the_box_cannot_tell_yet_after_the_inspection_and_finds_no_change_after_the_new_form(store, known):
    filters, read = filters_for(known), reader(store)
    days = change.recorded_days(filters)
    assert days[change.RECOMMENDED_ON] == "Inspection published" and date(2018, 4, 1) in days
    inspected = changes(read, filters, change.RECOMMENDED_ON)
    assert {each.word for each in inspected} == {"cannot tell yet"}
    title = practitioner_words.change_title(inspected, change.RECOMMENDED_ON, known.known.known_on)
    assert title == "Cannot tell yet: the data end on 11 May 2020"
    assert set(change.shares(inspected)["measure"]) == {"before"}
    form = changes(read, filters, date(2018, 4, 1))
    assert {each.word for each in form} == {"no evidence of change"}
    assert practitioner_words.change_table(form)["Finding"].to_list() == ["No evidence of change"] * 4


def test_the_caption_names_the_bodies_that_are_not_in_the_data():
    assert agency_words.listed_words(["Police"]).endswith("MAPPA and the courts are not in these data.")
    assert agency_words.listed_words(["Crown Court", "MAPPA panel"]).endswith("which a delivery can extend.")


def test_nothing_under_the_filters_is_said_and_not_a_fault(store, known):
    filters, read = filters_for(known, "2014-06-02..2014-06-03"), reader(store)
    steps = agencies.agency_steps(read, filters)
    assert steps.is_empty() and agency_words.steps_title(steps).startswith("Too little is recorded")
    rows = read("practitioner_involvement", filters, "qa_completed_on")
    assert practitioner_words.answers_title(practitioners.answers(rows)).startswith("Too little is recorded")
    compared = standing.stands_by_division(read, filters, practitioners.STEPS, known.known.first_day)
    assert words.stands_title(compared) == "No data by division"
    assert agency_words.told_table(agencies.sharing(read("agency_involvement", filters, "qa_completed_on"))).is_empty()
