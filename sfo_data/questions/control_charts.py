"""A measure's control chart under filters: XmR by month, or the time between events where they are rare."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import polars as pl

from sfo_data.definitions import annotations
from sfo_data.definitions.annotations import Annotation
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions.figures import series
from sfo_data.questions.queries import Read
from sfo_data.statistics import control_limits
from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.dispersion import dispersion
from sfo_data.statistics.patterns import Pattern, Reading, Scale, is_usual
from sfo_data.statistics.phased_chart import phased_points

MONTHS_SHOWN = 36
# Under 2.5 events a month one month in twelve is empty by chance (exp(-2.5)) and a lower limit would be below 0.
RARE_BELOW = 2.5
# A share or median of fewer reviews a month than this jumps with each of them; by quarter it has three times as many.
FEW_BELOW = 5.0
DAYS_A_MONTH = 30.4
# The month of a move is found to within two or three.
DATED_WITHIN = timedelta(days=92)
Kind = Literal["XmR", "t"]
Grain = Literal["month", "quarter", "event"]


@dataclass(frozen=True)
class Finding:
    """What the series shows up to its newest settled point, on the scale of its values.

    `since` is the day of the first point at a new level or of a drift, or of the point outside; `before` and `now` the
    levels beside the newest move. `level_since` is the first day of the newest level where there was one before it;
    `moved_since_before`: that is after the first day of the period before, or too near to it to tell.
    `is_usual`: there is a usual range, and at least half of the last 12 settled points lie in it.
    """

    pattern: Pattern
    since: date | None
    is_high: bool
    per_point: float
    before: float | None
    now: float | None
    moved_on: tuple[date, ...]
    level_since: date | None
    moved_since_before: bool
    has_range: bool
    is_usual: bool


@dataclass(frozen=True, eq=False)
class ControlChart:
    """One measure over time with its usual range and signals.

    `points` has the columns of `phased_points` with `when` (the first day of a month or quarter, or on a t-chart the
    day of the event), value, is_provisional, and on an XmR chart those of `figures.series` too. `annotations` are
    those inside the chart; `assurance` is against the measure's target, of a stable process only. `dispersion` is of
    the period against that before (`statistics.dispersion`). No `finding`: it may not be told.
    """

    measure: Measure
    kind: Kind
    grain: Grain
    points: pl.DataFrame
    annotations: tuple[Annotation, ...]
    assurance: control_limits.Assurance | None
    finding: Finding | None
    dispersion: float | None = None

    @property
    def target(self) -> float | None:
        """The measure's target in force at the end of the chart."""
        return None if self.points.is_empty() else self.measure.target_on(self.points["when"][-1])

    @property
    def targets(self) -> list[tuple[date, float]]:
        """The measure's targets in force during the chart, each from the day it begins."""
        days = self.points["when"]
        return self.measure.targets_in(days[0], days[-1]) if days.len() else []

    @property
    def settled(self) -> pl.DataFrame:
        """The points that take part in limits and signals."""
        return self.points.filter(pl.col("value").is_not_null() & ~pl.col("is_provisional"))

    @property
    def unrecorded_moves(self) -> tuple[date, ...]:
        """Where the series was found to move and no recorded step is near: steps to look into, and to record."""
        return self.finding.moved_on if self.finding else ()


def has_chart(measure: Measure) -> bool:
    """Whether a measure is charted over time: it has a date, and is no state of one day."""
    return measure.dated_by is not None and measure.kind in ("count", "share", "rate", "median")


def shown(filters: Filters, first_day: date) -> Filters:
    """What a chart shows under these filters: up to the end of the period, from its start or 36 months back."""
    return filters.over_months(MONTHS_SHOWN, first_day)


def control_chart(read: Read, filters: Filters, name: str, first_day: date, by_quarter: bool = False) -> ControlChart:
    """The chart of one measure up to the end of the period, from its start or 36 months back, whichever is earlier.

    A t-chart where the measure counts fewer than `RARE_BELOW` events a month; shares and medians of few reviews go by
    quarter; anything else where `by_quarter` asks for it, whole quarters only. Raises CannotBreakDown where the measure
    is a state on one day, StoreMissing, StoreError.
    """
    measure = MEASURES[name]
    wide = shown(filters, first_day)
    marks = tuple(each for each in annotations.annotations(name) if wide.period.start <= each.on < wide.period.end)
    monthly = series(read, wide, name)
    whole = monthly.filter(~pl.col("is_part"))
    spread, before = _dispersion(whole, measure, filters.period), filters.period.previous().start
    mean = float(np.mean(whole["numerator"].to_numpy())) if whole.height else 0.0
    if measure.kind == "count" and mean < RARE_BELOW:
        return charted(measure, "t", "event", _events(read, wide, measure), marks, before, spread)
    grain: Grain = "month"
    # A month of families is mostly too few to be shown.
    if (
        by_quarter
        or measure.least
        or ((measure.kind == "share" or measure.is_middle) and _mean_base(whole, measure) < FEW_BELOW)
    ):
        grain, monthly = "quarter", series(read, wide, name, "quarter")
    if by_quarter:
        monthly = monthly.filter(~pl.col("is_part"))
    settles_on = pl.col("when").dt.offset_by(f"{measure.settles_months + (1 if grain == 'month' else 3)}mo")
    frame = monthly.rename({grain: "when"}).with_columns(
        is_provisional=pl.col("is_part") | (settles_on > filters.known_on + timedelta(days=1))
    )
    return charted(measure, "XmR", grain, without_few(frame, measure), marks, before, spread)


