"""Funnel limits, overdispersion and e-values: published values, hand-worked sums, scipy, and what must always hold."""

from math import comb, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, chi2, poisson
from statsmodels.stats.meta_analysis import combine_effects

from sfo_data.statistics import funnel

WEEKS, PROVIDERS = 52, 28
# Expected counts of a year, from the smallest CRC to the largest NPS division.
YEAR = np.geomspace(5, 45, PROVIDERS)


def limits(function, *arguments, **options):
    return [float(limit[0]) for limit in function(*arguments, **options)]


@pytest.mark.parametrize(("alpha", "golden"), [(0.05, (0.6267, 1.5140)), (0.002, (0.4676, 1.8500))])
def test_ratio_limits_at_22_expected_are_the_golden_ones(alpha, golden):
    assert limits(funnel.ratio_limits, [22], alpha) == pytest.approx(golden, abs=5e-5)


@given(st.floats(0.5, 2_000), st.sampled_from([0.05, 0.002]))
def test_ratio_limits_agree_with_chi_squared_quantiles(expected, alpha):
    theirs = chi2.ppf(alpha / 2, 2 * expected), chi2.ppf(1 - alpha / 2, 2 * (expected + 1))
    assert limits(funnel.ratio_limits, [expected], alpha) == pytest.approx([q / 2 / expected for q in theirs], rel=1e-8)


@given(st.floats(0.5, 1_000), st.floats(1.01, 3), st.floats(0, 0.5))
def test_ratio_limits_hold_1_narrow_with_size_and_widen_with_tau2(expected, factor, tau2):
    small = limits(funnel.ratio_limits, [expected], 0.002)
    large = limits(funnel.ratio_limits, [expected * factor], 0.002)
    wide = limits(funnel.ratio_limits, [expected], 0.002, tau2)
    assert small[0] < large[0] < 1 < large[1] < small[1]
    assert wide[0] <= small[0] * (1 + 1e-9) and wide[1] >= small[1] * (1 - 1e-9)


def test_ratio_limits_are_widened_on_the_square_root_scale():
    # At 25 expected s^2 = 1/100; tau2 = 3/100 doubles the distance of the root of each limit from 1.
    exact = limits(funnel.ratio_limits, [25], 0.05)
    by_hand = [(1 + 2 * (sqrt(limit) - 1)) ** 2 for limit in exact]
    assert limits(funnel.ratio_limits, [25], 0.05, 0.03) == pytest.approx(by_hand)


def test_share_limits_by_hand():
    # Binomial(4, 1/2): 1/16, 5/16, 11/16, 15/16, 1. At 20%: P(R <= 1) = 5/16 > 0.1, 1 - (5/16 - 0.1) / (4/16) = 0.15;
    # P(R <= 3) = 15/16 > 0.9, 3 - (15/16 - 0.9) / (4/16) = 2.85. So 0.0375 and 0.7125.
    assert limits(funnel.share_limits, 0.5, [4], 0.2) == pytest.approx([0.0375, 0.7125])


def test_nobody_lies_outside_where_all_of_them_is_likely_enough():
    assert limits(funnel.share_limits, 0.66, [3], 0.002) == [0.0, 1.0]


@given(st.floats(0.02, 0.98), st.integers(1, 400), st.sampled_from([0.05, 0.002]))
def test_share_limits_lie_within_one_case_of_the_binomial_quantiles(target, n, alpha):
    low, high = limits(funnel.share_limits, target, [n], alpha)
    exact = binom.ppf([alpha / 2, 1 - alpha / 2], n, target)
    assert [low * n, high * n] == pytest.approx(exact, abs=1 + 1e-6)
    assert 0 <= low <= target <= high <= 1 or n * target < 1 or n * (1 - target) < 1


@given(st.floats(0.05, 0.95), st.integers(1, 200), st.floats(0.001, 0.3))
def test_share_limits_widen_with_tau2_and_stay_shares(target, n, tau2):
    exact, wide = limits(funnel.share_limits, target, [n], 0.05), limits(funnel.share_limits, target, [n], 0.05, tau2)
    assert 0 <= wide[0] <= max(exact[0], 1e-9) * (1 + 1e-6) or exact[0] > target
    assert 1 >= wide[1] >= exact[1] * (1 - 1e-6) or exact[1] < target


def test_spread_by_hand():
    # The 10% and 90% quantiles of -2 -1 0 1 7 are -1.6 and 4.6: phi = (2.56 + 1 + 0 + 1 + 21.16) / 5 = 5.144.
    # Standard errors 1: tau2 = (25.72 - 4) / (5 - 5/5) = 5.43.
    found = funnel.spread([-2, -1, 0, 1, 7], np.ones(5))
    assert (found.phi, found.tau2) == pytest.approx((5.144, 5.43))


