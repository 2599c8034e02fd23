"""Which values break the contract, column by column, and what to tell the clerk about each."""

import re
from collections.abc import Callable
from datetime import date

import polars as pl

from sfo_data.schema import Column
from sfo_data.suggestions import did_you_mean

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
# Nine digits fit PostgreSQL's integer.
INTEGER = r"^(0|[1-9][0-9]{0,8})$"
ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# Control characters but for tab, line feed and carriage return.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
EARLIEST = date(1950, 1, 1)
LATEST = date(2100, 1, 1)
ISO_HINT = "Write dates as YYYY-MM-DD, for example 2019-02-28."


def is_good(column: Column, known_on: date) -> pl.Expr:
    """Whether a delivered text obeys its column; never null."""
    value = pl.col(column.name)
    return pl.when(value.is_null()).then(pl.lit(column.nullable)).otherwise(_obeys(column, value, known_on))


def _obeys(column: Column, value: pl.Expr, known_on: date) -> pl.Expr:
    if column.kind in ("identifier", "code"):
        return value.str.contains(IDENTIFIER)
    if column.kind == "category":
        return value.is_in(list(column.categories))
    if column.kind == "integer":
        return value.str.contains(INTEGER)
    if column.kind == "boolean":
        return value.is_in(["true", "false"])
    if column.kind == "text":
        return ~value.str.contains(CONTROL)
    day = value.str.to_date("%Y-%m-%d", strict=False)
    last = LATEST if column.may_be_future else known_on
    return value.str.contains(ISO_DATE) & day.is_between(EARLIEST, last).fill_null(False)


def typed(column: Column) -> pl.Expr:
    """A good text as its type: Date, Int64, Boolean or String."""
    value = pl.col(column.name)
    if column.kind == "date":
        return value.str.to_date("%Y-%m-%d")
    if column.kind == "integer":
        return value.cast(pl.Int64)
    return value == "true" if column.kind == "boolean" else value


def reason(column: Column, value: str | None, known_on: date) -> str:
    """Why a bad value cannot be used, and what to write instead."""
    if value is None:
        return f"{column.name} may not be empty."
    return REASONS.get(column.kind, _text)(column, value, known_on)


def _identifier(_column: Column, value: str, _known_on: date) -> str:
    if value.strip() != value:
        return f"“{value}” has spaces around it. Remove them."
    return f"“{value[:80]}” is not an identifier: letters, digits, - and _ only, at most 64."


def _category(column: Column, value: str, _known_on: date) -> str:
    if value.strip() != value:
        return f"“{value}” has spaces around it. Remove them."
    return f"“{value[:80]}” is not one of: {', '.join(column.categories)}.{did_you_mean(value, column.categories)}"


def _integer(_column: Column, value: str, _known_on: date) -> str:
    return f"“{value[:80]}” is not a whole number from 0 to 999999999. Write digits only."


def _boolean(_column: Column, value: str, _known_on: date) -> str:
    return f"“{value[:80]}” is neither true nor false."


def _text(_column: Column, value: str, _known_on: date) -> str:
    found = re.search(CONTROL, value)
    return (
        f"The text holds the control character {ord(found[0]):#04x}. Remove it."
        if found
        else "The text cannot be used."
    )


def _date(column: Column, value: str, known_on: date) -> str:
    if re.fullmatch(r"\d{5}(\.\d+)?", value):
        return f"“{value}” looks like a spreadsheet's serial number for a date. {ISO_HINT}"
    if re.fullmatch(ISO_DATE, value):
        return _iso_date(column, value, known_on)
    if found := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})", value):
        first, second = int(found[1]), int(found[2])
        order = (
            "day first"
            if first > 12
            else "month first, as in the United States"
            if second > 12
            else "day or month first"
        )
        return f"“{value}” is written {order}. {ISO_HINT}"
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]", value):
        return f"“{value[:40]}” has a time of day. {ISO_HINT}"
    return f"“{value[:80]}” is not a date. {ISO_HINT}"


def _iso_date(column: Column, value: str, known_on: date) -> str:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return f"“{value}” is not a day of the calendar. {ISO_HINT}"
    if EARLIEST <= day < LATEST:
        return f"{column.name} {value} lies after the day of the delivery, {known_on}."
    return f"“{value}” is too early or too late to be right."


REASONS: dict[str, Callable[[Column, str, date], str]] = {
    "identifier": _identifier,
    "code": _identifier,
    "category": _category,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
}
