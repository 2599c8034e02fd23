"""How far do two figures lie apart, and could that be chance? Exact tests with the intervals that go with them."""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, gammaln, ndtri

from sfo_data import intervals

Direction = Literal["up", "down", "same"]

FEWEST_VALUES = 6  # fewer values bound no median at 95%; see intervals.median_ranks
TINY = 1e-9


class CannotCompare(ValueError):
    """There is nothing to compare; the message says why."""


@dataclass(frozen=True)
class Change:
    """The second figure against the first: `size` and its 95% limits, in per cent (shares: in percentage points).

    `p` is exact and two-sided. A change from nothing has no size in per cent: infinity.
    """

    size: float
    lower: float
    upper: float
    p: float
    unit: Literal["%", "percentage points"] = "%"

    @property
    def beyond_chance(self) -> Direction:
        """ "up" or "down" where the exact test and the 95% interval both leave out no change; "same" elsewhere."""
        if self.p >= intervals.ALPHA:
            return "same"
        return "up" if self.lower > 0 else "down" if self.upper < 0 else "same"


def rate_change(events: int, exposure: float, events_before: int, exposure_before: float) -> Change:
    """Two Poisson rates (counts per day, or per person-year). Raises CannotCompare.

    Given their sum the events are binomial (Przyborowski and Wilenski 1940). The p-value is twice the smaller tail,
    so that it agrees with the Clopper-Pearson limits of `intervals.rate_ratio` (Fay 2010, R Journal 2(1): 53-58).
    """
    if not exposure or not exposure_before:
        raise CannotCompare("There is nobody supervised, or no day, on one side.")
    total = events + events_before
    if total == 0:
        raise CannotCompare("Nothing was counted on either side.")
    expected = exposure / (exposure + exposure_before)
    p = 2 * min(bdtr(events, total, expected), bdtr(events_before, total, 1 - expected))
    lower, upper = intervals.rate_ratio(events, exposure, events_before, exposure_before)
    ratio = events / exposure / (events_before / exposure_before) if events_before else float("inf")
    return Change(100 * (ratio - 1), 100 * (lower - 1), 100 * (upper - 1), min(1.0, float(p)))


def share_change(successes: int, trials: int, successes_before: int, trials_before: int) -> Change:
    """Two shares, in percentage points: Newcombe's interval and Fisher's exact test. Raises CannotCompare."""
    if not trials or not trials_before:
        raise CannotCompare("There are no cases on one side.")
    lower, upper = intervals.share_difference(successes, trials, successes_before, trials_before)
    size = successes / trials - successes_before / trials_before
    p = fisher_p(successes, trials, successes_before, trials_before)
    return Change(100 * size, 100 * lower, 100 * upper, p, "percentage points")


def median_change(values: npt.ArrayLike, values_before: npt.ArrayLike) -> Change:
    """Two medians of positive values, as a ratio. Raises CannotCompare.

    Interval: Price and Bonett 2002 (J Stat Comput Simul 72: 119-124), from order statistics, on the log scale. It
    leans on values that seldom tie, so the exact test decides beside it: Mood's median test (Fisher's exact test of
    how many on each side lie above the median of all).
    """
    now, before = np.asarray(values, dtype=float), np.asarray(values_before, dtype=float)
    if min(now.size, before.size) < FEWEST_VALUES:
        raise CannotCompare(f"A median needs at least {FEWEST_VALUES} values on each side.")
    if min(_inner(now)[0], _inner(before)[0]) <= 0:
        raise CannotCompare("The values lie at zero, so no per cent change can be given.")
    log_ratio = np.log(np.median(now)) - np.log(np.median(before))
    # The ranks read lie among the positive values, so what a value at zero is replaced by does not count.
    error, error_before = (median_error(np.log(np.maximum(each, TINY))) for each in (now, before))
    half = intervals.Z_95 * float(np.hypot(error, error_before))
    middle = np.median(np.concatenate([now, before]))
    p = fisher_p(int((now > middle).sum()), now.size, int((before > middle).sum()), before.size)
    size, lower, upper = (float(100 * np.expm1(log_ratio + side * half)) for side in (0, -1, 1))
    return Change(size, lower, upper, p)


def median_error(values: npt.ArrayLike) -> float:
    """The standard error of a median, free of a distribution (Bonett and Price 2002, Psychol Methods 7: 370-383).

    The a-th smallest and a-th largest value, a = (n + 1)/2 - sqrt(n) rounded, lie 2z errors apart, z the normal
    quantile of their binomial coverage.
    """
    low, high = _inner(values)
    n = np.asarray(values).size
    return float((high - low) / (2 * -ndtri(bdtr(_rank(n) - 1, n, 0.5))))


def _rank(n: int) -> int:
    return max(1, round((n + 1) / 2 - sqrt(n)))


def _inner(values: npt.ArrayLike) -> tuple[float, float]:
    ordered = np.sort(np.asarray(values, dtype=float))
    rank = _rank(ordered.size)
    return float(ordered[rank - 1]), float(ordered[-rank])


def fisher_p(successes: int, trials: int, successes_before: int, trials_before: int) -> float:
    """Fisher's exact test of two shares, two-sided: twice the smaller hypergeometric tail, at most 1."""
    both = successes + successes_before
    k = np.arange(max(0, both - trials_before), min(trials, both) + 1)
    ways = np.exp(
        _log_choose(trials, k) + _log_choose(trials_before, both - k) - _log_choose(trials + trials_before, both)
    )
    return float(min(1.0, 2 * min(ways[k <= successes].sum(), ways[k >= successes].sum())))


def _log_choose(n: int, k: npt.ArrayLike) -> npt.NDArray[np.float64]:
    return np.asarray(gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n + 1, k)))
