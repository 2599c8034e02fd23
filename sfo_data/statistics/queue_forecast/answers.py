"""What do many futures say together: the middle, the interval, the month in which the target is met again?"""

import numpy as np

from sfo_data.statistics.arrays import Ints
from sfo_data.statistics.queue_forecast.queue import Floats

# Limits of the 80% intervals.
LOWER, UPPER = 0.1, 0.9
# A month is back on target if this many months running are, itself the first.
MONTHS_RUNNING = 3


def spread(values: Floats | Ints) -> tuple[Floats, Floats, Floats]:
    """Median and the limits of the 80% interval over paths (rows), by column.

    The smallest value that at least that share of paths does not exceed (Hyndman and Fan 1996, definition 1), so that
    paths that never get there may be infinite.
    """
    middle, lower, upper = np.quantile(values, [0.5, LOWER, UPPER], axis=0, method="inverted_cdf")
    return middle, lower, upper


def by_month(values: Ints, starts: Ints) -> Ints:
    """Sums over days (columns), by path and month; month i begins at column `starts[i]`."""
    summed: Ints = np.add.reduceat(values, starts, axis=1)
    return summed


def back_in(accepted: Ints, in_time: Ints, at_best: Floats, wanted: float) -> Floats:
    """By path: which month (from 0) is the first of three running in which `wanted` of the reviews accepted in it were
    in time; infinity where none is.

    `accepted` and `in_time` are by path and month. A month in which none was accepted does not count. Where fewer than
    `wanted` could be in time even if none ever waited (`at_best`, by path), a run is luck that does not last: infinity.
    """
    is_met = (in_time >= wanted * accepted) & (accepted > 0)
    months = accepted.shape[1]
    if months < MONTHS_RUNNING:
        return np.full(len(accepted), np.inf)
    starts_run = np.all([is_met[:, n : months - MONTHS_RUNNING + 1 + n] for n in range(MONTHS_RUNNING)], axis=0)
    is_back = starts_run.any(axis=1) & (at_best >= wanted)
    return np.where(is_back, starts_run.argmax(axis=1), np.inf)


def crps(draws: Floats | Ints, observed: float) -> float:
    """Continuous ranked probability score of a forecast given as draws; lower is better, in the units of the draws.

    Mean distance to the observed less half the mean distance between draws (Gneiting and Raftery 2007, equation 21);
    for a single draw it is the absolute error.
    """
    ordered = np.sort(np.asarray(draws, dtype=float))
    count = len(ordered)
    # Mean absolute difference of all pairs from the ordered values.
    between = 2 * np.sum((2 * np.arange(1, count + 1) - count - 1) * ordered) / count**2
    return float(np.abs(ordered - observed).mean() - between / 2)
