"""What is the median turnaround of reviews received, those still waiting included? From the queue they joined.

A wait is measured in lengths of the queue: its days over the number of reviews open when it began. A line of 300
takes about twice as long as a line of 150, whatever the order in which it is read, so waits that began on different
dates become comparable, which in days they are not: entry date drives both length and censoring, and Kaplan-Meier over
a year of arrivals is biased. Queue-length predictors of delay: Whitt 1999; Ibrahim and Whitt 2009. The bias of this
and of other estimators is measured in tests/benchmarks/turnaround_bias.py and told in docs/turnaround.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sfo_data.intervals import Numbers
from sfo_data.turnaround.survival import Estimate, at_risk

Flags = NDArray[np.bool_]

# The pace of reading is that of the last 13 weeks: long enough for some 60 completions, short enough to see a loss of
# staff. Earlier time at risk is cut off (period analysis, Brenner and Gefeller 1996).
WINDOW = timedelta(weeks=13)
DRAWS, SEED = 200, 2020
NOT_IN_WINDOW = -1.0


@dataclass(frozen=True, eq=False)
class _Waits:
    """One entry per review: when it came under observation and left it, in lengths of the queue it joined."""

    queue: Numbers
    days: Numbers
    entered: Numbers
    left: Numbers
    is_seen: Flags
    is_completed: Flags
    is_open: Flags
    week: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Curve:
    """The share still unfinished after each of `times` (lengths of the queue); before the first it is 1."""

    times: Numbers
    survival: Numbers

    def at(self, times: Numbers) -> Numbers:
        survival: Numbers = self.survival[np.searchsorted(self.times, times, side="right")]
        return survival


def queue_lengths(queue: pl.DataFrame) -> Numbers:
    """How many reviews were open at the end of the day each was received, itself included."""
    ended = queue.filter(pl.col("ending") != "open")["ended_on"].sort()
    received = queue["qa_received_on"]
    arrived = np.searchsorted(received.sort().to_numpy(), received.to_numpy(), side="right")
    gone = np.searchsorted(ended.to_numpy(), received.to_numpy(), side="right")
    # One that ended on the day it was received has left already, yet the queue it joined was not empty of it.
    lengths: Numbers = np.maximum(arrived - gone, 1).astype(float)
    return lengths


def medians(queue: pl.DataFrame, members: Sequence[Flags], known_on: date) -> list[Estimate]:
    """The median turnaround in days of each group of reviews, withdrawn ones left out, with a 95% interval.

    `queue` is `durations` of every review in the line, `members` flags the groups' rows in it. A finished review
    counts with its own days. An open one counts in shares: the probability of having ended by each day, given how
    long it has waited and the queue it joined. The probabilities are a Kaplan-Meier estimate with delayed entry over
    the last 13 weeks, in lengths of the queue. The interval is the middle 95% of 200 resamples, with a fixed seed, of
    whole weeks of receipt: reviews of one week wait behind the same line, so single ones are not independent.
    """
    kept = np.logical_or.reduce([(queue["ended_on"] > known_on - WINDOW).to_numpy(), *members])
    waits = _waits(queue, known_on, kept)
    groups = [flags[kept] for flags in members]
    whole = np.ones(len(waits.days))
    shown = _medians(waits, groups, whole)
    rng = np.random.default_rng(SEED)
    _, week = np.unique(waits.week, return_inverse=True)
    size = int(week.max(initial=-1)) + 1
    draws = np.array(
        [
            _medians(waits, groups, np.bincount(rng.integers(0, size, size), minlength=size)[week].astype(float))
            for _ in range(DRAWS if size else 0)
        ]
    ).reshape(-1, len(groups))
    return [_estimate(value, draws[:, place]) for place, value in enumerate(shown)]


def _estimate(value: float, draws: Numbers) -> Estimate:
    """Draws without any review of the group are NaN; a median not reached is infinite."""
    known = draws[~np.isnan(draws)]
    if not np.isfinite(value) or not len(known):
        return Estimate(None, None, None)
    limits = np.quantile(known, [0.025, 0.975], method="inverted_cdf")
    lower, upper = (float(limit) if np.isfinite(limit) else None for limit in limits)
    return Estimate(value, lower, upper)


def _waits(queue: pl.DataFrame, known_on: date, kept: Flags) -> _Waits:
    lengths = queue_lengths(queue)[kept]
    rows = queue.filter(pl.Series(kept))
    opens_on = known_on - WINDOW
    calendar = (pl.col("ended_on") - pl.col("qa_received_on")).dt.total_days()
    before = (pl.lit(opens_on) - pl.col("qa_received_on")).dt.total_days()
    # Days of the QA clock before the window, in proportion to calendar days: 95 in 100 are under 2.2 days out.
    entered = rows.select(
        pl.when(before < 0).then(NOT_IN_WINDOW).otherwise(pl.col("days") * before / calendar.clip(lower_bound=1))
    ).to_series()
    days = rows["days"].cast(pl.Float64).to_numpy()
    return _Waits(
        queue=lengths,
        days=days,
        entered=np.where(entered.to_numpy() < 0, NOT_IN_WINDOW, entered.to_numpy() / lengths),
        left=days / lengths,
        is_seen=(rows["ended_on"] > opens_on).to_numpy(),
        is_completed=(rows["ending"] == "completed").to_numpy(),
        is_open=(rows["ending"] == "open").to_numpy(),
        week=(rows["qa_received_on"].to_physical() // 7).cast(pl.Int64).to_numpy(),
    )


def _medians(waits: _Waits, groups: Sequence[Flags], weights: Numbers) -> list[float]:
    curve = _curve(waits, weights)
    return [_median(waits, curve, group, weights) for group in groups]


def _curve(waits: _Waits, weights: Numbers) -> _Curve:
    seen, ended = waits.is_seen, waits.is_seen & waits.is_completed
    times, place = np.unique(waits.left[ended], return_inverse=True)
    n = at_risk(times, waits.entered[seen], waits.left[seen], weights[seen])
    d = np.bincount(place, weights=weights[ended], minlength=len(times))
    hazard = np.divide(d, n, out=np.zeros_like(d, dtype=float), where=d > 0)
    return _Curve(times, np.concatenate([[1.0], np.cumprod(np.clip(1 - hazard, 0.0, 1.0))]))


def _median(waits: _Waits, curve: _Curve, group: Flags, weights: Numbers) -> float:
    """The first whole day by which half of the group has ended; infinite where none is, NaN for an empty group."""
    done, still = group & waits.is_completed, group & waits.is_open
    total = weights[done].sum() + weights[still].sum()
    if not total:
        return np.nan
    queue, days = waits.queue[still], waits.days[still]
    # An open review was itself at risk all the time it waited, so this is not 0 but for rounding.
    now = np.maximum(curve.at(days / queue), 1e-9)

    def share_ended(day: float) -> float:
        by_then = np.where(day > days, 1 - curve.at(day / queue) / now, 0.0)
        finished = weights[done] @ (waits.days[done] <= day)
        return float((finished + weights[still] @ by_then) / total)

    low, high = -1, int(max(waits.days[group].max(), curve.times.max(initial=0) * waits.queue[group].max())) + 1
    if share_ended(high) < 0.5:
        return np.inf
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if share_ended(middle) >= 0.5 else (middle, high)
    return float(high)
