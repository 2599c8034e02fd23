"""Which homicide cases had no other multi-agency procedure, and how far does what is not recorded reach?"""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals

NOT_COVERED, COVERED, NO_REVIEW = "Not covered", "Covered by another procedure", "No review submitted"
# In the order they are drawn.
STATES = (NOT_COVERED, COVERED, NOT_RECORDED, NO_REVIEW)
COUNTS = dict(zip(STATES, ("not_covered", "covered", "not_recorded", "no_review"), strict=True))


@dataclass(frozen=True)
class Coverage:
    """Murder and manslaughter cases by what is recorded of another multi-agency procedure.

    share, lower, upper: not covered, of those recorded (95%, Wilson); least and most: of all cases, if every case
    without an answer were covered, or none (bounds without any assumption: Manski 1989, J Hum Resour 24, 343-60).
    None where there is no base.
    """

    not_covered: int
    covered: int
    not_recorded: int
    no_review: int

    @property
    def cases(self) -> int:
        return self.not_covered + self.covered + self.not_recorded + self.no_review

    @property
    def recorded(self) -> int:
        return self.not_covered + self.covered

    @property
    def unanswered(self) -> int:
        return self.not_recorded + self.no_review

    @property
    def share(self) -> float | None:
        return self.not_covered / self.recorded if self.recorded else None

    @property
    def limits(self) -> tuple[float, float] | None:
        if not self.recorded:
            return None
        lower, upper = intervals.wilson(self.not_covered, self.recorded)
        return lower.item(), upper.item()

    @property
    def bounds(self) -> tuple[float, float] | None:
        if not self.cases:
            return None
        return self.not_covered / self.cases, (self.cases - self.covered) / self.cases


def coverage(read: Read, filters: Filters) -> Coverage:
    """The cases notified in the period. Raises StoreMissing, StoreError."""
    return _counted(_homicides(read, filters))


def coverage_by_year(read: Read, filters: Filters, first_day: date) -> list[tuple[int, Coverage]]:
    """The cases of each calendar year of notification that has any, whatever the period."""
    whole = replace(filters, period=periods.period("all", filters.known_on, first_day))
    years = _homicides(read, whole).with_columns(year=pl.col("notified_on").dt.year()).sort("year")
    return [(int(year), _counted(part)) for (year,), part in years.group_by("year", maintain_order=True)]


def not_covered_list(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per case notified in the period that is not covered or has no answer: the candidates, newest first."""
    rows = _homicides(read, filters).filter(pl.col("coverage") != COVERED)
    order = {state: place for place, state in enumerate(STATES)}
    return rows.sort(
        [pl.col("coverage").replace_strict(order, return_dtype=pl.Int64), "notified_on", "review_id"],
        descending=[False, True, False],
    ).select("review_id", "coverage", "notified_on", "offence", "division", "provider", "review_status")


def _homicides(read: Read, filters: Filters) -> pl.DataFrame:
    is_recorded = pl.col("other_procedure") != NOT_RECORDED
    not_covered = pl.col("other_procedure") == "None"
    return (
        read("reviews", filters, "notified_on")
        .filter("is_murder_or_manslaughter")
        .with_columns(
            coverage=pl.when(is_recorded & not_covered)
            .then(pl.lit(NOT_COVERED))
            .when(is_recorded)
            .then(pl.lit(COVERED))
            .when(pl.col("qa_received_on").is_null())
            .then(pl.lit(NO_REVIEW))
            .otherwise(pl.lit(NOT_RECORDED))
        )
    )


def _counted(rows: pl.DataFrame) -> Coverage:
    counts = dict(rows.group_by("coverage").len().iter_rows())
    return Coverage(**{name: int(counts.get(state, 0)) for state, name in COUNTS.items()})


def long(years: list[tuple[int, Coverage]]) -> pl.DataFrame:
    """One row per year and state of `STATES`: year, coverage, numerator (cases)."""
    return pl.DataFrame(
        [
            {"year": str(year), "coverage": state, "numerator": getattr(each, name)}
            for year, each in years
            for state, name in COUNTS.items()
        ],
        schema={"year": pl.String, "coverage": pl.String, "numerator": pl.Int64},
    )
