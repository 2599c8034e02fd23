"""Themes: counted as a naive count does, found where they were planted, and silent where nothing is to be found."""

from collections import defaultdict
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations
from math import comb
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, poisson

from sfo_data import queries, themes
from sfo_data.database import Store
from sfo_data.filters import Filters, from_choices
from sfo_data.narrative import of_chart
from sfo_data.synthetic import PLANTED
from sfo_data.themes import Coded, e_process, expectation, growth, together, words
from tests import oracle
from tests.conftest import NEWEST

FIRST_DAY = date(2014, 6, 2)
PERIODS = ["all", "cy-2018"]


class Box(NamedTuple):
    """The box's data on one engine, with the coding frame."""

    facts: queries.Facts
    read: queries.Read
    frame: pl.DataFrame

    def filters(self, period: str, **selection: list[str]) -> Filters:
        return from_choices(self.facts.known, selection, period, NEWEST)


def opened(store: Store) -> Box:
    coding = queries.ask(store, "themes", known_on=NEWEST)
    return Box(queries.facts(store), lru_cache(queries.reader(store)), coding)


@pytest.fixture(scope="module")
def each_box(store) -> Box:
    """On each engine in turn."""
    return opened(store)


@pytest.fixture(scope="module")
def box(duckdb_url) -> Box:
    return opened(Store(duckdb_url))


def of_flags(has: np.ndarray, accepted: pl.Series | None = None, **columns: list[str]) -> Coded:
    """Reviews with one finding each, which has the review's themes."""
    days = pl.Series([FIRST_DAY] * len(has)) if accepted is None else accepted
    reviews = pl.DataFrame({"review_id": [f"R{n}" for n in range(len(has))], "qa_completed_on": days, **columns})
    codes = [f"T{n}" for n in range(has.shape[1])]
    coding = pl.DataFrame({"theme_code": codes, "theme": codes, "theme_group": "Group"})
    return Coded(reviews.with_columns(coded_on="qa_completed_on"), coding, has, np.arange(len(has)))


def naive(folder: Path, start: date, end: date) -> tuple[dict[str, set[str]], dict[str, set[str]], set[str]]:
    """Theme -> reviews and findings with it, and all reviews coded, row by row over the delivery's files."""
    cases = {each["review_id"]: each for each in oracle.build(folder, NEWEST).cases}
    review_of = {row["finding_id"]: row["review_id"] for row in oracle.read(folder, "findings")}
    reviews, findings, every = defaultdict(set), defaultdict(set), set()
    for row in oracle.read(folder, "finding_codes"):
        accepted = cases[review_of[row["finding_id"]]]["qa_completed_on"]
        if accepted is not None and start <= accepted < end:
            reviews[row["theme_code"]].add(review_of[row["finding_id"]])
            findings[row["theme_code"]].add(row["finding_id"])
            every.add(review_of[row["finding_id"]])
    return reviews, findings, every


