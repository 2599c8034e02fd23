"""Is a movement signal or noise? Control charts in four steps: limits, signals, what they mean, assurance.

XmR charts for monthly figures, t-charts for events too rare to count by the month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Numbers

# 3 / 1.128 and D4 for ranges of two (Shewhart 1931; Wheeler, Understanding Variation, 2nd ed. 2000).
LIMITS_FACTOR, SCREEN_FACTOR = 2.66, 3.267
RUN = 7
FEW_POINTS = 12
# Exponential times to the power 1/3.6 are close to normal (Nelson, Journal of Quality Technology 1994; 26: 239-242).
T_POWER = 1 / 3.6

Rule = Literal["outside", "two of three", "trend", "run"]
# A trend outranks a run: a series that rises may still be on the low side of its mean.
RULE_ORDER: tuple[Rule, ...] = ("outside", "two of three", "trend", "run")
Better = Literal["lower", "higher", "neither"]
Assurance = Literal["met throughout", "missed throughout", "met or missed by chance"]


@dataclass(frozen=True)
class Limits:
    """The natural range of a process: `mean`, `lower`, `upper`, the mean moving range behind them, ranges dropped."""

    mean: float
    lower: float
    upper: float
    moving_range: float
    dropped: int

    @property
    def range(self) -> tuple[float, float]:
        """The lower and the upper limit."""
        return self.lower, self.upper


def xmr_limits(values: Numbers) -> Limits:
    """Limits of an individuals chart: mean -/+ 2.66 x mean moving range.

    Moving ranges of 3.267 x their mean or more are dropped once, so that one jump does not hide the next (Wheeler
    2000; Nelson 1982, Journal of Quality Technology 14: 172-173). One value has no range: limits on the mean.
    """
    ranges = np.abs(np.diff(values))
    kept = ranges[ranges < SCREEN_FACTOR * ranges.mean()] if len(ranges) and ranges.any() else ranges
    moving_range = float(kept.mean()) if len(kept) else 0.0
    mean = float(values.mean())
    return Limits(
        mean,
        mean - LIMITS_FACTOR * moving_range,
        mean + LIMITS_FACTOR * moving_range,
        moving_range,
        len(ranges) - len(kept),
    )


def share_limits(shares: Numbers, base: Numbers) -> tuple[Numbers, Numbers]:
    """Lower and upper limit for each share, 0 to 1, by the size of its base: p -/+ 3 sqrt(p (1 - p) / n) x sigma_z.

    sigma_z, the mean moving range of the standardised shares over 1.128 (screened as in `xmr_limits`), is how much more
    the shares vary than draws would; never under 1 (Laney, Quality Engineering 2002; 14: 531-537).
    """
    mean = float(np.average(shares, weights=base))
    error = np.sqrt(mean * (1 - mean) / base)
    if not error.any():
        return shares.copy(), shares.copy()
    spread = max(1.0, xmr_limits((shares - mean) / error).moving_range * LIMITS_FACTOR / 3)
    return np.clip(mean - 3 * error * spread, 0, 1), np.clip(mean + 3 * error * spread, 0, 1)


def signals(values: Numbers, limits: Limits) -> dict[Rule, Numbers]:
    """For each rule, one number per value: 1 high, -1 low, 0 no signal. All values of a run or trend are marked.

    outside: beyond a limit; run: 7 or more in a row on one side of the mean (a value on it breaks the run); trend: 7
    or more in a row, each above (below) the one before; two of three: of 3 in a row on one side of the mean, 2 or more
    beyond two thirds of the way to the limit. The rules of NHS England's Making Data Count, with runs of 7, as
    NHSRplotthedots 0.2.2 has them.
    """
    side = np.sign(values - limits.mean)
    third = np.where(np.abs(values - limits.mean) > (limits.upper - limits.mean) * 2 / 3, side, 0.0)
    outside = np.where((values > limits.upper) | (values < limits.lower), side, 0.0)
    steps = np.sign(np.diff(values, prepend=values[:1]))
    return {
        "outside": outside,
        "two of three": _two_of_three(third, side),
        "run": _stretches(side, RUN),
        "trend": _with_first(_stretches(steps, RUN - 1)),
    }


def _stretches(signs: Numbers, least: int) -> Numbers:
    """The signs of stretches of one sign, other than 0, of at least this length; 0 elsewhere."""
    edges = np.flatnonzero(np.diff(signs, prepend=np.nan, append=np.nan))
    lengths = np.repeat(np.diff(edges), np.diff(edges))
    return np.where(lengths >= least, signs, 0.0)


def _with_first(rises: Numbers) -> Numbers:
    """A trend of 7 values has 6 steps; the value it starts from belongs to it."""
    following = np.append(rises[1:], 0.0)
    return np.where((rises == 0) & (following != 0), following, rises)


def _two_of_three(third: Numbers, side: Numbers) -> Numbers:
    marked = np.zeros_like(third)
    for place in range(len(third) - 2):
        window = third[place : place + 3]
        sign = side[place]
        if sign and (side[place : place + 3] == sign).all() and np.count_nonzero(window == sign) >= 2:
            marked[place : place + 3][window == sign] = sign
    return marked


def meaning(high: float, better: Better) -> str:
    """ "improvement", "concern" or "neutral" for a signal on the high (1) or low (-1) side; "no signal" for 0."""
    if high == 0:
        return "no signal"
    if better == "neither":
        return "neutral"
    return "improvement" if (high > 0) == (better == "higher") else "concern"


def assurance(lower: float, upper: float, target: float, better: Better) -> Assurance:
    """Whether the natural range lies wholly on the good side of a target, wholly on the bad side, or across it.

    Across it, whether a month meets the target is chance (Making Data Count, "assurance"). A value on it meets it.
    """
    best, worst = (lower, upper) if better == "lower" else (-upper, -lower)
    bar = target if better == "lower" else -target
    if worst <= bar:
        return "met throughout"
    return "missed throughout" if best > bar else "met or missed by chance"


POINT_COLUMNS = {
    "mean": pl.Float64,
    "lower_limit": pl.Float64,
    "upper_limit": pl.Float64,
    "rule": pl.String,
    "side": pl.Int64,
    "meaning": pl.String,
    "segment": pl.Int64,
    "is_few": pl.Boolean,
}


def chart_points(
    frame: pl.DataFrame,
    when: str,
    better: Better,
    steps: Sequence[date] = (),
    bounds: tuple[float, float] = (-np.inf, np.inf),
    power: float = 1.0,
) -> pl.DataFrame:
    """`frame` in order of `when`, each row with the columns of POINT_COLUMNS.

    Rows without a value, and those flagged `is_provisional`, take no part in limits and signals. Limits are found anew
    from each of `steps` on, cut to `bounds`, on `value` to the `power` (t-charts), and given on the scale of `value`.
    `rule` is the first that fires of RULE_ORDER; `is_few` marks segments of under 12 values.
    """
    ordered = frame.sort(when).with_row_index("row")
    place = pl.lit(0, dtype=pl.Int64)
    for step in steps:
        place = place + (pl.col(when) >= step).cast(pl.Int64)
    ordered = ordered.with_columns(segment=place)
    settled = ordered.filter(pl.col("value").is_not_null() & ~pl.col("is_provisional"))
    parts = [
        _segment(ordered.filter(pl.col("segment") == segment), values, better, bounds, power)
        for (segment,), values in settled.group_by("segment", maintain_order=True)
    ]
    empty = pl.DataFrame(schema={"row": pl.UInt32} | {n: t for n, t in POINT_COLUMNS.items() if n != "segment"})
    points = pl.concat([empty, *parts])
    return ordered.join(points, on="row", how="left", maintain_order="left").drop("row")


def _segment(
    part: pl.DataFrame, settled: pl.DataFrame, better: Better, bounds: tuple[float, float], power: float
) -> pl.DataFrame:
    values = settled["value"].to_numpy() ** power
    limits = xmr_limits(values)
    fired = signals(values, limits)
    rule, side = np.full(len(values), None, dtype=object), np.zeros(len(values))
    for name in reversed(RULE_ORDER):
        rule, side = np.where(fired[name] != 0, name, rule), np.where(fired[name] != 0, fired[name], side)
    marked = settled.select(
        "row",
        rule=pl.Series(rule.tolist(), dtype=pl.String),
        side=pl.Series(side).cast(pl.Int64),
        meaning=pl.Series([meaning(each, better) for each in side], dtype=pl.String),
    )
    levels = {"mean": limits.mean, "lower_limit": limits.lower, "upper_limit": limits.upper}
    return (
        part.select("row", *(pl.lit(_on_scale(level, bounds, power)).alias(name) for name, level in levels.items()))
        .join(marked, on="row", how="left", maintain_order="left")
        .with_columns(is_few=pl.lit(len(values) < FEW_POINTS))
    )


def _on_scale(level: float, bounds: tuple[float, float], power: float) -> float:
    back = level if power == 1 else max(level, 0.0) ** (1 / power)
    return float(np.clip(back, *bounds))


def days_between(events: pl.Series, known_on: date) -> pl.DataFrame:
    """One row per event after the first: `on`, value (days since the one before), and a provisional last row.

    Several events of one day are spread evenly over it, since a gap of 0 has no place on a t-chart (Nelson 1994 has
    the transformation). The last row is the time without an event up to the day of knowledge: it is not over yet.
    """
    days = pl.DataFrame({"on": events.drop_nulls().sort()})
    nth = pl.int_range(pl.len()).over("on").cast(pl.Float64)
    at = pl.col("on").cast(pl.Int32) + (nth + 0.5) / pl.len().over("on")
    moments = days.with_columns(at=at, is_provisional=pl.lit(False))
    now = pl.DataFrame({"on": [known_on]}).with_columns(
        at=pl.col("on").cast(pl.Int32) + pl.lit(1.0), is_provisional=pl.lit(True)
    )
    gaps = pl.concat([moments, now]).with_columns(value=pl.col("at").diff())
    return gaps.filter(pl.col("value").is_not_null()).drop("at")
