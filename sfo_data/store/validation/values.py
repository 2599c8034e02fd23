"""Is a value what its column may hold, and what is it then?"""

from datetime import date

import polars as pl

from sfo_data.definitions.dimensions import LONGEST_NAME, OWN_WORDS
from sfo_data.store.schema import Column
from sfo_data.store.validation.references import References, of

IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
ISO_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
# One form for each number, and room in four bytes.
INTEGER = r"^(0|[1-9][0-9]{0,8})$"
# Line breaks and tabs are text; the other control characters are damage, and PostgreSQL refuses the zero byte.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
# What a formula of a spreadsheet shows where it could not be worked out.
FORMULA_ERRORS = ("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")


def typed(column: Column) -> pl.Expr:
    """The value in the store's type, for values that are not faulty."""
    value = pl.col(column.name)
    match column.kind:
        case "date":
            return value.str.to_date("%Y-%m-%d", strict=False)
        case "integer":
            return value.cast(pl.Int64, strict=False)
        case "boolean":
            return value == "true"
        case _:
            return value


def is_faulty(column: Column, known_on: date, references: References) -> pl.Expr:
    """True where the value cannot be accepted; never missing."""
    value = pl.col(column.name)
    return pl.when(value.is_null()).then(not column.nullable).otherwise(_is_faulty(column, known_on, references))


def _is_faulty(column: Column, known_on: date, references: References) -> pl.Expr:
    value = pl.col(column.name)
    if column.references and (valid := of(column, references).valid) is not None:
        return ~value.is_in(valid.implode())
    faulty = {
        "integer": ~value.str.contains(INTEGER),
        "boolean": ~value.is_in(["true", "false"]),
        "category": ~value.is_in(list(column.categories)),
        "text": _is_damaged(value),
        "name": _is_damaged(value) | is_own_word(value) | (value.str.len_chars() > LONGEST_NAME),
        "date": ~value.str.contains(ISO_DATE) | _is_no_day(column, known_on),
    }
    return faulty.get(column.kind, ~value.str.contains(IDENTIFIER))


def _is_damaged(value: pl.Expr) -> pl.Expr:
    return value.str.contains(CONTROL) | value.is_in(FORMULA_ERRORS)


def is_own_word(value: pl.Expr) -> pl.Expr:
    """True for what the product writes in the place of a name, in whatever case."""
    return value.str.strip_chars().str.to_lowercase().is_in([each.lower() for each in OWN_WORDS])


def _is_no_day(column: Column, known_on: date) -> pl.Expr:
    day = typed(column)
    return day.is_null() if column.may_be_future else day.is_null() | (day > known_on)