@pytest.mark.parametrize("seed", range(5, 25))
def test_spread_about_the_pooled_mean_is_that_of_dersimonian_and_laird(seed):
    draw = np.random.default_rng(seed)
    s = draw.uniform(0.05, 1, 28)
    effects = draw.normal(0, np.hypot(s, seed / 20))
    theirs = combine_effects(effects, s**2, method_re="dl")
    ours = funnel.spread((effects - theirs.mean_effect_fe) / s, s, winsorised=0.0)
    assert ours.tau2 == pytest.approx(max(theirs.tau2, 0.0), abs=1e-9)


def test_spread_of_chance_alone_is_0_and_a_wide_family_is_found():
    draw, expected = np.random.default_rng(5), np.full(2_000, 60.0)
    calm = funnel.ratio_spread(draw.poisson(expected), expected)
    even = funnel.share_spread(draw.binomial(90, 0.3, 2_000), np.full(2_000, 90), np.full(2_000, 27.0))
    wide = funnel.ratio_spread(draw.poisson(expected * draw.normal(1, 0.2, 2_000) ** 2), expected)
    # Clipped at its 10% and 90% points, 1.2816, a standard normal has mean square
    # 0.8 - 2 x 1.2816 x 0.1755 + 0.2 x 1.2816^2 = 0.679; whole numbers make it a little more.
    assert [calm.phi, even.phi] == pytest.approx([0.679, 0.679], abs=0.1)
    assert calm.tau2 == even.tau2 == 0
    # The roots of these ratios vary by 0.04 beyond chance; drawing the extremes in takes about a third away.
    assert 0.02 < wide.tau2 < 0.04


def test_28_providers_give_0_056_false_alarms_a_look_at_99_8():
    assert funnel.expected_outside(28, 0.002) == pytest.approx(0.056)


@given(st.floats(1, 300))
def test_the_chance_to_lie_outside_is_that_of_adding_up_the_poisson_terms(expected):
    low, high = limits(funnel.ratio_limits, [expected], 0.05)
    counts = np.arange(1_000)
    outside = (counts < low * expected) | (counts > high * expected)
    assert float(funnel.ratio_chance_outside([expected], 0.05)[0]) == pytest.approx(
        poisson.pmf(counts[outside], expected).sum(), abs=1e-9
    )


@given(st.floats(0.05, 0.95), st.integers(1, 300))
def test_the_chance_to_lie_outside_is_that_of_adding_up_the_binomial_terms(target, n):
    low, high = limits(funnel.share_limits, target, [n], 0.05)
    counts = np.arange(n + 1)
    outside = (counts < np.ceil(low * n)) | (counts > np.floor(high * n))
    assert float(funnel.share_chance_outside(target, [n], 0.05)[0]) == pytest.approx(
        binom.pmf(counts[outside], n, target).sum(), abs=1e-9
    )


def test_e_counts_by_hand():
    # 3 observed, 2 expected: 1.25^3 e^-0.5 = 1.18463, 1.5^3 e^-1 = 1.24159, 2^3 e^-2 = 1.08268; their mean is 1.16963.
    # Below: 0.8^3 e^0.4 = 0.76381, (2/3)^3 e^(2/3) = 0.57711, 0.5^3 e^1 = 0.33979; their mean is 0.56024.
    above, below = funnel.e_counts([3], [2])
    assert (float(above[0]), float(below[0])) == pytest.approx((1.16963, 0.56024), abs=1e-5)


def test_e_shares_by_hand():
    # 2 of 3 against 1/2 above: r^2 / ((1 + r) / 2)^3 = 1.09739, 1.152, 1.18519; their mean is 1.14486.
    above, _ = funnel.e_shares([2], [[3]], [0.5])
    assert float(above[0]) == pytest.approx(1.14486, abs=1e-5)


@given(st.floats(0.1, 40), st.floats(0.2, 1))
def test_the_mean_of_an_e_count_is_at_most_1_where_the_null_holds(expected, factor):
    counts = np.arange(300)
    above, below = funnel.e_counts(counts, np.full(300, expected))
    assert above @ poisson.pmf(counts, expected) == pytest.approx(1, rel=1e-6)
    assert below @ poisson.pmf(counts, expected) == pytest.approx(1, rel=1e-6)
    assert above @ poisson.pmf(counts, expected * factor) <= 1 + 1e-9
    assert below @ poisson.pmf(counts, expected / factor) <= 1 + 1e-9


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.integers(0, 25), st.integers(1, 25))
def test_the_mean_of_an_e_share_over_two_strata_is_1_where_the_null_holds(p, q, n, m):
    counts = np.arange(n + m + 1)
    chance = np.convolve(binom.pmf(np.arange(n + 1), n, p), binom.pmf(np.arange(m + 1), m, q))
    for e in funnel.e_shares(counts, np.tile([n, m], (n + m + 1, 1)), [p, q]):
        assert e @ chance == pytest.approx(1, rel=1e-6)


