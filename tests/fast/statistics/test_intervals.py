"""Intervals against published values, scipy's own tests, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, chi2

from sfo_data.statistics import intervals

counts = st.integers(0, 2_000)


def test_wilson_gives_newcombes_published_example():
    # Newcombe 1998, table I: 81 of 263, method 3: 0.2553 to 0.3662.
    lower, upper = intervals.wilson([81], [263])
    assert (round(float(lower[0]), 4), round(float(upper[0]), 4)) == (0.2553, 0.3662)


def test_wilson_of_none_and_of_all_stays_inside_0_and_1():
    lower, upper = intervals.wilson([0, 20], [20, 20])
    # Newcombe 1998, table I: 0 of 20: 0.0000 to 0.1611.
    assert (lower[0], round(float(upper[0]), 4)) == (0.0, 0.1611)
    assert (round(float(lower[1]), 4), upper[1]) == (0.8389, 1.0)


def test_wilson_of_no_trials_is_no_number():
    lower, upper = intervals.wilson([0], [0])
    assert np.isnan(lower[0]) and np.isnan(upper[0])


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_agrees_with_scipy(pair):
    k, n = pair
    theirs = binomtest(k, n).proportion_ci(method="wilson")
    lower, upper = intervals.wilson([k], [n])
    assert float(lower[0]) == pytest.approx(theirs.low, abs=1e-9)
    assert float(upper[0]) == pytest.approx(theirs.high, abs=1e-9)


def test_poisson_gives_the_golden_funnel_limits_upside_down():
    # Garwood limits for 22 events: 13.787 and 33.308 (chi-squared tables, 44 and 46 degrees of freedom, halved).
    lower, upper = intervals.poisson([22])
    assert (round(float(lower[0]), 3), round(float(upper[0]), 3)) == (13.787, 33.308)


@given(counts, st.floats(0.01, 1e6))
def test_poisson_agrees_with_chi_squared_quantiles(k, exposure):
    lower, upper = intervals.poisson([k], [exposure])
    assert float(lower[0]) == pytest.approx(chi2.ppf(0.025, 2 * k) / 2 / exposure if k else 0.0, rel=1e-9)
    assert float(upper[0]) == pytest.approx(chi2.ppf(0.975, 2 * (k + 1)) / 2 / exposure, rel=1e-9)


@pytest.mark.parametrize(("n", "ranks"), [(5, (0, 0)), (6, (1, 6)), (100, (40, 61)), (15, (4, 12))])
def test_median_ranks_are_those_of_campbell_and_gardner(n, ranks):
    # By hand for 100: 50 - 9.8 = 40.2 and 51 + 9.8 = 60.8; for 15: 7.5 - 3.796 = 3.704 and 8.5 + 3.796 = 12.296.
    lower, upper = intervals.median_ranks([n])
    assert (int(lower[0]), int(upper[0])) == ranks


@given(counts, counts, st.floats(0.1, 100), st.floats(0.1, 100))
def test_rate_ratio_agrees_with_clopper_pearson_on_the_sum(now, before, exposure, exposure_before):
    low, high = intervals.rate_ratio(now, exposure, before, exposure_before)
    if now + before == 0:
        assert (low, high) == (0.0, float("inf"))
        return
    share_low = beta.ppf(0.025, now, before + 1) if now else 0.0
    share_high = beta.ppf(0.975, now + 1, before) if before else 1.0
    scale = exposure_before / exposure
    assert low == pytest.approx(share_low / (1 - share_low) * scale, rel=1e-6)
    assert high == (float("inf") if share_high == 1 else pytest.approx(share_high / (1 - share_high) * scale, rel=1e-6))


def test_share_difference_gives_newcombes_published_example():
    # Newcombe 1998 (difference), example (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339.
    low, high = intervals.share_difference(56, 70, 48, 80)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@given(counts, st.floats(0.0001, 0.5))
def test_poisson_at_another_level_agrees_with_chi_squared_quantiles(k, alpha):
    lower, upper = intervals.poisson([k], alpha=alpha)
    assert float(lower[0]) == pytest.approx(chi2.ppf(alpha / 2, 2 * k) / 2 if k else 0.0, rel=1e-9)
    assert float(upper[0]) == pytest.approx(chi2.ppf(1 - alpha / 2, 2 * (k + 1)) / 2, rel=1e-9)


def test_clopper_pearson_gives_the_rule_of_three_for_none_of_20():
    # By hand: 0 of 20 gives an upper limit of 1 - 0.025^(1/20) = 0.16843.
    lower, upper = intervals.clopper_pearson([0, 20], [20, 20])
    assert (lower[0], round(float(upper[0]), 5)) == (0.0, 0.16843)
    assert (round(float(lower[1]), 5), upper[1]) == (0.83157, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.floats(0.0005, 0.2))
def test_clopper_pearson_agrees_with_scipy(pair, alpha):
    k, n = pair
    theirs = binomtest(k, n).proportion_ci(1 - alpha, method="exact")
    lower, upper = intervals.clopper_pearson([k], [n], alpha)
    assert (float(lower[0]), float(upper[0])) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_rank_bounds_by_hand():
    # The first lies surely above the other two, which overlap each other.
    first, last = intervals.rank_bounds([5, 1, 2], [6, 3, 4])
    assert (first.tolist(), last.tolist()) == ([1, 2, 2], [1, 3, 3])


boxes = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 4), st.floats(0, 1)), min_size=1, max_size=8)


@given(boxes)
def test_rank_bounds_hold_every_ranking_of_values_inside_the_intervals(drawn):
    low = np.array([start for start, _, _ in drawn])
    high = low + [width for _, width, _ in drawn]
    values = low + [width * share for _, width, share in drawn]
    first, last = intervals.rank_bounds(low, high)
    for place, value in enumerate(values):
        best, worst = 1 + sum(values > value), sum(values >= value)
        assert first[place] <= best and worst <= last[place]
