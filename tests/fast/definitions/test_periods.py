"""Periods by name: their days, what comes before them, and what is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.definitions import periods

KNOWN_ON, FIRST = date(2020, 5, 11), date(2014, 6, 2)


def days(name):
    found = periods.period(name, KNOWN_ON, FIRST)
    return found.start, found.end


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("last-12-months", date(2019, 5, 1), date(2020, 5, 1)),
        ("fy-2018-19", date(2018, 4, 1), date(2019, 4, 1)),
        ("cy-2018", date(2018, 1, 1), date(2019, 1, 1)),
        ("fy-2020-21", date(2020, 4, 1), date(2020, 5, 12)),
        ("all", FIRST, date(2020, 5, 12)),
        ("2018-01-15..2018-01-15", date(2018, 1, 15), date(2018, 1, 16)),
    ],
)
def test_a_period_has_the_days_its_name_says_and_none_after_the_day_of_knowledge(name, start, end):
    assert days(name) == (start, end)


def test_the_last_12_months_of_a_month_just_ended_include_it():
    assert periods.period("last-12-months", date(2020, 4, 30), FIRST).end == date(2020, 5, 1)


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("cy-2018", date(2017, 1, 1), date(2018, 1, 1)),
        ("fy-2020-21", date(2019, 4, 1), date(2019, 5, 12)),
        ("2018-02-01..2018-02-10", date(2018, 1, 22), date(2018, 2, 1)),
    ],
)
def test_the_period_before_is_as_long_and_a_running_year_meets_the_same_part_of_the_last(name, start, end):
    before = periods.period(name, KNOWN_ON, FIRST).previous()
    assert (before.start, before.end) == (start, end)


@pytest.mark.parametrize(
    "name",
    [
        *("", "x", "..", "2018-01-01", "' or 1=1 --"),
        *("cy-18", "cy-2018-19", "fy-2018-20", "fy-2018", "cy-1999", "cy-2021", "cy-0000"),
        *("2018-02-30..2018-03-01", "2019-01-01..2018-01-01", "2030-01-01..2030-02-01", "9999-12-31..9999-12-31"),
    ],
)
def test_what_is_not_a_period_is_refused(name):
    with pytest.raises(periods.UnknownPeriod):
        periods.period(name, KNOWN_ON, FIRST)


@given(st.text(max_size=40))
def test_any_text_is_a_period_inside_the_data_or_refused(name):
    try:
        found = periods.period(name, KNOWN_ON, FIRST)
    except periods.UnknownPeriod:
        return
    assert found.start < found.end <= date(2020, 5, 12)


def test_every_offered_period_exists():
    names = periods.names(KNOWN_ON, FIRST)
    assert names[:3] == ["last-12-months", "fy-2020-21", "fy-2019-20"]
    assert names[-3:] == ["cy-2015", "cy-2014", "all"]
    assert all(periods.period(name, KNOWN_ON, FIRST).name == name for name in names)


def test_one_day_is_said_as_one_day():
    day = periods.Period("2018-03-05..2018-03-05", "", date(2018, 3, 5), date(2018, 3, 6))
    assert day.in_words() == "5 March 2018" and day.previous().label == "the day before"
    assert day.previous().in_words() == "4 March 2018"
