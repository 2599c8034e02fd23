"""Working days in England and Wales, financial years and months: the calendar every figure is counted on."""

from datetime import date, timedelta

import holidays
import polars as pl

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2031, 12, 31)


def calendar_days() -> pl.DataFrame:
    """One row per day: `day`, `is_working_day`, `working_day_number` (working days so far, that day included).

    Working days from a to b are number(b) - number(a): the day of receipt is day 0, and a review received on a
    Friday and finished on the Monday took one. Bank holidays are those of England and Wales (`holidays` package,
    which follows the Banking and Financial Dealings Act 1971 and its proclamations).
    """
    closed = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_DAY.year, LAST_DAY.year + 1))
    days = pl.date_range(FIRST_DAY, LAST_DAY, eager=True).alias("day")
    is_open = (days.dt.weekday() <= 5) & ~days.is_in(pl.Series(sorted(closed), dtype=pl.Date).implode())
    return pl.DataFrame([days, is_open.alias("is_working_day")]).with_columns(
        working_day_number=pl.col("is_working_day").cast(pl.Int64).cum_sum()
    )


def quarter_in_words(first: pl.Expr, month: str = "%b") -> pl.Expr:
    """ "Jan to Mar 2020" of the quarter's first day; `month` is how a month is written."""
    return pl.format("{} to {}", first.dt.strftime(month), first.dt.offset_by("2mo").dt.strftime(f"{month} %Y"))


def add_months(day: date, months: int) -> date:
    """The first day of the month `months` after the one `day` lies in."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def financial_year_start(day: date) -> date:
    """1 April of the financial year that `day` lies in."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def financial_year_name(start: date) -> str:
    """ "2018-19" for the financial year that starts on 1 April 2018."""
    return f"{start.year}-{(start.year + 1) % 100:02d}"


def day_in_words(day: date) -> str:
    """ "11 May 2020"."""
    return f"{day.day} {day:%B %Y}"


def last_day_before(end: date) -> date:
    """The last day inside a half-open period that ends at `end`."""
    return end - timedelta(days=1)


def year_earlier(day: date) -> date:
    """The same day a year before; 1 March for 29 February."""
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 3, 1)
