"""How long does quality assurance take, when the reviews still waiting are counted too?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.dimensions import TIME_GRAINS
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import OPEN_DAYS, QA_CLOCK, QA_DAYS, Measure
from sfo_data.definitions.reporting_calendar import add_months, last_day_before, quarter_in_words
from sfo_data.questions.queries import Read
from sfo_data.questions.summaries import time_grain
from sfo_data.statistics import queue_turnaround, survival
from sfo_data.statistics.queue_turnaround import Pace
from sfo_data.statistics.survival import Ending, Estimate

WITHDRAWN_DAYS = f"withdrawn_{QA_CLOCK}_days"
# So many that the same quarter of three years before is the first of them.
QUARTERS = 13
# Three and six months of working days: how many reviews a quarter's figures still rest on.
LATER_DAYS = (60, 125)
# The share finished is drawn for the last quarter and the same one of each year before: four lines.
YEAR_STEP = 4
# A year of working days; beyond it single reviews that were set aside would stretch the axis.
DRAWN_DAYS = 250
_NUMBERS = ("received", "completed", "withdrawn", "open")
_MEDIANS = ("median", "median_lower", "median_upper", "modelled", "modelled_lower", "modelled_upper")
QUARTER_SCHEMA = {
    "quarter": pl.Date,
    **dict.fromkeys(_NUMBERS, pl.Int64),
    **dict.fromkeys(_MEDIANS, pl.Float64),
    "is_beyond": pl.Boolean,
    "followed": pl.Int64,
    **dict.fromkeys(("within_target", "within_lower", "within_upper"), pl.Float64),
    **dict.fromkeys(("target", "at_risk_target", *(f"at_risk_{day}" for day in LATER_DAYS)), pl.Int64),
}
FINISHED_SCHEMA = {"quarter": pl.Date, "day": pl.Int64, "completed_share": pl.Float64}

RECEIVED_IN = quarter_in_words(pl.col("quarter")).alias("received_in")


@dataclass(frozen=True)
class Headline:
    """The median turnaround of the reviews received in a period, `counted` over those still waiting too (withdrawn
    ones left out; see `queue_turnaround.medians`), in days of the QA clock.

    `is_beyond`: longer than any of them has been followed.
    """

    received: int
    finished: int
    waiting: int
    counted: Estimate
    is_beyond: bool

    @property
    def withdrawn(self) -> int:
        return self.received - self.finished - self.waiting


@dataclass(frozen=True)
class FinishedOnly:
    """What is said where the waiting are left out: over the `reviews` finished in the period, days of the QA clock."""

    reviews: int
    middle: float | None
    average: float | None


@dataclass(frozen=True, eq=False)
class Turnaround:
    """A page's figures: the headline of the period, what leaving out the waiting would say, the team's `pace`, and of
    the 13 whole quarters up to the period's end `quarters` (one row each, see QUARTER_SCHEMA) and `finished` (see
    `finished_by_day`), both with `received_in`, the quarter's name.
    """

    headline: Headline
    finished_only: FinishedOnly
    pace: Pace
    quarters: pl.DataFrame
    finished: pl.DataFrame


def durations(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per review received: review_id, qa_received_on, ended_on, days (of the QA clock), ending.

    `ending` is an `Ending`; one that is open is censored on the day of knowledge. Where a review was completed and its
    charge dropped later, it is completed: the earlier event ends it.
    """
    is_completed = pl.col("qa_completed_on").is_not_null() & (
        pl.col("withdrawn_on").is_null() | (pl.col("qa_completed_on") <= pl.col("withdrawn_on"))
    )
    ending = pl.when(is_completed).then(pl.lit(Ending.COMPLETED))
    days = pl.when(is_completed).then(QA_DAYS)
    ended = pl.when(is_completed).then("qa_completed_on")
    is_withdrawn = pl.col("withdrawn_on").is_not_null()
    return rows.filter(pl.col("qa_received_on").is_not_null()).select(
        "review_id",
        "qa_received_on",
        ended_on=ended.when(is_withdrawn).then("withdrawn_on").otherwise("known_on"),
        # Withdrawn on a day before receipt is an error of entry that validation names; here its wait is 0 days.
        days=days.when(is_withdrawn).then(WITHDRAWN_DAYS).otherwise(OPEN_DAYS).clip(lower_bound=0),
        ending=ending.when(is_withdrawn).then(pl.lit(Ending.WITHDRAWN)).otherwise(pl.lit(Ending.OPEN)),
    )


def _line(read: Read, filters: Filters) -> pl.DataFrame:
    """`durations` of every review of England and Wales, whatever the filters: one team reads them all.

    For a reader of some divisions too, whose own figures would else rest on a part of the line; the others' reviews
    are `queries.pooled`.
    """
    return durations(read("reviews", replace(filters.national(), selections=()), None))


def received(read: Read, filters: Filters) -> pl.DataFrame:
    """The reviews received in the period under the filters but for the one on review status, which would cut out an
    ending.
    """
    return read("reviews", filters.select("review_status", []), "qa_received_on")


