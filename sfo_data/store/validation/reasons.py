"""What is wrong with a value, in words that say how to mend it?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sfo_data.definitions.dimensions import LONGEST_NAME, OWN_WORDS
from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.schema import Column
from sfo_data.store.validation.date_reasons import date_reason
from sfo_data.store.validation.values import FORMULA_ERRORS, IDENTIFIER, INTEGER

SHOWN = 60  # characters of a value; the whole row is kept too


@dataclass(frozen=True)
class Known:
    """What a reason may speak of: the day of the delivery, words to suggest, and lines of rows set aside by value."""

    known_on: date
    words: Sequence[str]
    set_aside: Mapping[str, int]


def reason(column: Column, value: str | None, known: Known) -> str:
    """What is wrong with a faulty value, in a sentence or two."""
    if value is None:
        return f"{column.name} is missing; every row needs it."
    shown = quoted(value)
    if value in FORMULA_ERRORS:
        return f"{shown} is what a formula shows that could not be worked out. Correct it, or write the value."
    if column.kind == "date":
        return date_reason(value, shown, known.known_on)
    if column.kind in ("identifier", "code"):
        return _reference_reason(column, value, shown, known)
    return _plain_reason(column, value, shown, known)


def _plain_reason(column: Column, value: str, shown: str, known: Known) -> str:
    if column.kind == "integer":
        return _integer_reason(value, shown)
    if column.kind == "boolean":
        return f"{shown} is neither true nor false."
    if column.kind == "category":
        return f"{shown} is not one of the categories of {column.name}.{did_you_mean(value, known.words)}"
    if column.kind == "name" and value.strip().lower() in {each.lower() for each in OWN_WORDS}:
        return f"{shown} is what the dashboard itself writes where there is no such name. Give it another name."
    if column.kind == "name" and len(value) > LONGEST_NAME:
        return f"The name is {len(value)} characters long, {shown}; the most is {LONGEST_NAME}. Shorten it."
    return f"The text holds a control character: {shown}. Remove it; the text was probably damaged on its way."


def quoted(value: str) -> str:
    """The value in quotation marks, cut if long, with what cannot be printed made visible."""
    short = value if len(value) <= SHOWN else value[:SHOWN] + "…"
    return f"“{short if short.isprintable() else short.encode('unicode_escape').decode()}”"


def _integer_reason(value: str, shown: str) -> str:
    if re.fullmatch(r"-[0-9]+", value):
        return f"{shown} is negative; this is a count."
    if re.fullmatch(r"0[0-9]+", value):
        return f"{shown} has zeros in front. Write the number without them."
    if re.fullmatch(r"[0-9]+", value) and not re.search(INTEGER, value):
        return f"{shown} is too large for a count. Is it another column's value?"
    return f"{shown} is not a whole number. Write digits alone, e.g. 12."


def _reference_reason(column: Column, value: str, shown: str, known: Known) -> str:
    if not re.search(IDENTIFIER, value):
        return f"{shown} is not an identifier: up to 64 letters, digits, - and _, the first a letter or digit."
    table = (column.references or "").partition(".")[0]
    if value in known.set_aside:
        line = known.set_aside[value]
        return f"{shown} is in {table}, but its row there (line {line}) was itself set aside. Mend that one first."
    padded = next((each for each in known.words if each.lstrip("0") == value.lstrip("0")), None)
    if padded:
        exists = f"“{padded}” exists; `zeros` in a mapping puts them back."
        return f"{shown} is not in {table}. Did a spreadsheet remove or add leading zeros? {exists}"
    return f"{shown} is not in {table}.{did_you_mean(value, known.words)}"
