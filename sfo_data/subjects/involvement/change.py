"""Did the part of practitioners change after a day on which something was recommended or changed?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import polars as pl
from scipy.special import ndtri

from sfo_data.definitions import annotations
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions.design_effect import design_effect
from sfo_data.questions.queries import Read
from sfo_data.questions.verdicts import Change
from sfo_data.statistics import intervals
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.involvement.clustered import clustered_shares

RECOMMENDED_ON = date(2020, 5, 14)
# Compared: the year on either side. Less than half a year says too little.
YEAR, LEAST_DAYS = timedelta(days=365), 183
DAYS_A_MONTH = 31


class SinceDay(StrEnum):
    """What may be said of a share after a day."""

    ROSE = Change.ROSE.value
    FELL = Change.FELL.value
    NO_EVIDENCE = Change.NO_EVIDENCE.value
    TOO_EARLY = "cannot tell yet"
    TOO_FEW = "too few to tell"


@dataclass(frozen=True)
class BeforeAfter:
    """One share in the year before a day and in up to a year from it: counts and bases, and what may be said.

    `effect` is the larger design effect of the two. `lower` and `upper` are the limits of after minus before; None
    where they are not compared.
    """

    name: str
    before: tuple[int, int]
    after: tuple[int, int]
    effect: float
    lower: float | None
    upper: float | None
    change: SinceDay


def recorded_days(filters: Filters) -> dict[date, str]:
    """The days to compare around, with what happened: the inspection's, and notes recorded for practitioners."""
    notes = {each.on: each.title for each in annotations.annotations("practitioner_saw_share")}
    noted = {on: title for on, title in sorted(notes.items(), reverse=True) if on <= filters.known_on}
    return {RECOMMENDED_ON: "Inspection published"} | noted


def before_after(read: Read, filters: Filters, name: str, on: date, measures: int) -> BeforeAfter:
    """A share of reviews accepted before and from `on`, whatever the period; only those old enough to be complete.

    "Rose" and "fell" where Newcombe's interval of the difference (1998, method 10), counts and bases divided by the
    design effect, leaves out 0. Its level is 1 - 5% / `measures` (Bonferroni): of all `measures` compared together, at
    most 5% of the time any is said to have changed where none did. What was under way before the day is not told apart
    from what it brought. Raises StoreMissing, StoreError.
    """
    settled = filters.known_on + timedelta(days=1 - DAYS_A_MONTH * MEASURES[name].settles_months)
    until = min(on + YEAR, settled)
    before = _counted(read, filters, name, on - YEAR, min(on, settled))
    if (until - on).days < LEAST_DAYS:
        return BeforeAfter(name, before[0], (0, 0), before[1], None, None, SinceDay.TOO_EARLY)
    after = _counted(read, filters, name, on, until)
    effect = max(after[1], before[1])
    if min(before[0][1], after[0][1]) < FEW:
        return BeforeAfter(name, before[0], after[0], effect, None, None, SinceDay.TOO_FEW)
    (k, n), (k_before, n_before) = after[0], before[0]
    # Wilson's limits, of which Newcombe's are made, see z and n only as z^2 / n: fewer cases are a higher level.
    level = float(ndtri(1 - intervals.ALPHA / (2 * measures))) / intervals.Z_95
    by = effect * level**2
    lower, upper = intervals.share_difference(k / by, n / by, k_before / by, n_before / by)
    change = SinceDay.ROSE if lower > 0 else SinceDay.FELL if upper < 0 else SinceDay.NO_EVIDENCE
    return BeforeAfter(name, before[0], after[0], effect, lower, upper, change)


def _counted(read: Read, filters: Filters, name: str, start: date, end: date) -> tuple[tuple[int, int], float]:
    """Count and base of one stretch, and the design effect."""
    period = Period(f"{start}..{last_day_before(end)}", "", start, end)
    rows = read(MEASURES[name].question, replace(filters, period=period), "qa_completed_on")
    found = clustered_shares(rows, [name]).row(0, named=True)
    return (int(found["numerator"]), int(found["denominator"])), design_effect(rows, MEASURES[name])


def shares(changes: Sequence[BeforeAfter]) -> pl.DataFrame:
    """One row per measure and side that has a base: name, measure (before, after), and numerator to upper (95%)."""
    frame = pl.DataFrame(
        [
            {"name": each.name, "measure": side, "numerator": k, "denominator": float(n), "effect": each.effect}
            for each in changes
            for side, (k, n) in (("before", each.before), ("after", each.after))
            if n
        ],
        schema=_SHARES,
    )
    effect = frame["effect"].to_numpy()
    lower, upper = intervals.wilson(frame["numerator"].to_numpy() / effect, frame["denominator"].to_numpy() / effect)
    return frame.drop("effect").with_columns(
        pl.Series("lower", lower), pl.Series("upper", upper), value=pl.col("numerator") / pl.col("denominator")
    )


_SHARES = {
    "name": pl.String,
    "measure": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Float64,
    "effect": pl.Float64,
}
