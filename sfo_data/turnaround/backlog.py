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
from sfo_data.turnaround.survival import Estimate

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]

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
    received: Places


@dataclass(frozen=True, eq=False)
class _Curves:
    """One row per draw: the share still unfinished after each of `times` (lengths of the queue), 1 before the first."""

    times: Numbers
    survival: Numbers

    def places(self, times: Numbers) -> Places:
        """The columns of `survival` in force at these times."""
        return np.searchsorted(self.times, times, side="right")


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
    _, week = np.unique(waits.received // 7, return_inverse=True)
    draws = _draws(int(week.max(initial=-1)) + 1)
    curves = _curves(waits, week, draws)
    found = [_medians(waits, week, draws, curves, group) for group in groups]
    return [_estimate(float(values[0]), values[1:]) for values in found]


def _draws(weeks: int) -> Numbers:
    """One row per draw: how often each week is in it. The first has every week once; the others are resamples."""
    rng = np.random.default_rng(SEED)
    drawn = [np.bincount(rng.integers(0, weeks, weeks), minlength=weeks) for _ in range(DRAWS if weeks else 0)]
    return np.array([np.ones(weeks), *drawn], dtype=float)


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
        received=rows["qa_received_on"].to_physical().cast(pl.Int64).to_numpy(),
    )


def _by_week(week: Places, place: Places, draws: Numbers, width: int) -> Numbers:
    """How many reviews each draw has at each place: counted once a week of receipt, then weighted by the draws."""
    first, end = int(week.min(initial=draws.shape[1])), int(week.max(initial=-1)) + 1
    size = max(end - first, 0)
    counts = np.bincount((week - first) * width + place, minlength=size * width).reshape(size, width)
    found: Numbers = draws[:, first : first + size] @ counts.astype(float)
    return found


def _curves(waits: _Waits, week: Places, draws: Numbers) -> _Curves:
    seen, ended = waits.is_seen, waits.is_seen & waits.is_completed
    times, place = np.unique(waits.left[ended], return_inverse=True)
    d = _by_week(week[ended], place, draws, len(times))
    # At risk at a time: who entered before it and had not left before it.
    came = np.searchsorted(times, waits.entered[seen], side="right")
    went = np.searchsorted(times, waits.left[seen], side="right")
    change = [_by_week(week[seen], at, draws, len(times) + 1) for at in (came, went)]
    n = np.cumsum(change[0] - change[1], axis=1)[:, :-1]
    hazard = np.divide(d, n, out=np.zeros_like(d), where=d > 0)
    survival = np.cumprod(np.clip(1 - hazard, 0.0, 1.0), axis=1)
    return _Curves(times, np.concatenate([np.ones((len(draws), 1)), survival], axis=1))


def _medians(waits: _Waits, week: Places, draws: Numbers, curves: _Curves, group: Flags) -> Numbers:
    """By draw, the first whole day by which half of the group has ended; infinite: never, NaN: no review drawn."""
    done, still = group & waits.is_completed, group & waits.is_open
    last = int(waits.days[done].max(initial=0))
    finished = np.cumsum(_by_week(week[done], waits.days[done].astype(int) + 1, draws, last + 2), axis=1)
    # Reviews received on one day wait behind one line, equally long: they are one column.
    _, first, count = np.unique(waits.received[still], return_index=True, return_counts=True)
    queue, days, weights = waits.queue[still][first], waits.days[still][first], count * draws[:, week[still][first]]
    # An open review was itself at risk all the time it waited, so this is not 0 but for rounding.
    now = np.maximum(curves.survival[:, curves.places(days / queue)], 1e-9)
    total = finished[:, -1] + weights.sum(axis=1)
    rows = np.arange(len(draws))

    def share_ended(day: Places) -> Numbers:
        asked, which = np.unique(day, return_inverse=True)
        places = curves.places(asked[:, None] / queue)[which]
        then = np.take_along_axis(curves.survival, places, axis=1)
        ended = np.where(day[:, None] > days, 1 - then / now, 0.0)
        by_then = finished[rows, np.minimum(day, last) + 1] + (weights * ended).sum(axis=1)
        share: Numbers = np.divide(by_then, total, out=np.full(len(rows), np.nan), where=total > 0)
        return share

    longest = max(waits.days[group].max(initial=0), curves.times.max(initial=0) * waits.queue[group].max(initial=0))
    low, high = np.full(len(rows), -1), np.full(len(rows), int(longest) + 1)
    never = ~(share_ended(high) >= 0.5)
    while (high - low > 1).any():
        middle = (low + high) // 2
        is_half = share_ended(middle) >= 0.5
        low, high = np.where(is_half, low, middle), np.where(is_half, middle, high)
    return np.where(total > 0, np.where(never, np.inf, high), np.nan)