def dispersion_of(read: Read, filters: Filters, name: str, first_day: date) -> float | None:
    """How much more the period and that before differ than by chance alone, of a measure's months; see `dispersion`."""
    monthly = series(read, shown(filters, first_day), name)
    return _dispersion(monthly.filter(~pl.col("is_part")), MEASURES[name], filters.period)


def charted(
    measure: Measure,
    kind: Kind,
    grain: Grain,
    frame: pl.DataFrame,
    marks: tuple[Annotation, ...] = (),
    before: date = date(1900, 1, 1),
    spread: float | None = None,
) -> ControlChart:
    """The chart of a frame with `when`, `value` and `is_provisional`; shares need `denominator`.

    `before` is the first day of the period that the headline is compared with.
    """
    steps = [each.on for each in marks if each.kind == "step"]
    # A longer time between events is a smaller count.
    opposite: dict[str, control_limits.Better] = {"lower": "higher", "higher": "lower", "neither": "neither"}
    better, scale = measure.better, _scale(measure)
    bounds, power = (0.0, 1.0 if measure.kind == "share" else np.inf), 1.0
    if kind == "t":
        better, scale, power = opposite[better], "gap", control_limits.T_POWER
    base = "denominator" if measure.kind == "share" and "denominator" in frame.columns else None
    points, read = phased_points(frame, better, steps, bounds, power, scale, base, measure.is_about_the_work)
    finding = _finding(points, read, power, steps, before)
    assurance = _assurance(points, measure, finding) if kind == "XmR" else None
    return ControlChart(measure, kind, grain, points, marks, assurance, finding, spread)


def _scale(measure: Measure) -> Scale:
    if measure.kind == "count":
        return "rate" if measure.comes_in_clusters else "count"
    return "share" if measure.kind == "share" else "rate" if measure.kind == "rate" else "as it is"


def _finding(points: pl.DataFrame, read: Reading, power: float, steps: Sequence[date], before: date) -> Finding:
    settled = points.filter(pl.col("value").is_not_null() & ~pl.col("is_provisional"))
    days = settled["when"].to_list()
    is_news = read.pattern not in (Pattern.STABLE, Pattern.TOO_FEW)
    values, lower, upper = (
        settled[name].cast(pl.Float64).to_numpy() for name in ("value", "lower_limit", "upper_limit")
    )
    with np.errstate(invalid="ignore"):
        usual = read.has_range and is_usual(values, lower, upper)

    def level(value: float) -> float | None:
        return None if np.isnan(value) else float(max(value, 0.0) ** (1 / power))

    starts = [days[at] for at in np.flatnonzero(np.diff(settled["segment"].to_numpy())) + 1]
    found = tuple(
        days[at] for at in read.steps_found if not any(abs(days[at] - step) <= DATED_WITHIN for step in steps)
    )
    return Finding(
        read.pattern,
        days[read.since] if is_news else None,
        bool(len(values)) and (read.per_point > 0 or bool(read.side[-1] > 0)),
        read.per_point,
        level(read.before),
        level(read.now),
        found,
        starts[-1] if starts else None,
        bool(starts) and starts[-1] > before - DATED_WITHIN,
        read.has_range,
        usual,
    )


def _mean_base(monthly: pl.DataFrame, measure: Measure) -> float:
    base = monthly["denominator" if measure.kind == "share" else "numerator"].fill_null(0)
    return float(np.mean(base.to_numpy())) if monthly.height else 0.0


def _dispersion(whole: pl.DataFrame, measure: Measure, period: Period) -> float | None:
    if measure.kind not in ("count", "rate", "share") or measure.least:
        return None
    counts = whole["numerator"].cast(pl.Float64).fill_null(0.0).to_numpy()
    base: Numbers = np.ones(len(counts))
    if measure.kind != "count":
        base = whole["denominator"].cast(pl.Float64).fill_null(0.0).to_numpy()
    months = min(max(1, round(period.days / DAYS_A_MONTH)), len(counts) // 2)
    return dispersion(counts, base, months, measure.kind == "share")


def without_few(frame: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Without the values of shares and medians of fewer reviews than `FEW_BELOW`: they are no points."""
    if measure.kind not in ("share", "median"):
        return frame
    base = pl.col("denominator" if measure.kind == "share" else "numerator")
    return frame.with_columns(value=pl.when(base >= max(FEW_BELOW, measure.least)).then("value"))


def _events(read: Read, wide: Filters, measure: Measure) -> pl.DataFrame:
    dated_by = str(measure.dated_by)
    rows = read(measure.question, wide, dated_by).filter(measure.counted)
    until = min(wide.known_on, last_day_before(wide.period.end))
    settles_on = pl.col("when").dt.offset_by(f"{measure.settles_months}mo")
    return (
        control_limits.days_between(rows[dated_by], until)
        .rename({"on": "when"})
        .with_columns(is_provisional=pl.col("is_provisional") | (settles_on > wide.known_on))
    )


def _assurance(points: pl.DataFrame, measure: Measure, finding: Finding) -> control_limits.Assurance | None:
    """Against the target, by the usual range of the newest point; none where the process is not stable."""
    if not measure.targets or finding.pattern is not Pattern.STABLE or not finding.is_usual:
        return None
    last = points.filter(pl.col("upper_limit").is_not_null()).row(-1, named=True)
    target = measure.target_on(last["when"])
    if target is None:
        return None
    return control_limits.assurance(last["lower_limit"], last["upper_limit"], target, measure.better)
