"""Themes: counted as a naive count does, found where they were planted, and silent where nothing is to be found."""

from datetime import date, timedelta
from itertools import combinations
from math import comb

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, poisson

from sfo_data.statistics import e_process
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.subjects import themes
from sfo_data.subjects.themes import Coded, expectation, growth, together

FIRST_DAY = date(2014, 6, 2)


def of_flags(has: np.ndarray, accepted: pl.Series | None = None, **columns: list[str]) -> Coded:
    """Reviews with one finding each, which has the review's themes."""
    days = pl.Series([FIRST_DAY] * len(has)) if accepted is None else accepted
    reviews = pl.DataFrame({"review_id": [f"R{n}" for n in range(len(has))], "qa_completed_on": days, **columns})
    codes = [f"T{n}" for n in range(has.shape[1])]
    coding = pl.DataFrame({"theme_code": codes, "theme": codes, "theme_group": "Group"})
    return Coded(reviews.with_columns(coded_on="qa_completed_on"), coding, has, np.arange(len(has)))


def test_a_theme_given_by_two_coders_counts_once_and_one_coder_is_enough():
    codes = pl.DataFrame(
        {
            "review_id": ["R1", "R1", "R1", "R2"],
            "finding_id": ["F1", "F1", "F2", "F3"],
            "coder_id": ["A", "B", "A", "A"],
            "theme_code": ["T1", "T1", "T1", "T2"],
            "coded_on": [date(2019, 1, 5)] * 4,
            "qa_completed_on": [date(2019, 1, 1)] * 4,
        }
    ).with_columns(pl.lit("x").alias(name) for name in ("provider_type", "division", "provider"))
    codes = codes.with_columns(pl.lit("x").alias(name) for name in ("offence_group", "risk_at_offence"))
    coding = pl.DataFrame({"theme_code": ["T1", "T2"], "theme": ["one", "two"], "theme_group": ["g", "What went well"]})
    counted = themes.frequency(themes.coded(lambda *_: codes, None, coding))  # type: ignore[arg-type]
    # By hand: T1 in 1 of 2 reviews and 2 of 3 findings; T2, a strength, in 1 of 2 and 1 of 3.
    assert counted.select("reviews", "coded", "findings", "findings_coded", "is_strength").rows() == [
        (1, 2, 2, 3, False),
        (1, 2, 1, 3, True),
    ]


def test_shares_by_theme_have_wilson_limits():
    has = np.zeros((263, 1), dtype=bool)
    has[:81] = True
    # Newcombe 1998, table I: 81 of 263: 0.2553 to 0.3662.
    row = themes.frequency(of_flags(has)).row(0, named=True)
    assert (round(row["lower"], 4), round(row["upper"], 4)) == (0.2553, 0.3662)


def test_expected_reviews_by_hand():
    has = np.array([[1], [1], [0], [0], [1], [0], [0], [0]], dtype=bool)
    found = of_flags(
        has,
        division=["A", "A", "A", "B", "A", "B", "B", "B"],
        offence_group=["x", "x", "x", "x", "y", "y", "y", "y"],
        risk_at_offence=["Low"] * 8,
    )
    by = expectation.of_reviews(found, "division").sort("group")
    # Half of the reviews on x have it and a quarter of those on y: A has 3 x and 1 y, B 1 x and 3 y.
    assert by["expected"].to_list() == [3 * 0.5 + 0.25, 0.5 + 3 * 0.25]
    assert by["observed"].to_list() == [3, 0]
    assert by["value"].to_list() == pytest.approx([3 / 1.75, 0.0])


def mixed(rng: np.random.Generator, size: int) -> dict[str, list[str]]:
    """Groups, and a mix that differs between them."""
    group = rng.integers(0, 4, size)
    return {
        "division": [f"D{each}" for each in group],
        "offence_group": [f"O{each}" for each in (group + rng.integers(0, 3, size)) % 4],
        "risk_at_offence": [f"R{each}" for each in rng.integers(0, 2, size)],
    }