@given(st.integers(0, 12), st.integers(1, 12))
def test_an_e_share_of_a_sample_without_replacement_has_a_mean_of_at_most_1(mine, others):
    # The national share taken from the cases themselves: hypergeometric, less spread than binomial (Hoeffding 1963).
    nation, found = mine + others, (mine + others) // 3
    counts = np.arange(min(mine, found) + 1)
    chance = [comb(found, x) * comb(nation - found, mine - x) / comb(nation, mine) for x in counts]
    for e in funnel.e_shares(counts, np.full((len(counts), 1), mine), [found / nation]):
        assert e @ chance <= 1 + 1e-9


def test_e_values_of_long_periods_do_not_overflow():
    above, below = funnel.e_counts([5_000], [1_000])
    assert np.isfinite(above).all() and float(below[0]) < 1e-9


def test_e_bh_by_hand():
    # Four hypotheses at 5%: the k-th largest needs 80 / k: 80, 40, 26.7, 20.
    assert funnel.e_bh([50, 1, 45, 0.2]).tolist() == [True, False, True, False]
    assert funnel.e_bh([79, 1, 30, 0.2]).tolist() == [False, False, False, False]
    assert funnel.e_bh([21, 21, 21, 21]).all()


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=20))
def test_e_bh_flags_the_largest_set_that_supports_itself(e_values):
    flags = funnel.e_bh(e_values)
    sets = [k for k in range(1, len(e_values) + 1) if sorted(e_values)[-k] >= len(e_values) / (0.05 * k)]
    assert all(value >= sorted(e_values)[-max(sets)] for value, flag in zip(e_values, flags, strict=True) if flag) or (
        not sets and not flags.any()
    )
    assert flags.sum() >= max(sets, default=0)


def weekly_flags(rng, true_ratios, years, is_national_known):
    """Which of (years, providers) e-BH ever calls above or below, looking every week of a year."""
    counts = rng.poisson(YEAR * true_ratios / WEEKS, (years, WEEKS, PROVIDERS)).cumsum(axis=1)
    expected = np.broadcast_to(YEAR / WEEKS * np.arange(1, WEEKS + 1)[:, None], counts.shape)
    if not is_national_known:
        expected = counts.sum(axis=2, keepdims=True) * YEAR / YEAR.sum()
    above, below = funnel.e_counts(counts.ravel(), expected.ravel())
    both = np.stack([above, below]).reshape(2, years, WEEKS, PROVIDERS)
    ever = np.zeros((2, years, PROVIDERS), dtype=bool)
    # A look without a single e-value of 20 flags nothing: the last of K needs 1 / 0.05.
    for year, week in np.argwhere(both.max(axis=(0, 3)) >= 20):
        ever[:, year] |= funnel.e_bh(both[:, year, week].ravel()).reshape(2, PROVIDERS)
    return ever


@pytest.mark.parametrize("is_national_known", [True, False])
def test_a_year_of_weekly_looks_at_28_providers_alike_flags_one_in_at_most_5_years_of_100(is_national_known):
    # Measured over 6,000 years: 0.4% where the national rate is known, 0.3% where it is taken from the same counts.
    ever = weekly_flags(np.random.default_rng(11), np.ones(PROVIDERS), 400, is_national_known)
    assert ever.any(axis=(0, 2)).mean() <= 0.05


def test_a_provider_at_twice_the_national_ratio_is_flagged_more_often_the_larger_it_is():
    power = []
    for planted in (10, 20, 27):
        ratios = np.where(np.arange(PROVIDERS) == planted, 2.0, 1.0)
        above, below = weekly_flags(np.random.default_rng(planted), ratios, 250, True)
        power.append(above[:, planted].mean())
        assert not below[:, planted].any()
    assert [round(float(YEAR[each]), 1) for each in (10, 20, 27)] == [11.3, 25.5, 45.0]
    # Measured over 600 years at ratio 2: 16% at 11 expected, 73% at 25, 98% at 45.
    assert power[0] < power[1] < power[2] and power[1] > 0.5 and power[2] > 0.9
