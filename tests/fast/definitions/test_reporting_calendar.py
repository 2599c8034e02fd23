"""Working days as gov.uk's bank holiday list has them."""

from datetime import date

import polars as pl
import pytest

from sfo_data.definitions import reporting_calendar as rc

NUMBER = dict(rc.calendar_days().select("day", "working_day_number").iter_rows())


@pytest.mark.parametrize(
    ("start", "end", "working_days"),
    [
        (date(2020, 5, 1), date(2020, 5, 4), 1),  # Friday to Monday; the May holiday moved to VE Day in 2020
        (date(2020, 5, 7), date(2020, 5, 11), 1),  # Friday 8 May 2020 was the bank holiday
        (date(2019, 4, 18), date(2019, 4, 23), 1),  # over Good Friday and Easter Monday
        (date(2018, 12, 24), date(2018, 12, 27), 1),  # over Christmas Day and Boxing Day
        (date(2018, 1, 1), date(2018, 1, 31), 22),
        (date(2018, 1, 6), date(2018, 1, 7), 0),
    ],
)
def test_working_days_between_two_days(start, end, working_days):
    assert NUMBER[end] - NUMBER[start] == working_days


def test_every_day_is_there_once():
    days = rc.calendar_days()
    assert days["day"].is_sorted() and days["day"].n_unique() == days.height
    assert days.height == (rc.LAST_DAY - rc.FIRST_DAY).days + 1


def test_2018_had_253_working_days():
    days = rc.calendar_days().filter(pl.col("day").dt.year() == 2018)
    assert days["is_working_day"].sum() == 261 - 8  # weekdays of 2018 less its eight bank holidays


def test_months_and_financial_years():
    assert rc.add_months(date(2020, 5, 11), -18) == date(2018, 11, 1)
    assert rc.financial_year_start(date(2019, 3, 31)) == date(2018, 4, 1)
    assert rc.financial_year_name(date(1999, 4, 1)) == "1999-00"