def test_a_division_with_twice_the_theme_is_found_and_its_mix_alone_is_not():
    rng = np.random.default_rng(1)
    columns = mixed(rng, 1600)
    is_one = np.array(columns["division"]) == "D1"
    by_mix = np.where(np.array(columns["offence_group"]) == "O2", 0.45, 0.1)
    has = rng.random((1600, 2)) < np.stack([np.where(is_one, 0.4, 0.15), by_mix], axis=1)
    stands = expectation.of_reviews(of_flags(has, **columns), "division")
    assert stands.filter(pl.col("stands") == "above").select("theme_code", "group").rows() == [("T0", "D1")]
    assert set(stands.filter(theme_code="T1")["stands"]) == {Stands.NO_EVIDENCE}


def test_where_no_theme_differs_at_most_one_look_in_twenty_names_any_group():
    rng = np.random.default_rng(2)
    columns = mixed(rng, 300)
    shares = np.where(np.array(columns["offence_group"]) == "O1", 0.3, 0.12)[:, None]
    named = [
        expectation.of_reviews(of_flags(rng.random((300, 12)) < shares, **columns), "division")["stands"]
        .is_in(APART)
        .any()
        for _ in range(150)
    ]
    # Where nothing differs every finding is false, so the false discovery rate is the chance of any.
    assert sum(named) / 150 <= 0.05


def test_the_expected_number_together_by_hand():
    # Four findings, two reviews of two; A on one finding, B on another. Of the 6 pairs to draw one holds both: each
    # review has both with chance 1/6.
    by_finding = np.array([[1, 0], [0, 1], [0, 0], [0, 0]], dtype=bool)
    assert together.expected_together(by_finding, np.array([2, 2]))[0, 1] == pytest.approx(2 / 6)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_the_chance_of_none_agrees_with_scipy_and_with_binomials(drawn):
    findings, marked, size = drawn
    found = float(together._none_of(np.array([marked]), findings, size)[0])
    assert found == pytest.approx(hypergeom.pmf(0, findings, marked, size), abs=1e-9)
    assert found == pytest.approx(comb(findings - marked, size) / comb(findings, size), abs=1e-9)


def test_the_expected_number_together_is_the_mean_over_shuffles():
    rng = np.random.default_rng(3)
    by_finding = rng.random((300, 3)) < [0.2, 0.1, 0.05]
    sizes = rng.integers(1, 8, 80)
    sizes = sizes[: np.searchsorted(np.cumsum(sizes), 300, "right")]
    sizes = np.append(sizes, 300 - sizes.sum())
    review_of = np.repeat(np.arange(len(sizes)), sizes)
    counts = []
    for _ in range(2000):
        has = np.zeros((len(sizes), 3), dtype=bool)
        np.logical_or.at(has, review_of, rng.permutation(by_finding))
        counts.append([(has[:, one] & has[:, other]).sum() for one, other in combinations(range(3), 2)])
    expected = together.expected_together(by_finding, sizes)[np.triu_indices(3, 1)]
    error = np.std(counts, axis=0) / np.sqrt(2000)
    assert (np.abs(np.mean(counts, axis=0) - expected) < 4 * error).all()


@given(st.integers(0, 400), st.floats(0.01, 300))
def test_the_tail_agrees_with_scipys_poisson(observed, expected):
    tails = poisson.sf(observed - 1, expected), poisson.cdf(observed, expected)
    assert together.tail_p(np.array([observed]), np.array([expected]))[0] == pytest.approx(
        min(1, 2 * min(tails)), rel=1e-6
    )


def test_themes_on_the_same_findings_stand_side_by_side_and_are_no_pattern_between_findings():
    rng = np.random.default_rng(4)
    has = rng.random((600, 8)) < 0.12
    has[:, 5] = has[:, 1] ^ (rng.random(600) < 0.05)
    review_of = np.sort(rng.integers(0, 250, 600))
    single = of_flags(has)
    found = themes.pairs(Coded(single.reviews.head(250), single.frame, has, review_of))
    places = [found.order.index(name) for name in ("T1", "T5")]
    assert abs(places[0] - places[1]) == 1
    assert set(found.cells["stands"]) == {Stands.NO_EVIDENCE}
    both = found.cells.row(by_predicate=(pl.col("theme") == "T1") & (pl.col("other") == "T5"), named=True)
    assert both["same_finding"] == sum(1 for row in has if row[1] and row[5]) > 40


