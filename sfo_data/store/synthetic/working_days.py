"""Working days of England and Wales by day number, for whole arrays at once."""

from functools import cache

import numpy as np

from sfo_data.definitions import reporting_calendar
from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic.draws import day_number

_FIRST = day_number(reporting_calendar.FIRST_DAY)


@cache
def _calendar() -> tuple[Ints, Ints]:
    """Working days so far by day, and the day of each working day."""
    days = reporting_calendar.calendar_days()
    counts = days["working_day_number"].to_numpy().astype(np.int64)
    is_open = days["is_working_day"].to_numpy()
    return counts, np.concatenate([[_FIRST - 1], np.flatnonzero(is_open) + _FIRST]).astype(np.int64)


def number(days: Ints) -> Ints:
    """Working days from the start of the calendar to each day, that day included."""
    return _calendar()[0][days - _FIRST]


def day(numbers: Ints) -> Ints:
    """The day that has each working-day number."""
    return _calendar()[1][numbers]


def is_working_day(days: Ints) -> Flags:
    """Whether each day is a working day."""
    is_open: Flags = number(days) != number(days - 1)
    return is_open


def on_or_after(days: Ints) -> Ints:
    """Each day if it is a working day, otherwise the next working day."""
    return day(number(days - 1) + 1)


def after(days: Ints, count: Ints | int) -> Ints:
    """The working day `count` (0 or more, negative: before) working days after each working day."""
    return day(number(days) + count)
