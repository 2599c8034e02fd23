"""A course is found where there is one, and worlds without change are left in peace."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sfo_data.statistics import chance_rates
from sfo_data.statistics.control_limits import share_limits
from sfo_data.statistics.course import course
from sfo_data.statistics.dispersion import dispersion
from sfo_data.statistics.patterns import Pattern, reading
from tests.benchmarks import words

STEADY = np.array([41.0, 36, 44, 39, 47, 40, 35, 43, 38, 45, 42, 37])
# What a small simulation may differ by: three standard errors of 300 series.
SERIES = 300


def test_a_step_is_dated_and_each_level_is_the_mean_of_its_own_points():
    found = reading(np.concatenate([STEADY, STEADY, STEADY[:6] + 30]), 20, scale="count")
    assert (found.pattern, found.since) == (Pattern.SHIFTED, 24)
    assert found.level[:24] == pytest.approx(STEADY.mean()) and found.level[24:] == pytest.approx(
        STEADY[:6].mean() + 30
    )
    assert found.side.tolist() == [0] * 24 + [1] * 6 and found.steps_found == (24,)
    assert not found.has_range  # under 12 points at the new level


def test_a_steady_rise_has_the_slope_of_a_straight_line_through_it():
    values = np.concatenate([STEADY / 5, 8 + 5.0 * np.arange(1, 25) + np.tile([1.0, -1.0], 12)])
    found = reading(values, 26, is_of_a_queue=True)
    assert found.pattern is Pattern.RISING and abs(found.since - 12) <= 1
    assert found.per_point == pytest.approx(stats.linregress(np.arange(24), values[12:]).slope, rel=0.03)
    assert not found.has_range and np.isnan(found.upper).all()


def test_a_rise_that_ended_over_a_year_ago_is_a_level_now():
    values = np.concatenate([STEADY, 40 + 5.0 * np.arange(1, 11), STEADY + 50, STEADY[:4] + 50])
    found = reading(values, len(values) - 10, scale="count")
    assert found.pattern is Pattern.STABLE and found.has_range and found.phase[-1] > found.phase[0]


def test_a_point_outside_is_one_point_and_no_new_level():
    found = reading(np.concatenate([STEADY, STEADY, [90.0]]), 15, scale="count")
    assert (found.pattern, found.since, found.side[-1]) == (Pattern.OUTSIDE, 24, 1)


def test_recorded_steps_cut_the_series_and_are_not_found_again():
    found = reading(np.concatenate([STEADY, STEADY + 30]), 14, starts=(12,), scale="count")
    assert found.pattern is Pattern.STABLE and found.steps_found == () and found.phase.tolist() == [0] * 12 + [1] * 12


def test_fewer_than_twelve_points_are_too_few():
    assert reading(STEADY[:11], 0).pattern is Pattern.TOO_FEW
    assert reading(np.array([]), 0).pattern is Pattern.TOO_FEW
    assert reading(np.full(12, 5.0), 2).pattern is Pattern.STABLE


@given(
    st.lists(st.integers(0, 90), min_size=12, max_size=40), st.integers(1, 50).map(float), st.integers(0, 30).map(float)
)
def test_a_course_does_not_depend_on_origin_and_unit_and_turns_with_the_sign(values, unit, origin):
    series, news = np.array(values, dtype=float), max(0, len(values) - 10)
    found, other = course(series, news), course(-(series * unit + origin), news)
    assert [(each.first, each.last) for each in found.moves] == [(each.first, each.last) for each in other.moves]
    assert found.is_news == other.is_news
    assert [-each.size * unit for each in found.moves] == pytest.approx([each.size for each in other.moves], abs=1e-6)


def test_share_limits_are_those_of_a_p_chart_where_shares_vary_by_chance_alone():
    # p = (10 + 30 + 20) / 200; 3 sqrt(0.3 x 0.7 / n); no standardised share moves by more than chance.
    lower, upper = share_limits(np.array([0.25, 0.3, 1 / 3]), np.array([40.0, 100, 60]))
    wide = 3 * np.sqrt(0.3 * 0.7 / np.array([40.0, 100, 60]))
    assert upper == pytest.approx(0.3 + wide) and lower == pytest.approx(np.maximum(0.3 - wide, 0))


def test_months_that_vary_by_chance_alone_have_a_dispersion_near_1_and_twice_that_near_2():
    rng = np.random.default_rng(5)
    one = [dispersion(rng.poisson(41, 36).astype(float), np.ones(36), 12) for _ in range(200)]
    two = [dispersion(rng.negative_binomial(41, 0.5, 36).astype(float), np.ones(36), 12) for _ in range(200)]
    # An estimate from three years errs on the wide side: see `dispersion`.
    assert min(one) >= 1 and 1.0 < np.median(one) < 1.5 and 1.9 < np.median(two) < 3.2
    assert dispersion(np.full(23, 41.0), np.ones(23), 12) is None


def test_a_change_from_one_year_to_the_next_does_not_hide_itself():
    level = np.repeat([40.0, 40.0, 60.0], 12) + np.tile(STEADY - STEADY.mean(), 3)
    assert dispersion(level, np.ones(36), 12) == pytest.approx(dispersion(np.tile(STEADY, 3), np.ones(36), 12), rel=0.2)


@pytest.mark.parametrize("name", words.WORLDS)
def test_a_world_without_change_is_spoken_of_no_more_often_than_is_printed(name):
    series = words.WORLDS[name](np.random.default_rng(17), SERIES)
    said, compared = words.sentences_say(series)
    for rate, most in ((said - compared, chance_rates.AT_MOST.chart), (compared, chance_rates.AT_MOST.comparison)):
        assert rate <= most + 3 * np.sqrt(most * (1 - most) / SERIES)


def test_a_climb_as_that_of_the_box_is_named_with_its_slope():
    found = words.ramp(60)
    assert found["named"] >= 0.8 and found["slope within a fifth"] >= 0.95 and found["dated within 2 months"] >= 0.85


def test_what_is_printed_is_what_was_measured():
    """The table in docs/words.md and the product's rates are one set of constants."""
    assert set(chance_rates.RATES) >= set(words.WORLDS)
    for name, rate in chance_rates.RATES.items():
        most = words.bar(name)
        assert rate.comparison <= most.comparison and rate.chart <= most.chart, name
