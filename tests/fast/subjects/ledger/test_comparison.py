"""The comparison by hand, against statsmodels, and over data in which nothing changed."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportions_ztest

from sfo_data.statistics.multiplicity import holm
from sfo_data.subjects.actions.ledger.comparison import Comparison, Share, compare, decide, share


def test_the_comparison_by_hand():
    # 60 of 200 against 40 of 200: pooled 0.25, error sqrt(0.1875 x 0.01) = 0.0433013, z = 2.3094, one-sided p 0.01046.
    found = compare(Share(60, 200, 1.0), Share(40, 200, 1.0), "higher")
    assert (found.gain, found.p) == pytest.approx((0.1, 0.01046), abs=5e-6)
    # A design effect of 4 is a quarter of the units: error doubles, z = 1.1547, p 0.124107.
    grouped = compare(Share(60, 200, 4.0), Share(40, 200, 4.0), "higher")
    assert (grouped.gain, grouped.p) == pytest.approx((0.1, 0.124107), abs=5e-6)


pairs = st.integers(2, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(pairs, pairs)
def test_the_test_agrees_with_statsmodels(now, before):
    assume(0 < now[0] + before[0] < now[1] + before[1])
    found = compare(Share(*now, 1.0), Share(*before, 1.0), "higher")
    _, theirs = proportions_ztest([now[0], before[0]], [now[1], before[1]], alternative="larger")
    assert found.p == pytest.approx(theirs, abs=1e-12)


@given(pairs, pairs, st.floats(1, 5))
def test_fewer_is_better_is_the_mirror_of_more(now, before, effect):
    fewer = compare(Share(*now, effect), Share(*before, effect), "lower")
    flip = [(n - x, n) for x, n in (now, before)]
    more = compare(Share(*flip[0], effect), Share(*flip[1], effect), "higher")
    assert (fewer.gain, fewer.lower, fewer.upper, fewer.p) == pytest.approx((more.gain, more.lower, more.upper, more.p))
    assert fewer.lower - 1e-12 <= fewer.gain <= fewer.upper + 1e-12


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.data())
def test_a_test_told_later_takes_no_verdict_back(p, data):
    told = data.draw(st.lists(st.booleans(), min_size=len(p), max_size=len(p)))
    early = holm([value if is_told else 1.0 for value, is_told in zip(p, told, strict=True)])
    assert (holm(p) <= early + 1e-12).all()


def test_the_design_effect_by_hand():
    # Reviews with 2 of 2, 0 of 2, 1 of 2, 1 of 2: p = 1/2; sum of (x - p n)^2 = 1 + 1 = 2;
    # 4/3 x 2 / 8^2 = 1/24; binomial (1/4)/8 = 1/32; 4/3 over the sizes: (1/24)/(1/32) = 4/3.
    assert share([2, 0, 1, 1], [2, 2, 2, 2]) == Share(4, 8, pytest.approx(4 / 3))


def test_the_design_effect_agrees_with_a_bootstrap_of_reviews():
    rng = np.random.default_rng(7)
    size = rng.integers(1, 7, 3_000)
    found = share(rng.binomial(size, rng.beta(1, 3, 3_000)), size)
    rng = np.random.default_rng(7)
    size = rng.integers(1, 7, 3_000)
    x = rng.binomial(size, rng.beta(1, 3, 3_000))
    draws = rng.integers(0, 3_000, (2_000, 3_000))
    spread = np.var(x[draws].sum(axis=1) / size[draws].sum(axis=1))
    p = found.value
    assert found.design_effect == pytest.approx(spread / (p * (1 - p) / found.denominator), rel=0.1)
    assert found.design_effect > 1.5


@given(st.lists(st.integers(0, 5).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), max_size=20))
def test_reviews_without_units_change_nothing_and_the_effect_is_never_under_1(groups):
    x, n = [pair[0] for pair in groups], [pair[1] for pair in groups]
    found = share(x, n)
    assert found == share([*x, 0], [*n, 0]) and found.design_effect >= 1
    assert (found.numerator, found.denominator) == (sum(x), sum(n))


@pytest.mark.parametrize(
    ("gain", "lower", "upper", "adjusted", "status"),
    [
        (0.06, 0.02, 0.10, 0.01, "met"),
        (0.06, -0.01, 0.13, 0.06, "cannot tell"),  # worth having, not beyond chance
        (0.04, 0.02, 0.06, 0.001, "cannot tell"),  # beyond chance, and the interval holds 5 points
        (0.02, 0.01, 0.03, 0.001, "not met"),  # beyond chance, and surely less than 5 points
        (-0.10, -0.15, -0.05, 1.0, "not met"),
        (0.00, -0.20, 0.20, 1.0, "cannot tell"),
    ],
)
def test_a_verdict_follows_its_rule(gain, lower, upper, adjusted, status):
    found = Comparison(Share(1, 2, 1.0), gain, lower, upper, adjusted / 2, adjusted)
    assert decide(found, 0.05)[0] == status
