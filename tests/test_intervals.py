"""Intervals against published values, scipy's own tests, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, chi2

from sfo_data import intervals

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
