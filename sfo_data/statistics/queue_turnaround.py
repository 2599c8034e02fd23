"""What is the median turnaround of reviews received, those still waiting included? From the queue they joined.

A wait is measured in lengths of the queue: the reviews finished while it lasted over the number open when it began. A
review in a line of 300 waits until some 300 are finished, whatever the pace and the order of reading, so waits that
began on different dates, behind other lines and other teams, become comparable. In days they are not: entry date
drives both length and censoring, and Kaplan-Meier over a year of arrivals is biased. Queue-length predictors of delay:
Whitt 1999; Ibrahim and Whitt 2009. The bias of this and of other estimators is measured in
tests/benchmarks/turnaround_bias.py and told in docs/turnaround.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import ceil

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Flags, Numbers
from sfo_data.statistics.survival import Ending, Estimate

Places = NDArray[np.int64]

# The pace to come is that of the last 13 weeks: long enough for some 60 completions, short enough to see a loss of
# staff. Earlier time at risk is cut off (period analysis, Brenner and Gefeller 1996).
WINDOW = timedelta(weeks=13)
# Long enough for some 15 completions, short enough that a change of four weeks ago fills it: what was finished earlier
# was mostly taken up before.
RECENT = timedelta(weeks=3)
# A departure is told sooner than at 95%, because a change of pace shows late: a review is read for days, and some are
# returned, before it counts as finished.
DEPARTURE = 0.8
HALF = 0.5
# Fewer values bound no median at 95%; see intervals.median_ranks.
FEWEST = 6
DRAWS, SEED = 200, 2020
NOT_IN_WINDOW = -1.0


@dataclass(frozen=True, eq=False)
class _Waits:
    """One entry per review: `queue`, the reviews open when it joined, and how many in parts of them were finished since
    then when it came under observation (`entered`) and when it `left`.
    """

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
    ended = queue.filter(pl.col("ending") != Ending.OPEN)["ended_on"].sort()
    received = queue["qa_received_on"]
    arrived = np.searchsorted(received.sort().to_numpy(), received.to_numpy(), side="right")
    gone = np.searchsorted(ended.to_numpy(), received.to_numpy(), side="right")
    # One that ended on the day it was received has left already, yet the queue it joined was not empty of it.
    lengths: Numbers = np.maximum(arrived - gone, 1).astype(float)
    return lengths


@dataclass(frozen=True)
class Pace:
    """Reviews finished in the last 3 weeks, `recent`, and in the 13 weeks that end with them, `window`.

    `clock` is the days of the QA clock in a calendar day, over all waits of the line.
    """

    recent: int
    window: int
    clock: float = 1.0

    @property
    def departs(self) -> bool:
        """Whether the last 3 weeks' output departs from the pace: the 80% exact interval of its share of the 13 weeks'
        (Clopper and Pearson) leaves out 3 in 13.

        In queues that drift by 2% a month at most it does in 0 to 5 of 100 weeks.
        """
        lower, upper = intervals.clopper_pearson(self.recent, self.window, 1 - DEPARTURE)
        return self.window > 0 and not lower <= RECENT / WINDOW <= upper

    @property
    def a_day(self) -> float:
        """Reviews finished per day of the QA clock: of the last 3 weeks where they depart, else of the 13."""
        number, weeks = (self.recent, RECENT) if self.departs else (self.window, WINDOW)
        return number / (weeks.days * self.clock)


def pace(queue: pl.DataFrame, known_on: date) -> Pace:
    """What was finished lately of `durations` of every review in the line."""
    finished = queue.filter(pl.col("ending") == Ending.COMPLETED)["ended_on"]
    recent, window = (int((finished > known_on - weeks).sum()) for weeks in (RECENT, WINDOW))
    days, calendar = queue.select(
        pl.col("days").sum(), (pl.col("ended_on") - pl.col("qa_received_on")).dt.total_days().sum()
    ).row(0)
    return Pace(recent, window, days / calendar if calendar else 1.0)


def medians(queue: pl.DataFrame, members: Sequence[Flags], known_on: date, share: float = HALF) -> list[Estimate]:
    """The median turnaround in days of each group of reviews, withdrawn ones left out, with a 95% interval; of another
    `share` than a half, the days by which so many have ended.

    `queue` is `durations` of every review in the line, `members` flags the groups' rows in it. A finished review
    counts with its own days. An open one counts in shares: the probability of having ended by each day, given the
    queue it joined and how many were finished since. The probabilities are a Kaplan-Meier estimate with delayed entry
    over the last 13 weeks, in lengths of the queue; each day to come finishes as many as `Pace.a_day`. The interval is
    the middle 95% of 200 resamples, with a fixed seed, of whole weeks of receipt: reviews of one week wait behind the
    same line, so single ones are not independent. None is given for a group of fewer than FEWEST.
    """
    kept = np.logical_or.reduce([(queue["ended_on"] > known_on - WINDOW).to_numpy(), *members])
    waits = _waits(queue, known_on, kept)
    # Of all weeks of the line, so that one group has one interval whichever others are asked for beside it.
    weeks = queue["qa_received_on"].to_physical().to_numpy() // 7
    first, end = (int(weeks.min()), int(weeks.max()) + 1) if len(weeks) else (0, 0)
    week, draws = waits.received // 7 - first, _draws(end - first)
    curves, a_day = _curves(waits, week, draws), pace(queue, known_on).a_day
    return [_estimate(_Group(waits, week, draws, curves, flags[kept], a_day), share) for flags in members]


@lru_cache(maxsize=32)
def _draws(weeks: int) -> Numbers:
    """One row per draw: how often each week is in it. The first has every week once; the others are resamples."""
    rng = np.random.default_rng(SEED)
    drawn = [np.bincount(rng.integers(0, weeks, weeks), minlength=weeks) for _ in range(DRAWS if weeks else 0)]
    return np.array([np.ones(weeks), *drawn], dtype=float)


def _waits(queue: pl.DataFrame, known_on: date, kept: Flags) -> _Waits:
    finished = queue.filter(pl.col("ending") == Ending.COMPLETED)["ended_on"].sort().to_numpy()
    lengths, rows = queue_lengths(queue)[kept], queue.filter(pl.Series(kept))
    opens_on = np.datetime64(known_on - WINDOW)
    received, ended = (rows[name].to_numpy() for name in ("qa_received_on", "ended_on"))
    at_receipt, at_end = (np.searchsorted(finished, day, side="right") for day in (received, ended))
    before = np.searchsorted(finished, opens_on, side="right") - at_receipt
    return _Waits(
        queue=lengths,
        days=rows["days"].cast(pl.Float64).to_numpy(),
        entered=np.where(received > opens_on, NOT_IN_WINDOW, before / lengths),
        left=(at_end - at_receipt) / lengths,
        is_seen=ended > opens_on,
        is_completed=(rows["ending"] == Ending.COMPLETED).to_numpy(),
        is_open=(rows["ending"] == Ending.OPEN).to_numpy(),
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


class _Group:
    """By draw, the share of one group's reviews that has ended by a day: `share_ended`."""

    def __init__(
        self, waits: _Waits, week: Places, draws: Numbers, curves: _Curves, group: Flags, a_day: float
    ) -> None:
        done, still = group & waits.is_completed, group & waits.is_open
        self.curves = curves
        self.last = int(waits.days[done].max(initial=0))
        self.finished = np.cumsum(_by_week(week[done], waits.days[done].astype(int) + 1, draws, self.last + 2), axis=1)
        # Reviews received on one day wait behind one line, equally long: they are one column.
        _, first, count = np.unique(waits.received[still], return_index=True, return_counts=True)
        self.days, self.waited = waits.days[still][first], waits.left[still][first]
        self.speed = a_day / waits.queue[still][first]
        self.still = count * draws[:, week[still][first]]
        self.size = int(done.sum() + still.sum())
        self.total = self.finished[:, -1] + self.still.sum(axis=1)
        # An open review was itself at risk all the time it waited, so this is not 0 but for rounding.
        self.weights = self.still / np.maximum(curves.survival[:, curves.places(self.waited)], 1e-9)
        ahead = curves.times.max(initial=0) / self.speed.min(initial=np.inf) if a_day else 0.0
        self.longest = int(waits.days[group].max(initial=0) + ahead) + 1

    def share_ended(self, day: int) -> Numbers:
        """By draw; NaN where it has no review of the group."""
        waited = day > self.days
        at = (self.waited + (day - self.days) * self.speed)[waited]
        then = self.curves.survival[:, self.curves.places(at)]
        ended = (self.still[:, waited] - self.weights[:, waited] * then).sum(axis=1)
        by_then = self.finished[:, min(day, self.last) + 1] + ended
        share: Numbers = np.divide(by_then, self.total, out=np.full(len(self.total), np.nan), where=self.total > 0)
        return share


def _estimate(group: _Group, share: float) -> Estimate:
    """The first whole day by which the share has ended: of the first draw, which is all reviews, and in the middle 95%
    of the others, where a limit is the first day by which so many of them are that far (`inverted_cdf`).
    """
    seen = lru_cache(lambda day: group.share_ended(day) >= share)
    known = int((group.total[1:] > 0).sum())
    if not len(group.total) or group.total[0] <= 0:
        return Estimate(None, None, None)
    value = _first_day(lambda day: bool(seen(day)[0]), group.longest)
    if value is None or group.size < FEWEST:
        return Estimate(value, None, None)

    def reached(part: float) -> float | None:
        enough = ceil(part * known)
        return _first_day(lambda day: bool(seen(day)[1:].sum() >= enough), group.longest)

    return Estimate(value, reached(0.025), reached(0.975))


def _first_day(is_so: Callable[[int], bool], longest: int) -> float | None:
    """The first day from 0 on which it is so, by halving, as it stays so; None where it is not by the longest."""
    if not is_so(longest):
        return None
    low, high = -1, longest
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_so(middle) else (middle, high)
    return float(high)
