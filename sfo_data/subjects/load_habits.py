"""Does a new load move a headline measure by more than the loads of this store usually do?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import sqrt

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.store.database import Change
from sfo_data.wording.narrative.of_headlines import in_words, with_unit

HEADLINES = (
    "sfo_reviews",
    "sfo_rate",
    "murder_or_manslaughter",
    "nps_share",
    "qa_within_target_share",
    "qa_turnaround_days",
    "open_reviews",
    "oldest_open_days",
)
# Moves between so many earlier states are the habit; each costs the questions of eight cards (the box: 0.5 s).
STATES = 4
TIMES = 3  # a move so many times the largest of the habit is beyond it
# Never too much: this part of a count, rate or wait, these points of a share, and three standard errors of a count.
LEAST_PART, LEAST_WAIT, LEAST_SHARE, ERRORS = 0.25, 0.5, 0.15, 3.0


@dataclass(frozen=True)
class Value:
    """A measure in one state of knowledge; `base` is what its error depends on: cases counted, or the denominator."""

    value: float
    base: float


def moved(change: Change, known_on: date) -> Iterator[tuple[str, str]]:
    """A sentence and its word for each headline measure that the newest load moved by more than is usual.

    Each is of the last 12 months, as known then. Nothing is said of the first load, or of a measure without a figure
    before it.
    """
    known = queries.facts(change).known
    days = [day for day in known.states if day <= known_on][-STATES - 1 :]
    states = [_values(change, day, known.first_day) for day in days]
    for name in HEADLINES:
        measure = MEASURES[name]
        values = [state[name] for state in states]
        if len(values) < 2 or values[-2] is None:
            continue
        before, now = values[-2], values[-1]
        word = f"measure-{name}-moved"
        if now is None:
            yield f"{measure.label}: {with_unit(measure, before.value)} before, and no figure with this delivery.", word
            continue
        usual = _usual([each for each in values[:-1] if each])
        if abs(now.value - before.value) > max(TIMES * usual, _least(measure, before)):
            habit = f"; loads usually move it by {in_words(measure, usual)} at most" if len(values) > 2 else ""
            yield (
                f"{measure.label} of the last 12 months: {with_unit(measure, before.value)} before, "
                f"{with_unit(measure, now.value)} with this delivery{habit}.",
                word,
            )


def _usual(values: list[Value]) -> float:
    """The largest move between two states of knowledge in a row."""
    return max((abs(later.value - earlier.value) for earlier, later in pairwise(values)), default=0.0)


def _least(measure: Measure, before: Value) -> float:
    """A move that is never too much, whatever the habit."""
    base = max(before.base, 1.0)
    if measure.kind == "share":
        return max(LEAST_SHARE, ERRORS * sqrt(before.value * (1 - before.value) / base))
    if measure.kind in ("count", "rate"):
        return before.value * max(LEAST_PART, ERRORS / sqrt(base))
    return max(1.0, before.value) * LEAST_WAIT


def _values(change: Change, day: date, first_day: date) -> dict[str, Value | None]:
    filters = Filters(NATIONAL, day, periods.period(periods.DEFAULT, day, first_day))
    found = figures(queries.reader(change), filters, HEADLINES)
    is_share = pl.col("measure").is_in([name for name in HEADLINES if MEASURES[name].kind == "share"])
    base = pl.when(is_share).then(pl.col("denominator")).otherwise(pl.col("numerator")).fill_null(1.0)
    rows = found.select("measure", "value", base.cast(pl.Float64).alias("base"))
    return {name: None if value is None else Value(value, base) for name, value, base in rows.iter_rows()}