def test_themes_on_different_findings_of_the_same_reviews_are_found():
    rng = np.random.default_rng(5)
    review_of = np.repeat(np.arange(300), 4)
    troubled = rng.random(300) < 0.3
    has = rng.random((1200, 6)) < 0.08
    has[:, 2] |= (np.tile([True, False, False, False], 300)) & troubled[review_of]
    has[:, 3] |= (np.tile([False, True, False, False], 300)) & troubled[review_of]
    single = of_flags(has)
    found = themes.pairs(Coded(single.reviews.head(300), single.frame, has, review_of))
    assert found.cells.filter(pl.col("stands").is_in(APART)).select("theme", "other", "stands").rows() == [
        ("T2", "T3", "above")
    ]


def test_evidence_by_hand():
    # One theme, baseline a half, two reviews that both have it, one restart at the first (weight 1/2, as much to come).
    # Each doubles: r / (1 + (r - 1) / 2) = 2r / (r + 1): 1.2, 4/3, 1.5 and 5/3 for r of 1.5, 2, 3 and 5.
    ratios = np.array([1.2, 4 / 3, 1.5, 5 / 3])
    found = e_process.evidence(np.array([[True], [True]]), np.array([0.5]), np.array([True, False]))
    assert found[:, 0] == pytest.approx([ratios.mean() / 2 + 1 / 2, (ratios**2).mean() / 2 + 1 / 2])


def test_evidence_is_the_same_computed_restart_by_restart():
    rng = np.random.default_rng(7)
    hits, base = rng.random((40, 3)) < 0.3, np.array([0.2, 0.3, 0.4])
    is_start = np.arange(40) % 10 == 0
    found = e_process.evidence(hits, base, is_start)
    for last in range(40):
        for theme in range(3):
            total = 1.0
            for number, start in enumerate(np.flatnonzero(is_start[: last + 1]), start=1):
                ratios = [
                    np.prod([(r if hit else 1) / (1 + (r - 1) * base[theme]) for hit in hits[start : last + 1, theme]])
                    for r in e_process.GROWTH
                ]
                total += (np.mean(ratios) - 1) / (number * (number + 1))
            assert found[last, theme] == pytest.approx(total)


@settings(max_examples=50)
@given(st.lists(st.booleans(), min_size=0, max_size=5), st.floats(0.01, 0.99), st.floats(0, 1))
def test_evidence_is_expected_to_shrink_where_the_share_is_at_or_below_its_baseline(past, baseline, part):
    share = baseline * part
    is_start = np.array([True] + [False] * len(past))
    after = [
        e_process.evidence(np.array([*past, hit])[:, None], np.array([baseline]), is_start)[-1, 0]
        for hit in (False, True)
    ]
    before = e_process.evidence(np.array(past)[:, None], np.array([baseline]), is_start[:-1])[-1, 0] if past else 1.0
    assert share * after[1] + (1 - share) * after[0] <= before * (1 + 1e-9)


def test_baselines_hold_all_at_once_as_often_as_stated():
    rng = np.random.default_rng(8)
    shares = np.linspace(0.04, 0.3, 26)
    missed = sum((e_process.upper_baselines(rng.binomial(400, shares), 400) < shares).any() for _ in range(3000))
    assert missed / 3000 <= e_process.BASELINE_RATE


def days(size: int, years: int) -> pl.Series:
    return pl.Series([FIRST_DAY + timedelta(days=at * years * 365 // size) for at in range(size)])


def test_series_in_which_nothing_grows_are_flagged_at_most_as_often_as_stated():
    rng = np.random.default_rng(10)
    accepted, shares = days(900, 6), np.linspace(0.03, 0.3, 10)
    flagged = 0
    for _ in range(150):
        found = of_flags(rng.random((900, 10)) < shares, accepted)
        named = growth.of_reviews(found, FIRST_DAY, date(2020, 6, 1)).themes["flagged_on"]
        flagged += int(named.is_not_null().any())
    assert flagged / 150 <= e_process.EVIDENCE_RATE + e_process.BASELINE_RATE


def test_at_the_very_edge_of_its_baseline_evidence_still_keeps_its_promise():
    """Without the slack of an upper limit: the share is the baseline itself, in every look of 1,000 series."""
    rng = np.random.default_rng(11)
    is_start = np.arange(600) % 20 == 0
    hits = rng.random((600, 1000)) < 0.15
    reached = e_process.evidence(hits, np.full(1000, 0.15), is_start).max(axis=0)
    for rate in (0.2, 0.1, 0.05):
        assert (reached >= 1 / rate).mean() <= rate
