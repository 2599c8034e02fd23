"""What does a monthly series show: stable, one point outside, a new level, a steady drift, or too few points to say?"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Literal

import numpy as np

from sfo_data.statistics.arrays import Flags, Ints, Numbers
from sfo_data.statistics.control_limits import FEW_POINTS, share_limits, xmr_limits
from sfo_data.statistics.course import Course, course

Scale = Literal["as it is", "count", "rate", "share", "gap"]
# Exponential times to the power of a t-chart are Weibull of shape 3.6: their standard deviation over their mean.
GAP_SPREAD = 0.308
# Reviews that wait behind one another swing further than their moving ranges say, even so widened.
WIDER_IN_A_QUEUE = 1.3
# The usual range is printed where at least this share of the newest points lie in it.
USUAL, USUAL_OF = 0.5, 12


class Pattern(StrEnum):
    """What a series shows up to its newest settled point."""

    STABLE = "stable"
    OUTSIDE = "one point outside"
    SHIFTED = "shifted to a new level"
    RISING = "rising steadily"
    FALLING = "falling steadily"
    TOO_FEW = "too few to say"

    @property
    def is_drift(self) -> bool:
        return self in (Pattern.RISING, Pattern.FALLING)


@dataclass(frozen=True, eq=False)
class Reading:
    """A series read: its pattern, and for each point its phase (from 0), level, usual range and side.

    `since` is the point the pattern began at: the first at the new level, the first of a drift, the newest one outside;
    0 for none. `per_point` is the slope of a drift; `before` and `now` the levels beside the newest move. The usual
    range is that of the newest phase, NaN elsewhere and while it has under 12 points or is moving. `side` is 1 or -1
    for a point that is a signal: outside, or of a phase that is news; else 0. `steps_found` are the points at which
    the series itself was found to move.
    """

    pattern: Pattern
    since: int
    per_point: float
    before: float
    now: float
    phase: Ints
    level: Numbers
    lower: Numbers
    upper: Numbers
    side: Ints
    steps_found: tuple[int, ...]

    @property
    def has_range(self) -> bool:
        """Whether there is a usual range."""
        return bool(np.isfinite(self.upper).any())


def reading(
    values: Numbers,
    news_from: int,
    starts: tuple[int, ...] = (),
    base: Numbers | None = None,
    scale: Scale = "as it is",
    is_of_a_queue: bool = False,
) -> Reading:
    """The series read by `course` from each recorded step (`starts`, places of points) on; signals in the newest part.

    `scale` is that on which the series varies alike at any level: counts by their roots, shares by the arcsine of
    theirs; never less than by chance. Levels and slopes are given on the scale of `values`.

    Limits are XmR, or of a share by its `base`. A point is outside where it lies beyond them after they are widened by
    1 / sqrt(1 - r), r the correlation of neighbours: moving ranges are too short by that much where points follow one
    another (E|x_t - x_(t-1)| = 1.128 sigma sqrt(1 - r)).
    """
    size = len(values)
    edges = [0, *(start for start in starts if 0 < start < size), size]
    even, least = _even(values, scale, base)
    even = _without_spikes(even)
    parts = [course(even[a:b], max(0, news_from - a), is_of_a_queue, least).on(values[a:b]) for a, b in pairwise(edges)]
    level = np.concatenate([part.level for part in parts])
    phase, found = _phases(parts, edges)
    newest, begins = parts[-1], edges[-2]
    is_newest = phase == phase[-1] if size else np.zeros(0, dtype=bool)
    lower, upper = np.full(size, np.nan), np.full(size, np.nan)
    side = np.zeros(size, dtype=np.int64)
    if not newest.is_moving and is_newest.sum() >= FEW_POINTS:
        part, of = values[is_newest], None if base is None else base[is_newest]
        lower[is_newest], upper[is_newest] = xmr_limits(part).range if of is None else share_limits(part, of)
        level[is_newest] = part.mean() if of is None else np.average(part, weights=of)
        wider = (WIDER_IN_A_QUEUE if is_of_a_queue else 1.0) / np.sqrt(1 - newest.correlation)
        side[is_newest] = _outside(part, level[is_newest], lower[is_newest], upper[is_newest], wider)
    pattern, since = _pattern(newest, begins, side, size, edges[-1] - begins)
    if pattern in (Pattern.SHIFTED, Pattern.RISING, Pattern.FALLING):
        side[since:] = int(np.sign(newest.moves[-1].size))
    move = newest.moves[-1] if newest.moves else None
    return Reading(
        pattern,
        since,
        move.per_point if move and pattern.is_drift else 0.0,
        float(level[begins + move.first]) if move else np.nan,
        float(level[-1]) if size else np.nan,
        phase,
        level,
        lower,
        upper,
        side,
        tuple(found),
    )


def _even(values: Numbers, scale: Scale, base: Numbers | None) -> tuple[Numbers, float]:
    """The values where they vary alike at any level, and the variance there of what comes by chance alone.

    A quarter for the root of a Poisson count, and over the base for the arcsine of a share's (Anscombe 1948).
    """
    if not len(values):
        return values, 0.0
    if scale in ("count", "rate"):
        return np.sqrt(np.maximum(values, 0.0)), 0.25 if scale == "count" else 0.0
    if scale == "share":
        return np.arcsin(np.sqrt(np.clip(values, 0.0, 1.0))), 0.0 if base is None else float((0.25 / base).mean())
    return values, (GAP_SPREAD * float(values.mean())) ** 2 if scale == "gap" else 0.0


def _without_spikes(values: Numbers) -> Numbers:
    """The values, those 3 standard deviations off the median of five replaced by it: one point is no new level.

    Of moving ranges, the median is 0.954 standard deviations (Hampel's filter: Pearson 2002, IEEE Transactions on
    Control Systems Technology 10: 55-63).
    """
    if len(values) < FEW_POINTS:
        return values
    padded = np.pad(values, 2, constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 5), axis=1)
    known, each = (~np.isnan(windows)).sum(axis=1), np.arange(len(values))
    middle = (windows[each, (known - 1) // 2] + windows[each, known // 2]) / 2
    spread = float(np.median(np.abs(np.diff(values)))) / 0.954
    smooth: Numbers = np.where(np.abs(values - middle) > 3 * spread, middle, values) if spread else values
    return smooth


def _phases(parts: list[Course], edges: list[int]) -> tuple[Ints, list[int]]:
    """The phase of each point, and where the series itself was found to move; a drift that ended is a phase."""
    starts, found = set(edges[1:-1]), []
    for part, begins in zip(parts, edges, strict=False):
        for move in part.moves:
            found.append(begins + (move.first + 1 if not move.is_step else move.last))
            is_going_on = not move.is_step and move.last == len(part.level) - 1
            starts |= {begins + move.first + 1} | (set() if is_going_on else {begins + move.last})
    phase = np.zeros(edges[-1], dtype=np.int64)
    phase[sorted(starts)] = 1
    return phase.cumsum(), found


def _outside(values: Numbers, level: Numbers, lower: Numbers, upper: Numbers, wider: float) -> Ints:
    is_high, is_low = values > level + (upper - level) * wider, values < level - (level - lower) * wider
    outside: Ints = is_high.astype(np.int64) - is_low.astype(np.int64)
    return outside


def _pattern(newest: Course, begins: int, side: Ints, size: int, points: int) -> tuple[Pattern, int]:
    if points < FEW_POINTS:
        return Pattern.TOO_FEW, 0
    move = newest.moves[-1] if newest.is_news else None
    if move and newest.is_moving:
        return (Pattern.RISING if move.size > 0 else Pattern.FALLING), begins + move.first + 1
    if move:
        return Pattern.SHIFTED, begins + move.last
    if side[-1]:
        return Pattern.OUTSIDE, size - 1
    return Pattern.STABLE, 0


def is_usual(values: Numbers, lower: Numbers, upper: Numbers) -> bool:
    """Whether at least half of the last 12 points lie in the usual range, so that it may be called so."""
    inside: Flags = (values >= lower) & (values <= upper)
    return len(values) > 0 and bool(inside[-USUAL_OF:].mean() >= USUAL)
