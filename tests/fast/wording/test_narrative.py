"""Words obey the rules: nothing changes unless the numbers say so, and a measure has one sentence."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from sfo_data.definitions.annotations import Annotation
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.control_charts import charted, without_few
from sfo_data.questions.verdicts import Change, comparison
from sfo_data.statistics import chance_rates
from sfo_data.statistics.patterns import Pattern
from sfo_data.wording import control_chart_words, narrative
from sfo_data.wording.number_format import number


def headline(measure, now, before, denominator=None, denominator_before=None, **more):
    kind = MEASURES[measure].kind
    value = now / denominator if kind == "share" else now
    value_before = before / denominator_before if kind == "share" else before
    return {
        "measure": measure, "numerator": now, "numerator_before": before, "denominator": denominator,
        "denominator_before": denominator_before, "value": value, "value_before": value_before,
        "lower": None, "upper": None, "days": 365, "days_before": 365, "before_words": "the year before", **more,
    }  # fmt: skip


def chart(values, name="sfo_reviews", kind="XmR", grain="month", dispersion=1.0, base=None, marks=()):
    """A control chart of these values, one a month from January 2015."""
    frame = pl.DataFrame(
        {
            "when": [date(2015 + n // 12, n % 12 + 1, 1) for n in range(len(values))],
            "value": np.array(values, dtype=float),
            "denominator": np.array(base if base is not None else [40] * len(values), dtype=float),
            "numerator": [40] * len(values),
            "is_provisional": [False] * len(values),
        },
        schema={
            "when": pl.Date,
            "value": pl.Float64,
            "denominator": pl.Float64,
            "numerator": pl.Int64,
            "is_provisional": pl.Boolean,
        },
    )
    measure = MEASURES[name]
    return charted(measure, kind, grain, without_few(frame, measure), marks, date(2016, 1, 1), dispersion)


STEADY = [41, 36, 44, 39, 47, 40, 35, 43, 38, 45, 42, 37]
RISING = [13 + 4 * n + (-1) ** n for n in range(24)]


@pytest.mark.parametrize(
    ("now", "before", "word"),
    [
        (493, 480, Change.NO_EVIDENCE),
        (600, 450, Change.ROSE),
        (450, 600, Change.FELL),
        (0, 0, Change.NO_EVIDENCE),
        (5, 0, Change.NO_EVIDENCE),
        (6, 0, Change.ROSE),
    ],
)
def test_a_count_rose_only_where_the_ratio_excludes_1(now, before, word):
    # 5 against 0: two-sided exact p = 2 x 0.5^5 = 0.0625; 6 against 0: 0.03125.
    assert comparison(headline("sfo_reviews", now, before), 1.0).change is word


def test_a_count_whose_months_vary_more_than_chance_counts_for_less():
    # 560 against 480: z = 80 / sqrt(1,040) = 2.48; with a variance of twice as much, 1.75.
    row = headline("sfo_reviews", 560, 480)
    assert [comparison(row, spread).change for spread in (1.0, 2.0)] == [Change.ROSE, Change.NO_EVIDENCE]


def test_the_change_that_would_have_been_seen_is_2_8_standard_errors():
    # 2.8016 x sqrt(2 x 400) = 79.2; of a variance of twice that, sqrt(2) more. Share: 2.8016 x sqrt(0.25 x 2 / 100).
    row = headline("sfo_reviews", 400, 400)
    assert comparison(row, 1.0).would_be_seen == pytest.approx(79.24, abs=0.01)
    assert comparison(row, 2.0).would_be_seen == pytest.approx(112.06, abs=0.01)
    assert comparison(headline("nps_share", 50, 50, 100, 100), 1.0).would_be_seen == pytest.approx(0.1981, abs=0.0001)


@pytest.mark.parametrize(
    ("numerator", "value", "line"),
    [(493, 493.0, "England and Wales 493"), (None, None, "England and Wales withheld: too few elsewhere")],
)
def test_the_nation_stands_beside_some_providers_unless_it_would_tell_of_the_others(numerator, value, line):
    row = headline("sfo_reviews", 20, 20, numerator_national=numerator, value_national=value)
    said = narrative.of_headline(row)
    assert narrative.beside(row, True, said)[-1] == line
    assert not any("England" in each for each in narrative.beside(row, False, said))


def test_a_count_is_compared_by_the_days_it_had():
    half = headline("sfo_reviews", 300, 150, days=365, days_before=182)
    assert comparison(half, 1.0).change is Change.NO_EVIDENCE


def test_a_share_rose_only_where_the_difference_excludes_0():
    assert comparison(headline("nps_share", 56, 48, 70, 80), 1.0).change is Change.ROSE
    assert comparison(headline("nps_share", 50, 48, 80, 80), 1.0).change is Change.NO_EVIDENCE


def test_rows_that_come_several_to_a_review_count_for_less():
    # 130 of 700 against 100 of 700: alone beyond chance (z 2.2); with pairs always alike, as 65 and 50 of 350 (1.5).
    share = headline("practitioner_saw_share", 130, 100, 700, 700)
    assert comparison(share, 1.0).change is Change.ROSE
    assert comparison(share | {"effect": 2.0}, 1.0).change is Change.NO_EVIDENCE


@pytest.mark.parametrize("name", ["qa_median_days", "qa_within_target_share", "qa_received_within_target_share"])
def test_reviews_that_wait_behind_one_another_are_set_beside_each_other_without_a_claim(name):
    of = (400, 400) if MEASURES[name].kind == "share" else (None, None)
    row = headline(name, 114, 64, *of)
    assert comparison(row, 1.0).change is Change.NOT_JUDGED
    said = narrative.of_measure(row, None)
    assert not said.has_fired and "than the year before" in said.title


def test_arithmetic_says_how_many_more_and_in_which_unit():
    said = narrative.of_measure(headline("qa_median_days", 114, 64), None)
    assert said.title == f"{MEASURES['qa_median_days'].label}: 114 working days, 50 more than the year before"
    assert said.short == "50 more"


def test_a_state_on_one_day_and_counts_that_come_several_to_a_review_are_not_compared():
    for name in ("oldest_open_days", "open_reviews", "findings_made", "actions_raised"):
        assert comparison(headline(name, 300, 100), 1.0).change is Change.NOT_COMPARED
    assert comparison(headline("qa_median_days", None, 3), 1.0).change is Change.NOT_COMPARED


def test_a_series_too_short_for_its_spread_is_not_judged():
    assert comparison(headline("sfo_reviews", 600, 450), None).change is Change.NOT_JUDGED


def test_numbers_are_printed_in_their_unit():
    values = [("nps_share", 0.5699), ("sfo_rate", 2.034), ("sfo_reviews", 1234.0), ("sfo_reviews", None)]
    printed = [number(MEASURES[name], value) for name, value in values]
    assert printed == ["57%", "2.03", "1,234", "no data"]


def said(*rows):
    return [narrative.of_measure(row, chart(STEADY * 3, row["measure"])) for row in rows]


def test_what_changed_names_what_fired_first_and_gathers_the_rest():
    rows = said(headline("murder_or_manslaughter", 100, 98), headline("sfo_reviews", 600, 450))
    assert narrative.what_changed(rows) == [
        "SFO notifications and reviews rose: 600, against 450 the year before.",
        "No evidence of change: Murder and manslaughter.",
    ]
    assert narrative.headline(rows) == "SFO notifications and reviews rose: 600, against 450 the year before."


def test_the_headline_counts_what_else_fired():
    rows = said(headline("sfo_reviews", 600, 450), headline("murder_or_manslaughter", 60, 120))
    assert narrative.headline(rows).endswith("the year before. 1 more under What changed.")


def test_a_page_without_a_signal_says_so():
    quiet = narrative.headline(said(headline("sfo_reviews", 500, 498)))
    assert quiet == "No evidence of change: SFO notifications and reviews."
    nothing = narrative.headline([narrative.of_measure(headline("open_reviews", 5, 4), None)])
    assert nothing == "There is nothing to compare under these filters."


def test_every_statement_shows_its_rule_its_numbers_what_it_would_have_seen_and_its_rate_of_false_claims():
    rows = [
        *said(headline("sfo_reviews", 600, 450)),
        narrative.of_measure(headline("open_reviews", 5, 4), None),
        narrative.of_measure(headline("murder_or_manslaughter", 400, 400), chart(STEADY * 3)),
    ]
    evidence = narrative.evidence(rows)
    assert evidence.height == 2  # the state on one day is compared by no rule
    assert evidence["Rule"][0] == narrative.RULES["count"].says and "600, against 450" in evidence["Numbers"][0]
    assert evidence["A change seen four times in five"][1] == "about 79 or more"
    most = chance_rates.AT_MOST
    assert evidence["Said by chance alone, at most (%)"].to_list() == [7.5, 7.5]
    assert narrative.expected_by_chance(rows) == pytest.approx(2 * (most.comparison + most.chart))


# What a chart shows.


def test_a_month_beyond_a_limit_is_named_without_saying_that_the_measure_rose():
    statement = narrative.of_chart(chart([10, 12, 11, 9, 10, 12, 11, 9, 10, 12, 11, 30]))
    assert statement.title == "SFO notifications and reviews: December 2015 is above the usual range"
    # Mean 147/12; the range 19 is dropped (3.267 x 34/11 = 10.1), the others average 1.5: 12.25 -/+ 3.99.
    assert statement.numbers == "30 in December 2015; average 12, usually 8 to 16"
    assert (statement.verdict.pattern, statement.rule) == (Pattern.OUTSIDE, Pattern.OUTSIDE)


def test_a_new_level_is_named_with_its_month_and_both_levels():
    statement = narrative.of_chart(chart(STEADY * 2 + [each + 30 for each in STEADY[:6]]))
    title = "SFO notifications and reviews rose to a new level in January 2017: about 71 a month, 41 before"
    assert statement.title == title and statement.short == "higher since January 2017"


def test_a_level_that_has_held_for_over_a_year_is_no_news():
    statement = narrative.of_chart(chart(STEADY * 2 + [each + 30 for each in STEADY] * 2))
    assert statement.title == "SFO notifications and reviews: no evidence of change"


def test_a_trend_outranks_a_run_below_the_average():
    """Eight months each above the one before were titled "fell: 8 months in a row below the average"."""
    values = [60, 58, 62, 59, 61, 60, 57, 63] * 3 + [20, 22, 25, 27, 30, 32, 35, 37, 40, 42]
    title = narrative.of_chart(chart(values)).title
    assert "fell: " not in title and "in a row" not in title


def test_a_steady_rise_is_named_with_its_slope_and_has_no_usual_range():
    """QA turnaround climbed from 8 to 145 days under "usually 54 to 78"."""
    turnaround = chart([8, 9, 7, 8, 10, 8, 9, 7, 8, 9, 8, 10, *RISING], "qa_median_days")
    assert narrative.of_chart(turnaround).title.endswith(
        ": rising steadily since January 2016, by about 4.0 working days a month"
    )
    assert "usual" not in narrative.of_chart(turnaround).sentence
    assert "no usual range" in control_chart_words.caption(turnaround)
    assert turnaround.points["upper_limit"].null_count() == turnaround.points.height and turnaround.assurance is None


def test_before_a_new_level_has_twelve_points_it_is_too_early_for_a_range():
    young = chart(STEADY * 2 + [each + 30 for each in STEADY[:6]])
    assert young.points["upper_limit"].null_count() == young.points.height
    assert "Too early for a usual range: fewer than 12 points since January 2017" in control_chart_words.caption(young)


def test_older_levels_have_a_mean_of_their_own_and_no_signal():
    points = chart(STEADY * 2 + [each + 30 for each in STEADY]).points
    assert points["mean"].round(1).unique(maintain_order=True).to_list() == [40.6, 70.6]
    assert points.filter(pl.col("segment") == 0)["meaning"].unique().to_list() == ["no signal"]
    assert points.filter(pl.col("segment") == 0)["upper_limit"].null_count() == 24
    assert points.filter(pl.col("segment") == 1)["upper_limit"].null_count() == 0


def test_a_share_has_limits_that_follow_its_base():
    values, base = [0.5, 0.6, 0.4, 0.55] * 4, [25, 100] * 8
    points = chart(values, "nps_share", base=base).points
    half = (points["upper_limit"] - points["mean"]).to_list()
    assert half[0] == pytest.approx(2 * half[1])  # a quarter of the base, twice the width
    mean = np.average(values, weights=base)
    assert half[1] >= 3 * np.sqrt(mean * (1 - mean) / 100) - 1e-12


def test_one_review_is_no_point_and_fires_nothing():
    """ "QA within target rose: December 2019 is above the usual range": 1 of 1."""
    one = chart([0.1, 0.15, 0.05] * 5 + [1.0], "nps_share", base=[40] * 15 + [1])
    assert one.points["value"][-1] is None and not narrative.of_chart(one).has_fired
    assert "No point: fewer than 5 reviews." in control_chart_words.caption(one)


def test_a_target_is_judged_only_for_a_stable_process():
    steady = [30, 32, 29, 31, 30, 33, 28, 31, 30, 32, 29, 31]
    assert chart(steady * 2, "qa_median_days").assurance == "missed throughout"
    assert chart(steady + [each + 40 for each in steady], "qa_median_days").assurance == "missed throughout"
    assert chart(steady * 2 + [each + 40 for each in steady[:8]], "qa_median_days").assurance is None
    assert chart(steady[:4] + RISING, "qa_median_days").assurance is None


def test_a_recorded_step_wins_and_one_found_is_proposed_for_recording():
    values = STEADY * 2 + [each + 30 for each in STEADY]
    step = Annotation(date(2017, 1, 1), "step", ("sfo_reviews",), "New rule", "A reason.", "Nobody", date(2017, 1, 1))
    assert "a change in January 2017. Where the reason" in control_chart_words.caption(chart(values))
    recorded = chart(values, marks=(step,))
    assert "Found and not recorded" not in control_chart_words.caption(recorded)
    assert not narrative.of_chart(recorded).has_fired


def test_rare_events_come_more_or_less_often():
    statement = narrative.of_chart(chart([20.0, 22] * 8 + [90], "murder_or_manslaughter", "t", "event"))
    assert statement.title == "Murder and manslaughter: the latest gap is above the usual range"
    assert statement.numbers.startswith("1 May 2016, 90 days after the one before")
    often = narrative.of_chart(chart([40.0, 44] * 8 + [3, 4] * 4, "murder_or_manslaughter", "t", "event"))
    assert often.title.startswith("Murder and manslaughter came more often from 1 May 2016 on: about every")


def test_a_month_inside_the_range_is_no_evidence_of_change():
    statement = narrative.of_chart(chart([10, 12, 11, 9, 10, 12, 11, 9, 10, 12, 11, 10]))
    assert statement.title == "SFO notifications and reviews: no evidence of change" and not statement.has_fired


def test_few_points_say_nothing():
    statement = narrative.of_chart(chart([10, 12, 11, 40]))
    assert statement.title == "SFO notifications and reviews: too few to say" and not statement.has_fired


def test_a_chart_without_a_month_says_no_data():
    assert narrative.of_chart(chart([])).sentence == "SFO notifications and reviews: no data."


# A card and a chart speak with one voice.


def test_where_the_chart_shows_a_fall_the_card_does_not_say_that_it_rose():
    """Midlands 2019: chart "turnaround fell", card "101 against 46: rose"."""
    fallen = chart([60, 63, 57, 61, 59, 62, 58, 60, 64, 56, 61, 60] * 2 + [30, 32, 29, 31, 30, 33])
    statement = narrative.of_measure(headline("sfo_reviews", 600, 450), fallen)
    assert "fell to a new level in January 2017" in statement.title and "rose" not in statement.sentence
    assert narrative.beside(headline("sfo_reviews", 600, 450), False, statement)[-1] == (
        "450 the year before: lower since January 2017"
    )


def test_where_the_chart_shows_nothing_and_the_years_are_alike_nothing_fell():
    """Overview: chart "fell: 7 months in a row below the average", card "478, 477 the year before"."""
    below = chart([44, 40, 46, 42, 45, 41, 44] * 2 + [47, 41, 45, 40, 39, 38, 41, 37, 40, 39, 38])
    statement = narrative.of_measure(headline("sfo_reviews", 478, 477), below)
    assert statement.title == "SFO notifications and reviews: no evidence of change"


def test_a_step_of_over_a_year_ago_is_not_told_again_by_the_comparison():
    """The year before holds 2 months of the old level: no news, and the card says since when."""
    old = chart(STEADY * 2 + [each + 30 for each in [*STEADY, 41, 36]])
    assert comparison(headline("sfo_reviews", 960, 780), 1.0).change is Change.ROSE
    statement = narrative.of_measure(headline("sfo_reviews", 960, 780), old)
    assert statement.title == "SFO notifications and reviews: no evidence of change since January 2017"


@pytest.mark.parametrize(("days", "judged"), [(27, False), (28, True)])
def test_a_period_shorter_than_four_weeks_is_arithmetic(days, judged):
    row = {"measure": "sfo_reviews", "numerator": 70, "denominator": None, "value": 70.0, "numerator_before": 0}
    row |= {"denominator_before": None, "value_before": 0.0, "days": days, "days_before": days}
    assert (comparison(row, 1.0).change is Change.ROSE) is judged
    assert (comparison(row, 1.0).change is Change.NOT_JUDGED) is not judged