def by_group(read: Read, filters: Filters, measure: Measure, by: Sequence[str] = ()) -> pl.DataFrame:
    """The turnaround of the reviews received in the period as `figures.figures` gives measures: one row per group.

    `numerator` is the reviews counted, which are not withdrawn. Raises StoreMissing, StoreError.
    """
    line = _line(read, filters)
    keys = [time_grain(name, "qa_received_on") if name in TIME_GRAINS else pl.col(name) for name in by]
    chosen = received(read, filters).filter(measure.counted).select("review_id", *keys)
    placed = line.select("review_id").with_row_index("place").join(chosen, on="review_id")
    groups = (
        placed.group_by(by).agg("place").sort(by, nulls_last=True) if by else placed.select(pl.col("place").implode())
    )
    members = [np.bincount(places, minlength=line.height) > 0 for places in groups["place"]]
    found = queue_turnaround.medians(line, members, filters.known_on)
    limits = {name: [getattr(each, name) for each in found] for name in ("value", "lower", "upper")}
    return groups.select(
        *by,
        measure=pl.lit(measure.name),
        numerator=pl.col("place").list.len().cast(pl.Int64),
        denominator=pl.lit(None, dtype=pl.Float64),
    ).with_columns(pl.Series(name, values, dtype=pl.Float64) for name, values in limits.items())


def turnaround(read: Read, filters: Filters) -> Turnaround:
    """The clock that counts the waiting, under these filters. Raises StoreMissing, StoreError."""
    line = _line(read, filters)
    chosen = read("reviews", filters.select("review_status", []), None)["review_id"]
    is_chosen = line["review_id"].is_in(chosen.implode())
    starts = last_quarters(filters.period.end)
    bounds = [(filters.period.start, filters.period.end), *((start, add_months(start, 3)) for start in starts)]
    members = [(is_chosen & line["qa_received_on"].is_between(*bound, closed="left")).to_numpy() for bound in bounds]
    modelled = queue_turnaround.medians(line, members, filters.known_on)
    whole, *groups = [line.filter(pl.Series(flags)) for flags in members]
    quarters = [
        {"quarter": start, **_quarter(group, estimate, targets.on(start).days)}
        for start, group, estimate in zip(starts, groups, modelled[1:], strict=True)
    ]
    drawn = list(zip(starts, groups, strict=True))[::YEAR_STEP]
    return Turnaround(
        headline(whole, modelled[0]),
        _finished_only(read, filters),
        queue_turnaround.pace(line, filters.known_on),
        pl.DataFrame(quarters, QUARTER_SCHEMA).with_columns(RECEIVED_IN),
        finished_by_day(drawn).with_columns(RECEIVED_IN, year=pl.col("quarter").dt.year().cast(pl.String)),
    )


def _finished_only(read: Read, filters: Filters) -> FinishedOnly:
    days = read("reviews", filters, "qa_completed_on")[QA_DAYS].drop_nulls()
    return FinishedOnly(len(days), _number(days.median()), _number(days.mean()))


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def quarters_shown(filters: Filters) -> Filters:
    """The same choice over the quarters of `last_quarters`."""
    starts = last_quarters(filters.period.end)
    return filters.over(starts[0], last_day_before(add_months(starts[-1], 3)))


def last_quarters(end: date) -> list[date]:
    """The first days of the 13 quarters that were whole by `end`, the oldest first."""
    after = date(end.year, 3 * ((end.month - 1) // 3) + 1, 1)
    return [add_months(after, -3 * step) for step in range(QUARTERS, 0, -1)]


def headline(group: pl.DataFrame, counted: Estimate) -> Headline:
    """The median of one group of `durations` with what it rests on."""
    return Headline(
        received=group.height,
        finished=group.filter(pl.col("ending") == Ending.COMPLETED).height,
        waiting=group.filter(pl.col("ending") == Ending.OPEN).height,
        counted=counted,
        is_beyond=counted.value is not None and counted.value > _longest(group),
    )


def _quarter(group: pl.DataFrame, modelled: Estimate, target: int) -> dict[str, object]:
    """One row of QUARTER_SCHEMA but for its first column: medians in days, shares 0 to 1, `followed` the longest.

    `target` is the one in force on the quarter's first day.
    """
    table, line = survival.risk_table(group), headline(group, modelled)
    median = survival.quantile(survival.kaplan_meier(table), 0.5)
    within = survival.share_by(survival.cumulative_incidence(table), target)
    return {
        "received": group.height,
        **{ending.value: group.filter(pl.col("ending") == ending).height for ending in Ending},
        "median": median.value,
        "median_lower": median.lower,
        "median_upper": median.upper,
        "modelled": modelled.value,
        "modelled_lower": modelled.lower,
        "modelled_upper": modelled.upper,
        "is_beyond": line.is_beyond,
        "followed": _longest(group),
        "within_target": within.value,
        "within_lower": within.lower,
        "within_upper": within.upper,
        "target": target,
        "at_risk_target": survival.number_at_risk(table, target),
        **{f"at_risk_{day}": survival.number_at_risk(table, day) for day in LATER_DAYS},
    }


def _longest(group: pl.DataFrame) -> int:
    """The most days any review of the group has been followed."""
    return int(group.select(pl.col("days").max().fill_null(0)).item())


def finished_by_day(groups: Sequence[tuple[date, pl.DataFrame]]) -> pl.DataFrame:
    """One row per quarter received and day, 0 to DRAWN_DAYS: quarter, day, completed_share (Aalen-Johansen)."""
    none = pl.DataFrame(schema=FINISHED_SCHEMA)
    origin = pl.DataFrame({"day": [0], "completed_share": [0.0]})
    curves = [
        pl.concat([origin, survival.cumulative_incidence(survival.risk_table(group)).select(origin.columns)]).select(
            pl.lit(start).alias("quarter"), pl.all()
        )
        for start, group in groups
        if not group.is_empty()
    ]
    return pl.concat([none, *curves]).filter(pl.col("day") <= DRAWN_DAYS)
