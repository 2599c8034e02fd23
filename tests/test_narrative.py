"""Words obey the rules: nothing rises or falls unless the numbers say so."""

import polars as pl
import pytest

from sfo_data import narrative
from sfo_data.measures import MEASURES


def headline(measure, now, before, denominator=None, denominator_before=None, **more):
    kind = MEASURES[measure].kind
    value = now / denominator if kind == "share" else now
    value_before = before / denominator_before if kind == "share" else before
    return {
        "measure": measure, "numerator": now, "numerator_before": before, "denominator": denominator,
        "denominator_before": denominator_before, "value": value, "value_before": value_before,
        "lower": None, "upper": None, "days": 365, "days_before": 365, "before_words": "the year before", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (493, 480, "no evidence of change"),
        (600, 450, "rose"),
        (450, 600, "fell"),
        (0, 0, "no evidence of change"),
        (5, 0, "no evidence of change"),
        (6, 0, "rose"),
    ],
)
def test_a_count_rose_only_where_the_ratio_excludes_1(now, before, word):
    # 5 against 0: two-sided exact p = 2 x 0.5^5 = 0.0625; 6 against 0: 0.03125.
    assert narrative.change(headline("sfo_reviews", now, before)) == word


def test_a_count_is_compared_by_the_days_it_had():
    half = headline("sfo_reviews", 300, 150, days=365, days_before=182)
    assert narrative.change(half) == "no evidence of change"


def test_a_share_rose_only_where_the_difference_excludes_0():
    assert narrative.change(headline("nps_share", 56, 48, 70, 80)) == "rose"
    assert narrative.change(headline("nps_share", 50, 48, 80, 80)) == "no evidence of change"


def test_a_median_moved_only_where_the_intervals_part():
    apart = headline("qa_median_days", 120, 60, lower=100, upper=130, lower_before=50, upper_before=70)
    overlapping = apart | {"lower": 65}
    assert narrative.change(apart) == "rose"
    assert narrative.change(overlapping) == "no evidence of change"
    assert narrative.change(apart | {"upper": 40, "lower": 30}) == "fell"
    assert narrative.change(apart | {"lower": None}) == "no evidence of change"


def test_a_state_on_one_day_is_never_said_to_have_risen():
    assert narrative.change(headline("oldest_open_days", 300, 100)) == "not compared"
    assert narrative.change(headline("open_reviews", 300, 100)) == "not compared"


def test_no_value_is_not_compared():
    assert narrative.change(headline("qa_median_days", None, 3)) == "not compared"


def test_numbers_are_printed_in_their_unit():
    values = [("nps_share", 0.5699), ("sfo_rate", 2.034), ("sfo_reviews", 1234.0), ("sfo_reviews", None)]
    printed = [narrative.number(MEASURES[name], value) for name, value in values]
    assert printed == ["57%", "2.03", "1,234", "no data"]


def test_what_changed_names_what_fired_first_and_gathers_the_rest():
    frame = pl.DataFrame([headline("murder_or_manslaughter", 100, 98), headline("sfo_reviews", 600, 450)])
    assert narrative.what_changed(frame) == [
        "SFO notifications and reviews rose: 600, against 450 the year before.",
        "No evidence of change: Murder and manslaughter.",
    ]


@pytest.mark.parametrize(("lower", "upper", "stands"), [(1.01, 2, "above"), (0.5, 0.99, "below"), (1.0, 2, "around")])
def test_a_provider_stands_apart_only_where_its_interval_leaves_out_1(lower, upper, stands):
    assert narrative.standing({"ratio": 1.2, "lower": lower, "upper": upper}) == stands
    assert narrative.standing({"ratio": None, "lower": None, "upper": None}) == "nothing"
