"""How long does quality assurance take, when the reviews still waiting are counted too?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from sfo_data.filters import Filters
from sfo_data.measures import OPEN_DAYS, QA_CLOCK, QA_DAYS, QA_TARGET_DAYS
from sfo_data.queries import Read
from sfo_data.reporting_calendar import add_months
from sfo_data.turnaround import backlog, survival
from sfo_data.turnaround.survival import Estimate

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
    "closed_only": pl.Float64,
    **dict.fromkeys(_MEDIANS, pl.Float64),
    "is_beyond": pl.Boolean,
    "followed": pl.Int64,
    **dict.fromkeys(("within_target", "within_lower", "within_upper"), pl.Float64),
    **{f"at_risk_{day}": pl.Int64 for day in (QA_TARGET_DAYS, *LATER_DAYS)},
}
FINISHED_SCHEMA = {"quarter": pl.Date, "day": pl.Int64, "completed_share": pl.Float64}

# "Jan to Mar 2020" for the quarter that begins on 1 January 2020.
RECEIVED_IN = pl.format(
    "{} to {}", pl.col("quarter").dt.strftime("%b"), pl.col("quarter").dt.offset_by("2mo").dt.strftime("%b %Y")
).alias("received_in")


@dataclass(frozen=True)
class Headline:
    """The median turnaround of the reviews received in a period, two ways. Days of the QA clock.

    `closed_only` is over the reviews finished; `honest` over those still waiting too, withdrawn ones left out
    (see `backlog.medians`). `is_beyond`: longer than any of them has been followed.
    """

    received: int
    finished: int
    waiting: int
    closed_only: float | None
    honest: Estimate
    is_beyond: bool

    @property
    def withdrawn(self) -> int:
        return self.received - self.finished - self.waiting

    @property
    def gap(self) -> float | None:
        """Days that counting only finished reviews leaves out."""
        if self.closed_only is None or self.honest.value is None:
            return None
        return self.honest.value - self.closed_only


@dataclass(frozen=True, eq=False)
class Turnaround:
    """A page's figures: the headline of the period, and of the 13 whole quarters up to its end `quarters` (one row
    each, see QUARTER_SCHEMA) and `finished` (see `finished_by_day`), both with `received_in`, the quarter's name.
    """

    headline: Headline
    quarters: pl.DataFrame
    finished: pl.DataFrame


def durations(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per review received: review_id, qa_received_on, ended_on, days (of the QA clock), ending.

    `ending` is completed, withdrawn or open (censored on the day of knowledge). Where a review was completed and its
    charge dropped later, it is completed: the earlier event ends it.
    """
    is_completed = pl.col("qa_completed_on").is_not_null() & (
        pl.col("withdrawn_on").is_null() | (pl.col("qa_completed_on") <= pl.col("withdrawn_on"))
    )
    ending = pl.when(is_completed).then(pl.lit("completed"))
    days = pl.when(is_completed).then(QA_DAYS)
    ended = pl.when(is_completed).then("qa_completed_on")
    is_withdrawn = pl.col("withdrawn_on").is_not_null()
    return rows.filter(pl.col("qa_received_on").is_not_null()).select(
        "review_id",
        "qa_received_on",
        ended_on=ended.when(is_withdrawn).then("withdrawn_on").otherwise("known_on"),
        # Withdrawn on a day before receipt is an error of entry that validation names; here its wait is 0 days.
        days=days.when(is_withdrawn).then(WITHDRAWN_DAYS).otherwise(OPEN_DAYS).clip(lower_bound=0),
        ending=ending.when(is_withdrawn).then(pl.lit("withdrawn")).otherwise(pl.lit("open")),
    )


def turnaround(read: Read, filters: Filters) -> Turnaround:
    """The honest clock under these filters. The filter on review status does not apply: it would cut out an ending.

    The queue is every review the reader may see, because one team reads them all. Raises StoreMissing, StoreError.
    """
    queue = durations(read("reviews", replace(filters, selections=()), None))
    chosen = durations(read("reviews", filters.select("review_status", []), None))
    is_chosen = queue["review_id"].is_in(chosen["review_id"].implode())
    starts = last_quarters(filters.period.end)
    bounds = [(filters.period.start, filters.period.end), *((start, add_months(start, 3)) for start in starts)]
    members = [(is_chosen & queue["qa_received_on"].is_between(*bound, closed="left")).to_numpy() for bound in bounds]
    modelled = backlog.medians(queue, members, filters.known_on)
    whole, *groups = [queue.filter(pl.Series(flags)) for flags in members]
    quarters = [
        {"quarter": start, **_quarter(group, estimate)}
        for start, group, estimate in zip(starts, groups, modelled[1:], strict=True)
    ]
    drawn = list(zip(starts, groups, strict=True))[::YEAR_STEP]
    return Turnaround(
        headline(whole, modelled[0]),
        pl.DataFrame(quarters, QUARTER_SCHEMA).with_columns(RECEIVED_IN),
        finished_by_day(drawn).with_columns(RECEIVED_IN, year=pl.col("quarter").dt.year().cast(pl.String)),
    )


def last_quarters(end: date) -> list[date]:
    """The first days of the 13 quarters that were whole by `end`, the oldest first."""
    after = date(end.year, 3 * ((end.month - 1) // 3) + 1, 1)
    return [add_months(after, -3 * step) for step in range(QUARTERS, 0, -1)]


def headline(group: pl.DataFrame, honest: Estimate) -> Headline:
    """The two medians of one group of `durations`, beside each other."""
    finished = group.filter(ending="completed")["days"]
    return Headline(
        received=group.height,
        finished=len(finished),
        waiting=group.filter(ending="open").height,
        closed_only=_median(finished),
        honest=honest,
        is_beyond=honest.value is not None and honest.value > _longest(group),
    )


def _quarter(group: pl.DataFrame, modelled: Estimate) -> dict[str, object]:
    """One row of QUARTER_SCHEMA but for its first column: medians in days, shares 0 to 1, `followed` the longest."""
    table, line = survival.risk_table(group), headline(group, modelled)
    median = survival.quantile(survival.kaplan_meier(table), 0.5)
    within = survival.share_by(survival.cumulative_incidence(table), QA_TARGET_DAYS)
    return {
        "received": group.height,
        **{ending: group.filter(ending=ending).height for ending in ("completed", "withdrawn", "open")},
        "closed_only": line.closed_only,
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
        **{f"at_risk_{day}": survival.number_at_risk(table, day) for day in (QA_TARGET_DAYS, *LATER_DAYS)},
    }


def _median(days: pl.Series) -> float | None:
    return None if days.is_empty() else float(days.median())  # type: ignore[arg-type]


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
