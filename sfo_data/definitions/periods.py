"""Which stretch of time a figure covers, by name: a year, the last 12 months, everything, or two dates."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sfo_data.definitions.reporting_calendar import (
    add_months,
    day_in_words,
    financial_year_name,
    financial_year_start,
    last_day_before,
    year_earlier,
)

DEFAULT = "last-12-months"


class UnknownPeriod(ValueError):
    """Not the name of a period."""


@dataclass(frozen=True)
class Period:
    """A half-open stretch of days, start to end, with the name it has in an address and on screen."""

    name: str
    label: str
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def in_words(self) -> str:
        """ "1 January 2018 to 31 December 2018", "5 March 2018" of one day."""
        if self.days == 1:
            return day_in_words(self.start)
        return f"{day_in_words(self.start)} to {day_in_words(last_day_before(self.end))}"

    def previous(self) -> "Period":
        """The same stretch a year earlier, or, where it is not a year, as many days before it.

        A year still running is compared with the same part of the year before.
        """
        if self.name.startswith(("last-12", "fy-", "cy-")):
            start, end, label = year_earlier(self.start), year_earlier(self.end), "the year before"
        else:
            start, end = self.start - timedelta(days=self.days), self.start
            label = "the day before" if self.days == 1 else f"the {self.days:,} days before"
        return Period(f"{start}..{last_day_before(end)}", label, start, end)


def period(name: str, known_on: date, first_day: date) -> Period:
    """The period called `name`: "last-12-months", "fy-2018-19", "cy-2018", "all", or "2018-01-15..2019-03-31".

    Nothing reaches past the day of knowledge; the last 12 months are the complete calendar months before it.
    Raises UnknownPeriod, also for dates the wrong way round or outside the store.
    """
    after = known_on + timedelta(days=1)
    if name == DEFAULT:
        end = add_months(after, 0)
        return Period(name, "Last 12 months", end.replace(year=end.year - 1), end)
    if name == "all":
        return Period(name, "All years", first_day, after)
    if found := re.fullmatch(r"(fy|cy)-(\d{4})(?:-(\d{2}))?", name):
        return _year(name, found, after, first_day)
    return _custom(name, after)


def from_to(first: date, last: date) -> Period:
    """From one day to another, both included."""
    return Period(f"{first}..{last}", "Chosen dates", first, last + timedelta(days=1))


def _year(name: str, found: re.Match[str], after: date, first_day: date) -> Period:
    kind, year = found[1], int(found[2])
    start = date(year, 4 if kind == "fy" else 1, 1) if year else after
    if not first_day.year - 1 <= year <= after.year or start >= after:
        raise UnknownPeriod(f"“{name}” lies outside the data.")
    if (kind == "fy" and name != f"fy-{financial_year_name(start)}") or (kind == "cy" and found[3]):
        raise UnknownPeriod(f"“{name}” is not a year.")
    if start.replace(year=year + 1) <= first_day:
        raise UnknownPeriod(f"“{name}” lies before the data.")
    label = f"Financial year {financial_year_name(start)}" if kind == "fy" else f"Calendar year {year}"
    return Period(name, label, start, min(start.replace(year=year + 1), after))


def _custom(name: str, after: date) -> Period:
    first, _, last = name.partition("..")
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise UnknownPeriod(f"“{name[:40]}” is not a period.") from error
    if not date(2000, 1, 1) <= start < end or start >= after:
        raise UnknownPeriod(f"“{name}” runs backwards or lies outside the data.")
    return Period(name, "Chosen dates", start, min(end, after))


def names(known_on: date, first_day: date) -> list[str]:
    """The periods to offer, newest first: the last 12 months, financial years, calendar years, everything."""
    first_year = financial_year_start(first_day).year
    financial = range(financial_year_start(known_on).year, first_year - 1, -1)
    calendar = range(known_on.year, first_day.year - 1, -1)
    return [
        DEFAULT,
        *(f"fy-{financial_year_name(date(year, 4, 1))}" for year in financial),
        *(f"cy-{year}" for year in calendar),
        "all",
    ]
