"""How is a number printed?"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from sfo_data.definitions.measures import QA_CLOCK, Measure
from sfo_data.statistics.stands_apart import FEW

FEW_REVIEWS = f"fewer than {FEW} reviews"
TOO_FEW_FOR_A_SHARE = "too few for a share"
# Working days of England and Wales: 365.25 x 5/7 less 8 bank holidays a year, by 12.
DAYS_A_MONTH = {"working": 21.1, "calendar": 30.4}[QA_CLOCK]


def number(measure: Measure, value: float | None) -> str:
    """A value as it is printed: "1,234", "57%", "2.03"; "no data" where there is none, or why it is not shown."""
    if value is None:
        return "too few to show" if measure.least else "no data"
    if measure.kind == "share":
        return f"{value:.0%}"
    if measure.kind == "rate":
        return f"{value:.2f}"
    return f"{value:,.0f}"


def is_few(measure: Measure, row: Mapping[str, Any], side: str = "") -> bool:
    """Whether the figure of a row (its columns ending in `side`) is a share of fewer than `FEW`."""
    return measure.kind == "share" and row[f"value{side}"] is not None and row[f"denominator{side}"] < FEW


def figure(measure: Measure, row: Mapping[str, Any], side: str = "") -> str:
    """The figure of a row as it is printed: a share of fewer than `FEW` as its count, "4 of 6"."""
    if is_few(measure, row, side):
        return f"{row[f'numerator{side}']:,} of {row[f'denominator{side}']:,.0f}"
    return number(measure, row[f"value{side}"])


def unit(measure: Measure, row: Mapping[str, Any]) -> str:
    """The unit behind `figure`: "of reviews" after "57%", "reviews" after "4 of 6"."""
    return measure.unit.removeprefix("of ") if is_few(measure, row) else measure.unit


def share(counted: float, base: float) -> str:
    """ "57%", or that the base is too few for one: of 1 or 2 cases a per cent is no finding."""
    return f"{counted / base:.0%}" if base >= FEW else TOO_FEW_FOR_A_SHARE


def few_in_words(label: pl.Expr, base: pl.Expr) -> pl.Expr:
    """A label that says where it stands for fewer than `FEW` reviews."""
    return pl.when(base < FEW).then(pl.format("{} ({})", label, pl.lit(FEW_REVIEWS))).otherwise(label)


def interval(measure: Measure, lower: float | None, upper: float | None) -> str:
    """ "53% to 61%"; empty where there is no interval."""
    if lower is None or upper is None:
        return ""
    return f"{number(measure, lower)} to {number(measure, upper)}"


def in_months(days: float) -> str:
    """Days of the QA clock in months: "7.7 months"; "under a month" below one."""
    months = days / DAYS_A_MONTH
    return "under a month" if months < 1 else f"{months:.1f} months"
