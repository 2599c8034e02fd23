"""Control charts: limits, signals, meaning and assurance, against hand-worked values and a naive second reading."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sfo_data.statistics import control_limits

# Convictions by year of notification, England and Wales, 2010 to 2021 (Ministry of Justice).
CONVICTIONS = [274, 270, 263, 263, 262, 297, 309, 385, 328, 332, 293, 276]
numbers = st.lists(st.integers(0, 60).map(float), min_size=1, max_size=40)


def limits_of(values):
    return control_limits.xmr_limits(np.array(values, dtype=float))


def fired(values, limits=None):
    return {
        rule: [int(sign) for sign in marks]
        for rule, marks in control_limits.signals(np.array(values, dtype=float), limits or limits_of(values)).items()
    }


def naive_limits(values):
    ranges = [abs(b - a) for a, b in pairwise(values)]
    if ranges and sum(ranges):
        bar = 3.267 * sum(ranges) / len(ranges)
        ranges = [each for each in ranges if each < bar]
    mean, moving = sum(values) / len(values), sum(ranges) / len(ranges) if ranges else 0
    return mean, mean - 2.66 * moving, mean + 2.66 * moving


def naive_signals(values, mean, lower, upper):
    """Every stretch is looked at on its own, forwards, one point after the other."""
    n = len(values)
    marks = {rule: [0] * n for rule in control_limits.RULE_ORDER}
    for i, value in enumerate(values):
        marks["outside"][i] = 1 if value > upper else -1 if value < lower else 0
    for sign, third in ((1, mean + (upper - mean) * 2 / 3), (-1, mean - (upper - mean) * 2 / 3)):
        for i in range(n - 6):
            if all(sign * (value - mean) > 0 for value in values[i : i + 7]):
                marks["run"][i : i + 7] = [sign] * 7
        for i in range(n - 6):
            if all(sign * (b - a) > 0 for a, b in pairwise(values[i : i + 7])):
                marks["trend"][i : i + 7] = [sign] * 7
        for i in range(n - 2):
            beyond = [k for k in range(i, i + 3) if sign * (values[k] - third) > 0]
            if len(beyond) >= 2 and all(sign * (values[k] - mean) > 0 for k in range(i, i + 3)):
                for k in beyond:
                    marks["two of three"][k] = sign
    return marks


def test_the_published_convictions_have_the_limits_of_the_design():
    limits = limits_of(CONVICTIONS)
    assert (limits.mean, round(limits.moving_range, 3), limits.dropped) == (296.0, 17.6, 1)
    assert (round(limits.lower, 3), round(limits.upper, 3)) == (249.184, 342.816)
    assert fired(CONVICTIONS)["outside"] == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]


def test_limits_by_hand():
    # Ranges 2, 4 and 2: none reaches 3.267 times their mean of 8/3.
    limits = limits_of([11, 13, 9, 11])
    assert limits.mean == 11
    assert limits.moving_range == pytest.approx((2 + 4 + 2) / 3)
    assert limits.upper == pytest.approx(11 + 2.66 * 8 / 3)


def test_seven_on_one_side_is_a_signal_and_six_are_not():
    limits = control_limits.Limits(10, 0, 20, 3.76, 0)
    assert fired([12, 11] * 3 + [9], limits)["run"] == [0] * 7
    assert fired([9, *[12, 11] * 3, 12, 9], limits)["run"] == [0, *[1] * 7, 0]


def test_a_point_on_the_mean_breaks_the_run():
    limits = control_limits.Limits(10, 0, 20, 3.76, 0)
    assert fired([12, 12, 12, 10, 12, 12, 12, 12], limits)["run"] == [0] * 8


def test_seven_points_rising_are_a_trend_and_a_tie_ends_it():
    limits = control_limits.Limits(100, 0, 200, 3.76, 0)
    assert fired([1, 2, 3, 4, 5, 6, 7, 7], limits)["trend"] == [1] * 7 + [0]
    assert fired([1, 2, 3, 4, 4, 5, 6, 7], limits)["trend"] == [0] * 8
    assert fired([7, 6, 5, 4, 3, 2, 1, 9], limits)["trend"] == [-1] * 7 + [0]


def test_two_of_three_far_out_on_the_same_side():
    limits = control_limits.Limits(0, -3, 3, 1.128, 0)
    assert fired([2.1, 0.5, 2.1, 0], limits)["two of three"] == [1, 0, 1, 0]
    assert fired([2.1, -0.5, 2.1, 0], limits)["two of three"] == [0] * 4  # one of the three on the other side
    assert fired([2.1, 0, 0, 2.1], limits)["two of three"] == [0] * 4
    assert fired([2.1, -2.1, 0], limits)["two of three"] == [0] * 3


@given(numbers)
def test_limits_and_signals_are_those_of_a_naive_reading(values):
    limits = limits_of(values)
    mean, lower, upper = naive_limits(values)
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx((mean, lower, upper))
    assert fired(values, limits) == naive_signals(values, limits.mean, limits.lower, limits.upper)


@given(numbers, st.integers(-50, 50), st.integers(1, 8))
def test_signals_do_not_depend_on_origin_and_unit(values, shift, scale):
    limits = limits_of(values)
    moved = np.array(values) * scale + shift
    other = control_limits.Limits(
        limits.mean * scale + shift, limits.lower * scale + shift, limits.upper * scale + shift, 0.0, 0
    )
    far = [abs(v - e) > 1e-6 for v in values for e in (limits.mean, limits.lower, limits.upper)]
    if all(far):
        assert fired(moved, other)["outside"] == fired(values, limits)["outside"]
        assert fired(moved, other)["run"] == fired(values, limits)["run"]


@pytest.mark.parametrize(
    ("side", "better", "word"),
    [
        (1, "lower", "concern"),
        (-1, "lower", "improvement"),
        (1, "higher", "improvement"),
        (-1, "higher", "concern"),
        (1, "neither", "neutral"),
        (0, "lower", "no signal"),
    ],
)
def test_a_signal_means_what_the_measures_direction_says(side, better, word):
    assert control_limits.meaning(side, better) == word


@pytest.mark.parametrize(
    ("lower", "upper", "target", "better", "said"),
    [
        (5, 20, 20, "lower", "met throughout"),
        (5, 21, 20, "lower", "met or missed by chance"),
        (20, 30, 20, "lower", "met or missed by chance"),
        (21, 30, 20, "lower", "missed throughout"),
        (0.8, 0.9, 0.8, "higher", "met throughout"),
        (0.5, 0.9, 0.8, "higher", "met or missed by chance"),
        (0.5, 0.79, 0.8, "higher", "missed throughout"),
    ],
)
def test_assurance_is_about_the_whole_usual_range(lower, upper, target, better, said):
    assert control_limits.assurance(lower, upper, target, better) == said


def monthly(values, provisional=()):
    return pl.DataFrame(
        {
            "month": [date(2018 + n // 12, n % 12 + 1, 1) for n in range(len(values))],
            "value": values,
            "is_provisional": [n in provisional for n in range(len(values))],
        },
        schema={"month": pl.Date, "value": pl.Float64, "is_provisional": pl.Boolean},
    )


def test_limits_start_anew_only_at_a_recorded_step():
    values = [10.0, 12, 11, 9, 10, 12, 30, 32, 31, 29, 30, 32]
    without = control_limits.chart_points(monthly(values), "month", "lower")
    assert without["mean"].unique().to_list() == [sum(values) / 12]
    stepped = control_limits.chart_points(monthly(values), "month", "lower", [date(2018, 7, 1)])
    assert stepped["segment"].to_list() == [0] * 6 + [1] * 6
    assert stepped["mean"].to_list() == pytest.approx([64 / 6] * 6 + [184 / 6] * 6)
    assert stepped["rule"].drop_nulls().is_empty() and stepped["is_few"].all()


def test_months_not_complete_or_without_a_value_take_no_part():
    values = [10.0, 12, None, 11, 9, 10, 12, 11, 10, 9, 12, 11, 10, 500]
    points = control_limits.chart_points(monthly(values, provisional={13}), "month", "lower")
    assert points["mean"][0] == pytest.approx(127 / 12)
    assert points["meaning"].to_list() == ["no signal", "no signal", None, *["no signal"] * 10, None]
    assert not points["is_few"].any()


def test_few_points_are_said_to_be_few():
    assert control_limits.chart_points(monthly([10.0] * 11), "month", "lower")["is_few"].all()
    assert not control_limits.chart_points(monthly([10.0] * 12), "month", "lower")["is_few"].any()


def test_nothing_to_draw_is_a_frame_without_signals():
    empty = control_limits.chart_points(monthly([]), "month", "lower")
    assert empty.is_empty() and set(control_limits.POINT_COLUMNS) <= set(empty.columns)
    blank = control_limits.chart_points(monthly([None, None]), "month", "lower")
    assert blank["mean"].to_list() == [None, None]


def test_limits_stay_inside_what_the_measure_can_be():
    points = control_limits.chart_points(monthly([0.1, 0.9, 0.2, 0.8, 0.1, 0.9]), "month", "higher", bounds=(0.0, 1.0))
    assert points["lower_limit"][0] == 0 and points["upper_limit"][0] == 1


def test_days_between_events_with_two_on_one_day_and_the_time_since_the_last():
    events = pl.Series([date(2020, 1, 5), date(2020, 1, 1), date(2020, 1, 1)])
    gaps = control_limits.days_between(events, date(2020, 1, 10))
    # Noon stands for a day with one event; a quarter past and three quarters past for two.
    assert gaps.rows() == [
        (date(2020, 1, 1), False, 0.5),
        (date(2020, 1, 5), False, 3.75),
        (date(2020, 1, 10), True, 5.5),
    ]


def test_the_t_chart_turns_waiting_times_into_nearly_normal_ones():
    waits = stats.expon.rvs(scale=20, size=20_000, random_state=1)
    assert abs(stats.skew(waits**control_limits.T_POWER)) < 0.1 < stats.skew(waits)
    days = [date(2000, 1, 1) + timedelta(int(n)) for n in range(len(waits))]
    frame = pl.DataFrame({"on": days, "value": waits, "is_provisional": [False] * len(waits)})
    points = control_limits.chart_points(frame, "on", "higher", power=control_limits.T_POWER)
    # Exponential waits lie below the 0.135% quantile about as often as a normal value lies below its lower limit.
    expected = stats.weibull_min(1 / control_limits.T_POWER)
    sigma = expected.std()
    tails = expected.cdf(expected.mean() - 3 * sigma) + expected.sf(expected.mean() + 3 * sigma)
    outside = (points["rule"] == "outside").sum() / len(waits)
    assert outside == pytest.approx(tails, abs=0.001)
    assert points["upper_limit"][0] == pytest.approx(
        20 * (expected.mean() + 3 * sigma) ** (1 / control_limits.T_POWER), rel=0.06
    )
