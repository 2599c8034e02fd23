"""How long may quality assurance take? Each target, its clock and the day from which it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words

COLUMNS = ("valid_from", "days", "clock", "source")
Clock = Literal["working", "calendar"]
CLOCKS: tuple[Clock, ...] = ("working", "calendar")


class WrongTarget(ValueError):
    """The file of targets cannot be used; the message names the line and what to write."""


@dataclass(frozen=True)
class Target:
    """So many days of a clock, for reviews that HMPPS received on `valid_from` or later."""

    valid_from: date
    days: int
    clock: Clock
    source: str

    def in_words(self) -> str:
        """ "20 working days"."""
        return f"{self.days} {self.clock} days"


def read(path: Path) -> tuple[Target, ...]:
    """The targets of a file, the earliest first. Raises WrongTarget."""
    try:
        table = pl.read_csv(path, infer_schema=False, encoding="utf8", raise_if_empty=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise WrongTarget(f"{path.name} cannot be read: {error}") from error
    if tuple(table.columns) != COLUMNS or table.is_empty():
        raise WrongTarget(f"{path.name} must have the columns {', '.join(COLUMNS)} and a line for each target.")
    found = [_target(row, f"{path.name}, line {line}") for line, row in enumerate(table.iter_rows(named=True), 2)]
    found.sort(key=lambda each: each.valid_from)
    for earlier, later in pairwise(found):
        if earlier.valid_from == later.valid_from:
            raise WrongTarget(f"{path.name} has two targets from {later.valid_from}. Leave one out.")
    return tuple(found)


def _target(row: dict[str, str | None], where: str) -> Target:
    text = {name: (value or "").strip() for name, value in row.items()}
    clock = next((each for each in CLOCKS if each == text["clock"]), None)
    if clock is None:
        raise WrongTarget(f"{where}: clock is “{text['clock']}”; write working or calendar.")
    if not text["days"].isdecimal() or int(text["days"]) == 0:
        raise WrongTarget(f"{where}: days is “{text['days']}”; write a whole number of 1 or more.")
    try:
        valid_from = date.fromisoformat(text["valid_from"])
    except ValueError as error:
        raise WrongTarget(f"{where}: {error}. Write the day as YYYY-MM-DD.") from error
    return Target(valid_from, int(text["days"]), clock, text["source"])


TARGETS = read(settings.targets())
NEWEST = TARGETS[-1]


def on(day: date, targets: Sequence[Target] = TARGETS) -> Target:
    """The target in force on a day; before the first, the first."""
    return next((each for each in reversed(targets) if each.valid_from <= day), targets[0])


def days_in_words(targets: Sequence[Target] = TARGETS) -> str:
    """ "20", or "20 (from 1 April 2021: 30)" where it was changed."""
    first, *later = targets
    changes = "; ".join(f"from {day_in_words(each.valid_from)}: {each.days}" for each in later)
    return f"{first.days} ({changes})" if changes else str(first.days)


def counted_by(clock: str) -> tuple[Target, ...]:
    """The targets, all by `clock` where it is another than the newest one's."""
    other = next(each for each in CLOCKS if each == clock)
    return TARGETS if other == NEWEST.clock else tuple(replace(each, clock=other) for each in TARGETS)


def is_within(waited: Literal["qa", "open"], targets: Sequence[Target] = TARGETS) -> pl.Expr:
    """Whether QA took ("qa"), or a review has been open, no longer than the target in force on the day HMPPS received
    the review; null where it did not end, or is not open.
    """
    first, *later = targets
    found = pl.col(f"{waited}_{first.clock}_days") <= first.days
    for each in later:
        is_newer = pl.col("qa_received_on") >= each.valid_from
        found = pl.when(is_newer).then(pl.col(f"{waited}_{each.clock}_days") <= each.days).otherwise(found)
    return found


def in_words(targets: Sequence[Target] = TARGETS) -> str:
    """ "20 working days", or "20 working days (from 1 April 2021: 30 calendar days)" where it was changed."""
    first, *later = targets
    changes = "; ".join(f"from {day_in_words(each.valid_from)}: {each.in_words()}" for each in later)
    return f"{first.in_words()} ({changes})" if changes else first.in_words()
