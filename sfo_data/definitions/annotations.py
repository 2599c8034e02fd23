"""What happened outside the figures: recorded steps, from which limits are found anew, and notes on a day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import product
from pathlib import Path
from string import ascii_uppercase
from typing import Literal

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.measures import MEASURES

COLUMNS = ("on", "kind", "measures", "title", "reason", "author", "recorded_on")
EVERY_MEASURE = "all"
# What the days marked on a chart are called, in order, above it and in its words: A to Z, then AA.
LETTERS = (*ascii_uppercase, *map("".join, product(ascii_uppercase, repeat=2)))


class WrongAnnotation(ValueError):
    """A line of the file cannot be used; the message names the line and what to write."""


@dataclass(frozen=True)
class Annotation:
    """A day that matters to some measures. A `step` starts new limits on control charts; a `note` only says so."""

    on: date
    kind: Literal["step", "note"]
    measures: tuple[str, ...]
    title: str
    reason: str
    author: str
    recorded_on: date


def annotations(measure: str) -> list[Annotation]:
    """The annotations of one measure, in order of day, from `settings.annotations()`. Raises WrongAnnotation."""
    return [each for each in _read(settings.annotations()) if measure in each.measures]


@lru_cache
def _read(path: Path) -> list[Annotation]:
    try:
        table = pl.read_csv(path, infer_schema=False, encoding="utf8", raise_if_empty=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WrongAnnotation(f"{path.name} cannot be read: {error}") from error
    if tuple(table.columns) != COLUMNS:
        raise WrongAnnotation(f"{path.name} must have the columns {', '.join(COLUMNS)}.")
    read = [_annotation(row, f"{path.name}, line {line}") for line, row in enumerate(table.iter_rows(named=True), 2)]
    return sorted(read, key=lambda each: each.on)


def _annotation(row: dict[str, str | None], where: str) -> Annotation:
    if empty := [name for name in COLUMNS if not (row[name] or "").strip()]:
        raise WrongAnnotation(f"{where}: {empty[0]} is empty. Every step and note has a reason and an author.")
    text = {name: str(value).strip() for name, value in row.items()}
    kind: Literal["step", "note"] = "step" if text["kind"] == "step" else "note"
    if text["kind"] != kind:
        raise WrongAnnotation(f"{where}: kind is “{text['kind']}”; write step or note.")
    named = tuple(MEASURES) if text["measures"] == EVERY_MEASURE else tuple(text["measures"].split())
    if unknown := [name for name in named if name not in MEASURES]:
        raise WrongAnnotation(
            f"{where}: there is no measure “{unknown[0]}”; write {EVERY_MEASURE}, or names of measures."
        )
    try:
        on, recorded_on = date.fromisoformat(text["on"]), date.fromisoformat(text["recorded_on"])
    except ValueError as error:
        raise WrongAnnotation(f"{where}: {error}. Write dates as YYYY-MM-DD.") from error
    return Annotation(on, kind, named, text["title"], text["reason"], text["author"], recorded_on)
