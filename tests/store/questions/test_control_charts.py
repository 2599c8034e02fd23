"""A measure's control chart under filters: which chart, over which time, in which words."""

from datetime import date

import polars as pl
import pytest

from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import queries
from sfo_data.questions.control_charts import control_chart
from sfo_data.questions.figures import headlines
from sfo_data.wording import control_chart_words, narrative
from tests import oracle
from tests.fast.statistics.test_spc import naive_limits
from tests.material.box import NEWEST

DATED = [name for name, measure in MEASURES.items() if measure.dated_by and measure.kind != "people"]


def made(store, name, selections=None, period="last-12-months"):
    known = queries.facts(store).known
    filters = from_choices(known, selections or {}, period, NEWEST)
    return control_chart(queries.reader(store), filters, name, known.first_day)


def test_notifications_by_month_have_the_limits_of_a_naive_count(store, deliveries):
    chart = made(store, "sfo_reviews")
    cases = oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases
    months = [date(2017 + (n + 4) // 12, (n + 4) % 12 + 1, 1) for n in range(36)]
    ends = [*months[1:], date(2020, 5, 1)]
    counts = [len(oracle.inside(cases, "notified_on", a, b, {})) for a, b in zip(months, ends, strict=True)]
    assert chart.kind == "XmR" and chart.points["when"].to_list() == months
    assert chart.points["value"].to_list() == counts
    # A lower level was found from December 2017 on: the usual range is of the 29 months since.
    limits = chart.points.filter(pl.col("when") >= date(2017, 12, 1)).select("mean", "lower_limit", "upper_limit")
    assert limits.unique().row(0) == pytest.approx(naive_limits(counts[7:]))
    assert chart.points.filter(pl.col("when") < date(2017, 12, 1))["upper_limit"].null_count() == 7


def test_homicide_within_one_division_is_charted_by_the_days_between(store, deliveries):
    chart = made(store, "murder_or_manslaughter", {"division": ["Wales"]})
    cases = oracle.build(deliveries / NEWEST.isoformat(), NEWEST).cases
    inside = oracle.inside(cases, "notified_on", date(2017, 5, 1), date(2020, 5, 1), {"division": ["Wales"]})
    days = sorted(case["notified_on"] for case in inside if case["is_murder"])
    assert chart.kind == "t" and made(store, "murder_or_manslaughter").kind == "XmR"
    settled = chart.settled
    assert settled["when"].to_list() == days[1:]
    alone = [n for n in range(1, len(days)) if days.count(days[n]) == days.count(days[n - 1]) == 1]
    assert alone
    assert [settled["value"][n - 1] for n in alone] == [(days[n] - days[n - 1]).days for n in alone]
    assert chart.points["when"][-1] == date(2020, 4, 30) and chart.points["is_provisional"][-1]


def test_shares_of_few_reviews_go_by_quarter(store):
    assert made(store, "qa_within_target_share").grain == "month"
    assert made(store, "qa_within_target_share", {"division": ["Wales"]}).grain == "quarter"


def test_months_that_still_settle_are_left_out(store):
    received = made(store, "qa_received_within_target_share")
    assert received.points.filter("is_provisional")["when"].to_list() == [date(2020, 4, 1)]
    convictions = made(store, "sfo_convictions").points.filter("is_provisional")["when"]
    assert convictions[0] == date(2018, 11, 1)  # 18 months after its end are not over on 11 May 2020
    assert made(store, "sfo_reviews").points["is_provisional"].sum() == 0


def test_the_period_is_shown_whole_where_it_is_longer_than_three_years(store):
    chart = made(store, "sfo_reviews", period="all")
    assert chart.points["when"][0] == date(2014, 6, 1) and chart.points["when"][-1] == date(2020, 5, 1)
    # The first notification known is of 2 June 2014, so its month counts as cut as well.
    assert chart.points["is_provisional"].to_list() == [True, *[False] * 70, True]


def test_turnaround_that_climbs_has_no_usual_range_and_no_assurance(store):
    """It climbs from 8 to 145 working days: "usually 54 to 78", where none of the last 12 months lay."""
    chart = made(store, "qa_median_days")
    said = narrative.of_chart(chart)
    assert ": rising steadily since October 2017, by about 4" in said.title
    assert chart.assurance is None and "usually" not in said.sentence
    assert "no usual range while it goes on" in control_chart_words.caption(chart)


def test_the_worsening_of_2017_is_a_concern_whatever_came_later(store):
    """It was marked "Signal: improvement", because the average included 2019."""
    points = made(store, "qa_median_days", period="all").points
    assert "improvement" not in points["meaning"].to_list()
    newest = points.filter(pl.col("segment") == pl.col("segment").max(), ~pl.col("is_provisional"))
    assert set(newest["meaning"]) == {"concern"} and newest["when"][0] == date(2017, 10, 1)
    year = made(store, "qa_median_days", period="cy-2018")
    assert year.assurance is None  # "whether a month meets it is chance", while every month missed it


def test_a_card_and_a_chart_of_one_measure_speak_with_one_voice(store):
    """Midlands 2019: chart "turnaround fell", card "101 against 46: rose"; overview: "fell: 7 months in a row"."""
    known = queries.facts(store).known
    for name, selections, period in (
        ("qa_median_days", {"division": ["Midlands"]}, "cy-2019"),
        ("sfo_reviews", {}, "last-12-months"),
        ("qa_within_target_share", {"division": ["North West"]}, "cy-2019"),
    ):
        filters = from_choices(known, selections, period, NEWEST)
        row = headlines(queries.reader(store), filters, [name], None).row(0, named=True)
        said = narrative.of_measure(row, made(store, name, selections, period))
        words = " ".join([said.sentence, *narrative.beside(row, False, said)])
        assert sum(each in words for each in (" rose", " fell", "rising", "falling", "no evidence")) <= 1, words


def test_one_review_a_month_is_no_point_and_fires_nothing(store):
    """North West 2019: "rose: December 2019 is above the usual range" of 1 of 1; Wales, rape: "usually 60% to 60%"."""
    chart = made(store, "qa_within_target_share", {"division": ["North West"]}, "cy-2019")
    few = chart.points.filter(pl.col("denominator") < 5)
    assert few["value"].null_count() == few.height and "above the usual" not in narrative.of_chart(chart).title
    rape = made(store, "low_or_medium_share", {"division": ["Wales"], "offence_group": ["Rape"]}, "cy-2019")
    assert "60% to 60%" not in narrative.of_chart(rape).sentence


@pytest.mark.parametrize("name", DATED)
def test_every_measure_by_date_has_a_chart_words_and_a_table(store, name):
    for selections in ({}, {"provider": ["Essex CRC"]}):
        chart = made(store, name, selections)
        assert narrative.of_chart(chart).sentence.startswith(MEASURES[name].label)
        assert control_chart_words.table(chart).height == chart.points.height
        assert control_chart_words.caption(chart).startswith(MEASURES[name].numerator)


def test_marked_days_carry_their_reason_and_author(store):
    days = control_chart_words.marked_days(made(store, "sfo_reviews"))
    letter = days.filter(Day=date(2020, 3, 23))["Mark"].item()
    assert f"({letter}) Coronavirus restrictions, March 2020" in control_chart_words.caption(made(store, "sfo_reviews"))
    assert days.select(pl.all_horizontal(pl.col("Reason", "Recorded by").str.len_chars() > 0)).to_series().all()


def test_no_cases_at_all_is_a_chart_without_data(store):
    chart = made(store, "sfo_reviews", {"provider": ["Essex CRC"], "offence_group": ["Terrorism"]})
    assert narrative.of_chart(chart).title in (
        "SFO notifications and reviews: no data",
        "SFO notifications and reviews: too few to say",
    )
