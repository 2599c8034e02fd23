"""Why is a value not a date? Other ways of writing dates are named, never read: 01/02/2019 is two different days."""

import re
from datetime import date

WRITE = "Write dates as YYYY-MM-DD, e.g. 2019-02-28."
DECIDES = ' Or say their order in a mapping: `dates = "day first"`, or "month first".'
ISO = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DAY_MONTH_YEAR = r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})"
# The first that fits says what is wrong.
OTHER_FORMS = (
    (r"[0-9]{5}([.,][0-9]+)?", "looks like a spreadsheet's serial number for a date"),
    (ISO + r"[T ].*", "has a time after the date"),
    (r"[0-9]{8}", "lacks its hyphens"),
    (r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}", "has a year of two digits"),
)


def date_reason(value: str, shown: str, known_on: date) -> str:
    """What is wrong with `value`, which `shown` shows, as a date not later than `known_on`."""
    if re.fullmatch(ISO, value):
        if _exists(value):
            return f"{shown} is after {known_on}, the day of this delivery."
        return f"{shown} is not a date: there is no such day in the calendar. Correct it."
    if parts := re.fullmatch(DAY_MONTH_YEAR, value):
        first, second, year = (int(part) for part in parts.groups())
        order = _order(first, second, year)
        is_a_day = "no such day" not in order and "any order" not in order
        return f"{shown} is not a date{order}. {WRITE}{DECIDES if is_a_day else ''}"
    words = next((words for form, words in OTHER_FORMS if re.fullmatch(form, value)), "is not a date")
    return f"{shown} {words}. {WRITE}"


def _order(first: int, second: int, year: int) -> str:
    if first > 12 and second > 12:
        return ", in any order of day and month"
    if first <= 12 and second <= 12:
        return " that is certain: it may be written day first or month first"
    day, month, order = (first, second, "day first") if first > 12 else (second, first, "month first")
    missing = "" if _exists(f"{year:04d}-{month:02d}-{day:02d}") else ", and there is no such day"
    return f" as the store reads them: it is written {order}{missing}"


def _exists(iso: str) -> bool:
    try:
        date.fromisoformat(iso)
    except ValueError:
        return False
    return True