@pytest.mark.parametrize("period", PERIODS)
def test_reviews_and_findings_with_a_theme_are_what_a_naive_count_finds(deliveries, each_box, period):
    filters = each_box.filters(period)
    reviews, findings, every = naive(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    counted = themes.frequency(themes.coded(each_box.read, filters, each_box.frame))
    assert counted.height == 26
    for row in counted.iter_rows(named=True):
        code = row["theme_code"]
        assert (row["reviews"], row["coded"]) == (len(reviews[code]), len(every)), code
        assert row["findings"] == len(findings[code]), code
        assert themes.findings_with(each_box.read, filters, code).height == len(findings[code]), code


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


def test_every_panel_has_something_to_say_of_no_reviews_at_all(box):
    nothing = box.filters("2014-06-02..2014-06-03")
    found = themes.coded(box.read, nothing, box.frame)
    assert words.frequency_title(themes.frequency(found), "What fell short") == "What fell short: no reviews coded"
    assert themes.standing(box.read, nothing, box.frame, "division").is_empty()
    assert set(themes.pairs(found).cells["stands"]) == {"around"}
    assert words.emerging_title(themes.emerging(box.read, nothing, box.frame, FIRST_DAY)).startswith("No evidence")


# Standing: over and under what is expected.


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


@pytest.mark.parametrize("by", list(themes.MIXES))
def test_observed_and_expected_add_up_alike_in_every_theme(box, by):
    sums = (
        themes.standing(box.read, box.filters("all"), box.frame, by)
        .group_by("theme_code")
        .agg(pl.sum("observed", "expected"))
    )
    assert sums["expected"].to_list() == pytest.approx(sums["observed"].to_list())


@pytest.mark.parametrize("by", list(themes.MIXES))
def test_no_theme_stands_apart_in_the_box_where_none_was_planted(box, by):
    stands = themes.standing(box.read, box.filters("all"), box.frame, by)
    assert set(stands["stands"]) == {"around"}
    assert words.standing_title(stands, by).endswith("no evidence that any theme is more or less frequent anywhere")
    rows, columns = words.standing_drawn(stands, sorted(stands["group"].unique()))
    assert (len(rows), len(columns)) == {"division": (26, 7), "offence_group": (0, 0), "risk_at_offence": (26, 5)}[by]


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
    assert set(stands.filter(theme_code="T1")["stands"]) == {"around"}


def test_where_no_theme_differs_at_most_one_look_in_twenty_names_any_group():
    rng = np.random.default_rng(2)
    columns = mixed(rng, 300)
    shares = np.where(np.array(columns["offence_group"]) == "O1", 0.3, 0.12)[:, None]
    named = [
        (
            expectation.of_reviews(of_flags(rng.random((300, 12)) < shares, **columns), "division")["stands"]
            != "around"
        ).any()
        for _ in range(300)
    ]
    # Where nothing differs every finding is false, so the false discovery rate is the chance of any.
    assert sum(named) / 300 <= 0.05


# Pairs: found together.


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
    assert set(found.cells["stands"]) == {"around"}
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
    assert found.cells.filter(pl.col("stands") != "around").select("theme", "other", "stands").rows() == [
        ("T2", "T3", "above")
    ]


def test_the_pairs_of_the_box_are_counted_as_a_naive_count_does(deliveries, box):
    filters = box.filters("cy-2018")
    reviews, _, _ = naive(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    cells = themes.pairs(themes.coded(box.read, filters, box.frame)).cells
    assert cells.height == 26 * 25 // 2
    for row in cells.iter_rows(named=True):
        assert row["observed"] == len(reviews[row["theme_code"]] & reviews[row["other_code"]])


def test_shuffled_findings_give_false_pairs_at_most_at_the_stated_rate(box):
    rng = np.random.default_rng(6)
    found = themes.coded(box.read, box.filters("last-12-months"), box.frame)
    named = 0
    for _ in range(150):
        shuffled = Coded(found.reviews, found.frame, rng.permutation(found.by_finding), found.review_of)
        named += int((themes.pairs(shuffled).cells["stands"] != "around").any())
    assert named / 150 <= 0.05


# Emerging: evidence over time.


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


def test_the_planted_theme_is_flagged_during_2019_and_before_a_yearly_table_could(each_box):
    found = themes.emerging(
        each_box.read, each_box.filters("all"), each_box.frame, each_box.facts.known.first_day
    ).themes
    planted = found.row(by_predicate=pl.col("theme_code") == PLANTED.emerging_theme, named=True)
    assert PLANTED.emerging_from < planted["flagged_on"] < date(2020, 1, 1)
    assert planted["flagged_on"] < planted["coded_by"] < planted["yearly_on"] == date(2020, 1, 1)
    assert planted["is_flagged"]
    assert set(found.filter(pl.col("theme_code") != PLANTED.emerging_theme)["flagged_on"]) == {None}


def test_a_theme_is_not_flagged_by_what_was_known_before_it_grew(box):
    found = themes.emerging(box.read, box.filters("cy-2018"), box.frame, box.facts.known.first_day)
    assert set(found.themes["flagged_on"]) == {None}
    assert found.looks["accepted_on"].max() < date(2019, 1, 1)
    assert words.emerging_title(found) == "No evidence that any of 26 themes is growing"


def test_the_words_name_the_theme_its_day_and_the_yearly_table(box):
    found = themes.emerging(box.read, box.filters("all"), box.frame, box.facts.known.first_day)
    assert words.emerging_title(found).startswith("Growing: Domestic abuse enquiry not made, first flagged on ")
    (sentence,) = words.emerging_sentences(found)
    assert sentence.endswith("A yearly table would have shown it from 1 January 2020.")


def days(size: int, years: int) -> pl.Series:
    return pl.Series([FIRST_DAY + timedelta(days=at * years * 365 // size) for at in range(size)])


def test_reviews_in_a_random_order_flag_a_theme_at_most_as_often_as_stated(box):
    """The box's own reviews, each with its themes together, accepted in an order of chance: nothing grows."""
    rng = np.random.default_rng(9)
    found = themes.coded(box.read, box.filters("all"), box.frame)
    has, end = found.by_review, NEWEST + timedelta(days=1)
    flagged = 0
    for _ in range(100):
        shuffled = Coded(found.reviews, found.frame, rng.permutation(has), np.arange(len(has)))
        named = growth.of_reviews(shuffled, FIRST_DAY, end).themes["flagged_on"]
        flagged += int(named.is_not_null().any())
    assert flagged / 100 <= e_process.EVIDENCE_RATE + e_process.BASELINE_RATE


def test_three_hundred_series_in_which_nothing_grows_are_flagged_at_most_as_often_as_stated():
    rng = np.random.default_rng(10)
    accepted, shares = days(900, 6), np.linspace(0.03, 0.3, 10)
    flagged = 0
    for _ in range(300):
        found = of_flags(rng.random((900, 10)) < shares, accepted)
        named = growth.of_reviews(found, FIRST_DAY, date(2020, 6, 1)).themes["flagged_on"]
        flagged += int(named.is_not_null().any())
    assert flagged / 300 <= e_process.EVIDENCE_RATE + e_process.BASELINE_RATE


def test_at_the_very_edge_of_its_baseline_evidence_still_keeps_its_promise():
    """Without the slack of an upper limit: the share is the baseline itself, in every look of 1,000 series."""
    rng = np.random.default_rng(11)
    is_start = np.arange(600) % 20 == 0
    hits = rng.random((600, 1000)) < 0.15
    reached = e_process.evidence(hits, np.full(1000, 0.15), is_start).max(axis=0)
    for rate in (0.2, 0.1, 0.05):
        assert (reached >= 1 / rate).mean() <= rate


# Trend.


def test_the_chart_of_a_theme_counts_reviews_by_month(deliveries, box):
    filters = box.filters("all")
    chart = themes.theme_chart(box.read, filters, box.frame, PLANTED.emerging_theme, FIRST_DAY)
    march = naive(deliveries / NEWEST.isoformat(), date(2019, 3, 1), date(2019, 4, 1))
    row = chart.points.row(by_predicate=pl.col("when") == date(2019, 3, 1), named=True)
    assert (row["numerator"], row["denominator"]) == (len(march[0][PLANTED.emerging_theme]), len(march[2]))
    assert of_chart(chart).title.startswith("Domestic abuse enquiry not made rose")
    assert words.trend_table(chart).height == chart.points.height


def test_a_theme_of_few_reviews_goes_by_quarter(box):
    few = box.filters("all", provider=["NPS Wales"])
    assert themes.theme_chart(box.read, few, box.frame, "RA1", FIRST_DAY).grain == "quarter"
