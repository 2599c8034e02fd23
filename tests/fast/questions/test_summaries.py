"""Figures from rows, on frames small enough to count by hand."""

from datetime import date

import polars as pl
import pytest

from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.questions import summaries

YEAR = Period("cy-2018", "2018", date(2018, 1, 1), date(2019, 1, 1))
REVIEWS = pl.DataFrame(
    {
        "review_id": ["a", "b", "c", "d", "e"],
        "notified_on": [date(2018, 1, 5), date(2018, 1, 31), date(2018, 3, 1), date(2018, 12, 31), date(2018, 12, 1)],
        "qa_completed_on": [date(2018, 5, 1), date(2018, 6, 1), date(2018, 6, 2), None, date(2019, 2, 1)],
        "provider": ["London CRC", "NPS London", "NPS London", "NPS London", "London CRC"],
        "provider_type": ["CRC", "NPS", "NPS", "NPS", "CRC"],
        "is_murder_or_manslaughter": [True, False, True, None, True],
        "risk_at_offence": ["Low", "High", "Not recorded", "Medium", "Medium"],
        "qa_working_days": [20, 21, 100, None, 10],
    }
)
CASELOAD = pl.DataFrame(
    {
        "quarter_start_on": [date(2018, 1, 1), date(2018, 4, 1), date(2018, 1, 1)],
        "quarter_end_on": [date(2018, 3, 31), date(2018, 6, 30), date(2018, 3, 31)],
        "provider": ["NPS London", "NPS London", "London CRC"],
        "provider_type": ["NPS", "NPS", "CRC"],
        "division": ["London"] * 3,
        "risk": ["High", "High", "Low"],
        "people": [1000, 2000, 500],
    }
)


def figure(name, by=(), rows=REVIEWS, exposure=None):
    return summaries.summarise(rows, MEASURES[name], by, exposure)


def test_a_count_counts_rows():
    assert figure("sfo_reviews")["numerator"].to_list() == [5]
    assert figure("sfo_reviews", ["provider_type"]).select("provider_type", "numerator").rows() == [
        ("CRC", 2),
        ("NPS", 3),
    ]


def test_a_missing_flag_is_not_counted():
    assert figure("murder_or_manslaughter")["numerator"].to_list() == [3]


def test_a_share_has_its_own_denominator():
    row = figure("low_or_medium_share").row(0, named=True)
    assert (row["numerator"], row["denominator"], row["value"]) == (2, 3.0, pytest.approx(2 / 3))


def test_exactly_the_target_is_within_it():
    row = figure("qa_within_target_share").row(0, named=True)
    assert (row["numerator"], row["denominator"]) == (2, 4.0)


def test_a_median_of_few_has_no_interval():
    row = figure("qa_median_days").row(0, named=True)
    assert (row["numerator"], row["value"], row["lower"], row["upper"]) == (4, 20.5, None, None)


def test_a_median_of_100_is_bounded_by_its_40th_and_61st_value():
    rows = pl.DataFrame({"qa_working_days": list(range(1, 101)), "review_id": ["x"] * 100})
    row = figure("qa_median_days", rows=rows).row(0, named=True)
    assert (row["value"], row["lower"], row["upper"]) == (50.5, 40.0, 61.0)


def test_no_rows_give_one_row_without_a_value():
    none = REVIEWS.clear()
    assert figure("sfo_reviews", rows=none)["value"].to_list() == [0.0]
    assert figure("low_or_medium_share", rows=none)["value"].to_list() == [None]
    assert figure("qa_median_days", rows=none)["value"].to_list() == [None]


def test_exposure_is_people_times_their_part_of_a_year():
    # NPS: 1,000 for 90 days, then 2,000 for the 275 days left, as the newest count stands; CRC: 500 for 90 days.
    years = summaries.exposure(CASELOAD, YEAR, ["provider"])
    assert dict(years.rows()) == {
        "NPS London": pytest.approx((1000 * 90 + 2000 * 275) / 365.25),
        "London CRC": pytest.approx(500 * 90 / 365.25),
    }


def test_exposure_is_the_same_to_the_last_digit_in_whatever_order_a_database_gives_its_rows():
    uneven = pl.concat([CASELOAD.with_columns(pl.col("people") + 7 * n, provider=pl.lit(str(n))) for n in range(40)])
    orders = [uneven.sample(fraction=1, shuffle=True, seed=seed) for seed in range(30)]
    for by in ([], ["provider"], ["month"]):
        rates = [figure("sfo_rate", exposure=summaries.exposure(rows, YEAR, by)).row(0) for rows in orders]
        assert len(set(rates)) == 1


def test_exposure_by_month_adds_up_to_the_year():
    months = summaries.exposure(CASELOAD, YEAR, ["month"])
    assert months.height == 12
    assert months["person_years"].sum() == pytest.approx(summaries.exposure(CASELOAD, YEAR)["person_years"][0])
    january = months.filter(pl.col("month") == date(2018, 1, 1))["person_years"][0]
    assert january == pytest.approx(1500 * 31 / 365.25)


def test_a_rate_is_per_thousand_people_a_year():
    years = summaries.exposure(CASELOAD, YEAR, ["provider_type"])
    rates = figure("sfo_rate", ["provider_type"], exposure=years)
    nps = rates.filter(pl.col("provider_type") == "NPS").row(0, named=True)
    assert nps["value"] == pytest.approx(3 / ((1000 * 90 + 2000 * 275) / 365.25) * 1000)


def test_people_without_events_have_a_rate_of_0_not_none():
    years = summaries.exposure(CASELOAD, YEAR, ["provider"])
    rates = figure("sfo_rate", ["provider"], REVIEWS.filter(pl.col("provider_type") == "CRC"), years)
    nps = rates.filter(pl.col("provider") == "NPS London").row(0, named=True)
    assert (nps["numerator"], nps["value"], nps["lower"]) == (0, 0.0, 0.0) and nps["upper"] > 0


def test_a_dimension_the_caseload_lacks_shares_one_denominator():
    years = summaries.exposure(CASELOAD, YEAR, ["risk_at_offence"])
    assert set(years["risk_at_offence"]) == {"High", "Low"}
    whole = summaries.exposure(CASELOAD, YEAR, ["is_murder_or_manslaughter"])
    rates = figure("sfo_rate", ["is_murder_or_manslaughter"], exposure=whole)
    assert rates["denominator"].n_unique() == 1


def test_every_month_of_the_period_is_there_and_a_cut_month_is_marked():
    period = Period("x", "x", date(2018, 1, 15), date(2018, 5, 1))
    rows = REVIEWS.filter(pl.col("notified_on").is_between(period.start, period.end, closed="left"))
    found = summaries.over_time(figure("sfo_reviews", ["month"], rows), MEASURES["sfo_reviews"], period, "month")
    assert found.select("month", "numerator", "is_part").rows() == [
        (date(2018, 1, 1), 1, True),
        (date(2018, 2, 1), 0, False),
        (date(2018, 3, 1), 1, False),
        (date(2018, 4, 1), 0, False),
    ]
    assert found["value"].to_list() == [1.0, 0.0, 1.0, 0.0]


def test_financial_years_start_in_april():
    years = figure("sfo_reviews", ["financial_year"])
    assert years.select("financial_year", "numerator").rows() == [(date(2017, 4, 1), 3), (date(2018, 4, 1), 2)]


def test_a_million_rows_are_summarised_quickly():
    rows = pl.concat([REVIEWS] * 200_000)
    assert figure("qa_median_days", ["provider"], rows)["numerator"].sum() == 800_000
