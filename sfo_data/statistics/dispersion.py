"""How much more do two periods next to each other differ than if every event came by itself?"""

import numpy as np
from scipy.special import stdtrit

from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.intervals import ALPHA, Z_95

# Months of fewer than two years tell too little of how much a year varies.
FEWEST, YEAR = 24, 12
# The correlation of neighbours is found too low in short series; as much was missing in AR(1) worlds of 0.3 and 0.6
# with a variance of twice the mean (tests/benchmarks/words.py).
MISSED, MOST = 0.09, 0.9


def dispersion(counts: Numbers, base: Numbers, compared: int, is_share: bool = False) -> float | None:
    """How many times larger the variance of the difference of the newest `compared` months and those before is than of
    counts that are Poisson (of a share: binomial) for their `base`; at least 1. None of fewer than 24 months.

    Months vary about the level of their year (years back from the newest), so that a change from one year to the next
    does not hide itself: spread = sum of squared standardised residuals / degrees of freedom, at least 1 (Wedderburn
    1974). Neighbours correlate by r, corrected for the short years (r + (1 + 4 r) / 12; Kendall 1954); the variance of
    the difference of two sums under AR(1) and what the years' own means take from the spread follow from it. The whole
    is multiplied by (t / 1.96)^2 with t for (1 - r) / (1 + r) of the degrees of freedom, as an estimate from so few.
    """
    size = len(counts)
    if size < FEWEST or compared < 1:
        return None
    year = np.minimum(np.arange(size)[::-1] // YEAR, size // YEAR - 1)
    bases = np.bincount(year, base)
    level = (np.bincount(year, counts) / np.where(bases > 0, bases, 1.0))[year]
    expected = base * level
    variance = expected * (1 - level) if is_share else expected
    residual = np.where(variance > 0, (counts - expected) / np.sqrt(np.where(variance > 0, variance, 1.0)), 0.0)
    squares, free = float(residual @ residual), size - size // YEAR
    if squares == 0:
        return float((stdtrit(free, 1 - ALPHA / 2) / Z_95) ** 2)
    found = float(residual[1:] @ residual[:-1]) / squares
    correlation = float(np.clip(found + (1 + 4 * found) / YEAR + MISSED, 0.0, MOST))
    spread = max(1.0, squares / free / (1 - _lost(correlation)))
    t = stdtrit(max(2.0, free * (1 - correlation) / (1 + correlation)), 1 - ALPHA / 2)
    return max(1.0, spread * _of_difference(correlation, compared)) * float(t / Z_95) ** 2


def _lost(correlation: float) -> float:
    """The part of the variance that the mean of a year takes away, beyond the 1/12 it takes where r is 0."""
    return float(_correlations(correlation, YEAR).mean() - 1 / YEAR)


def _of_difference(correlation: float, compared: int) -> float:
    """The variance of the difference of two sums next to each other, over that where r is 0."""
    signs = np.repeat([-1.0, 1.0], compared)
    return float(signs @ _correlations(correlation, 2 * compared) @ signs) / (2 * compared)


def _correlations(correlation: float, size: int) -> Numbers:
    apart = np.abs(np.subtract.outer(np.arange(size), np.arange(size)))
    of_each: Numbers = np.power(correlation, apart)
    return of_each
