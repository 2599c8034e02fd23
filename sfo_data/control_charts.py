"""A measure's control chart under filters: XmR by month, or the time between events where they are rare."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl

from sfo_data import annotations, spc
from sfo_data.annotations import Annotation
from sfo_data.figures import series
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES, Measure
from sfo_data.periods import Period
from sfo_data.queries import Read
from sfo_data.reporting_calendar import add_months, last_day_before

MONTHS_SHOWN = 36
# Under 2.5 events a month one month in twelve is empty by chance (exp(-2.5)) and a lower limit would be below 0.
RARE_BELOW = 2.5
# A share or median of fewer reviews a month than this jumps with each of them; by quarter it has three times as many.
FEW_BELOW = 5.0


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One measure over time with its limits and signals.

    `points` has the columns of `spc.chart_points` with `when` (the first day of a month or quarter, or on a t-chart
    the day of the event), value, is_provisional, and on an XmR chart those of `figures.series` too. `annotations` are
    those inside the chart; `assurance` is against the measure's target, by the newest limits.
    """

    measure: Measure
    kind: Literal["XmR", "t"]
    grain: Literal["month", "quarter", "event"]
    points: pl.DataFrame
    annotations: tuple[Annotation, ...]
    assurance: spc.Assurance | None

    @property
    def settled(self) -> pl.DataFrame:
        """The points that take part in limits and signals."""
        return self.points.filter(pl.col("value").is_not_null() & ~pl.col("is_provisional"))


def control_chart(read: Read, filters: Filters, name: str, first_day: date, by_quarter: bool = False) -> ControlChart:
    """The chart of one measure up to the end of the period, from its start or 36 months back, whichever is earlier.

    A t-chart where the measure counts fewer than `RARE_BELOW` events a month; shares and medians of few reviews go by
    quarter; anything else where `by_quarter` asks for it, whole quarters only. Raises CannotBreakDown where the measure
    is a state on one day, StoreMissing, StoreError.
    """
    measure = MEASURES[name]
    wide = replace(filters, period=_window(filters.period, first_day))
    marks = tuple(each for each in annotations.annotations(name) if wide.period.start <= each.on < wide.period.end)
    monthly = series(read, wide, name)
    whole = monthly.filter(~pl.col("is_part"))
    mean = float(np.mean(whole["numerator"].to_numpy())) if whole.height else 0.0
    if measure.kind == "count" and mean < RARE_BELOW:
        return _events(read, wide, measure, marks)
    grain: Literal["month", "quarter"] = "month"
    # A month of families is mostly too few to be shown.
    if by_quarter or measure.least or (measure.kind in ("share", "median") and _mean_base(whole, measure) < FEW_BELOW):
        grain, monthly = "quarter", series(read, wide, name, "quarter")
    if by_quarter:
        monthly = monthly.filter(~pl.col("is_part"))
    return _monthly(monthly, filters.known_on, measure, grain, marks)


def _window(period: Period, first_day: date) -> Period:
    start = max(first_day, min(period.start, add_months(period.end, -MONTHS_SHOWN)))
    return Period(f"{start}..{last_day_before(period.end)}", "", start, period.end)


def _mean_base(monthly: pl.DataFrame, measure: Measure) -> float:
    base = monthly["denominator" if measure.kind == "share" else "numerator"].fill_null(0)
    return float(np.mean(base.to_numpy())) if monthly.height else 0.0


def _monthly(
    frame: pl.DataFrame,
    known_on: date,
    measure: Measure,
    grain: Literal["month", "quarter"],
    marks: tuple[Annotation, ...],
) -> ControlChart:
    months = measure.settles_months + (1 if grain == "month" else 3)
    settles_on = pl.col(grain).dt.offset_by(f"{months}mo")
    frame = frame.with_columns(is_provisional=pl.col("is_part") | (settles_on > known_on + timedelta(days=1)))
    bounds = (0.0, 1.0 if measure.kind == "share" else np.inf)
    points = spc.chart_points(frame.rename({grain: "when"}), "when", measure.better, _steps(marks), bounds)
    return ControlChart(measure, "XmR", grain, points, marks, _assurance(points, measure))


def _events(read: Read, wide: Filters, measure: Measure, marks: tuple[Annotation, ...]) -> ControlChart:
    dated_by = str(measure.dated_by)
    rows = read(measure.question, wide, dated_by).filter(measure.counted)
    until = min(wide.known_on, last_day_before(wide.period.end))
    settles_on = pl.col("when").dt.offset_by(f"{measure.settles_months}mo")
    gaps = (
        spc.days_between(rows[dated_by], until)
        .rename({"on": "when"})
        .with_columns(is_provisional=pl.col("is_provisional") | (settles_on > wide.known_on))
    )
    # A longer time between events is a smaller count.
    better: dict[str, spc.Better] = {"lower": "higher", "higher": "lower", "neither": "neither"}
    points = spc.chart_points(gaps, "when", better[measure.better], _steps(marks), (0.0, np.inf), spc.T_POWER)
    return ControlChart(measure, "t", "event", points, marks, None)


def _steps(marks: tuple[Annotation, ...]) -> list[date]:
    return [each.on for each in marks if each.kind == "step"]


def _assurance(points: pl.DataFrame, measure: Measure) -> spc.Assurance | None:
    known = points.filter(pl.col("mean").is_not_null())
    if measure.target is None or known.is_empty():
        return None
    last = known.row(-1, named=True)
    return spc.assurance(last["lower_limit"], last["upper_limit"], measure.target, measure.better)
