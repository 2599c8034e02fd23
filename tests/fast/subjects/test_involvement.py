"""Agencies and practitioners: worked values, other libraries, the naive oracle, and how often chance alone speaks."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times
from scipy.stats import binom

from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.design_effect import among, design_effect
from sfo_data.questions.stands_apart import judged_divisions
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.statistics.survival import Estimate
from sfo_data.subjects.involvement import (
    agencies,
    agency_words,
    clustered,
    homicides,
)

TOOK_PART, SHARED = MEASURES["agency_took_part_share"], MEASURES["agency_shared_share"]
DIVISIONS = ("London", "Midlands", "North East", "North West", "South East", "South West", "Wales")


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


def apart_in(rows: pl.DataFrame) -> pl.DataFrame:
    return judged_divisions([(TOOK_PART, rows)], ["quarter"])


def test_where_no_division_differs_one_is_named_in_at_most_one_of_twenty_data_sets():
    rng = np.random.default_rng(14)
    sets = [
        apart_in(involved(rng, reviews, 0.4, np.full(7, share)))["stands"]
        for reviews, share in ((120, 0.5), (300, 0.1), (600, 0.5))
        for _ in range(100)
    ]
    named = sum(each.is_in(APART).any() for each in sets)
    # The chance of more than 24 of 300 at a rate of 5% is 1%.
    assert named <= 24


def test_a_division_that_differs_is_named_and_does_not_make_others_look_apart():
    rng = np.random.default_rng(5)
    shares = np.array([0.55, 0.55, 0.55, 0.55, 0.08, 0.55, 0.55])
    found = [dict(apart_in(involved(rng, 350, 0.1, shares)).select("division", "stands").rows()) for _ in range(60)]
    assert sum(each["South East"] == Stands.BELOW for each in found) >= 57
    # They lie a little above England and Wales, which the one draws down: said of no more than the rate allows.
    others = sum(word in APART for each in found for name, word in each.items() if name != "South East")
    assert others <= binom.ppf(0.99, len(found) + others, 0.05)


def test_two_divisions_are_never_told_apart():
    rows = pl.DataFrame(
        {
            "review_id": [str(n) for n in range(200)],
            "division": ["Wales", "London"] * 100,
            "qa_received_on": [date(2019, 1, 1)] * 200,
            "took_part": [True, False] * 100,
        }
    )
    assert apart_in(rows)["stands"].to_list() == [Stands.NO_EVIDENCE] * 2


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
    assert agency_words.coverage_title(found) == (
        "6 of 8 homicide cases have no other multi-agency review (too few for a share)"
    )
    assert "the share lies between 50% (all of them covered) and 83% (none covered)" in agency_words.coverage_sentence(
        found
    )
    nothing = homicides.Coverage(0, 0, 0, 0)
    assert (nothing.share, nothing.limits, nothing.bounds) == (None, None, None)


def test_the_caption_names_the_bodies_that_are_not_in_the_data():
    assert agency_words.listed_words(["Police"]).endswith("MAPPA and the courts are not in these data.")
    assert agency_words.listed_words(["Crown Court", "MAPPA panel"]).endswith("which a delivery can extend.")
