"""Reproducible draws: one stream of random numbers per part of the extract, and exact shares where they are wanted."""

from datetime import date
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sfo_data.statistics.arrays import Flags, Ints

Floats = NDArray[np.float64]

# A day as a number (days since 1 January 1970) that never comes; an empty date once written.
NEVER = 1_000_000_000
EPOCH = date(1970, 1, 1)


def stream(seed: int, part: str) -> np.random.Generator:
    """The random numbers of one part, the same for the same seed, whatever the other parts draw."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, crc32(part.encode())])))


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


def date_column(days: Ints) -> pl.Series:
    """Day numbers as dates; NEVER and later are empty."""
    numbers = pl.Series(np.minimum(days, NEVER).astype(np.int32))
    return numbers.set(numbers >= NEVER // 2, None).cast(pl.Date)


def calendar_year(days: Ints) -> Ints:
    """The calendar year each day lies in."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def position(weights: Floats | list[float], drawn: Floats) -> Ints:
    """The position in `weights` that each number from 0 to 1 falls on."""
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(bounds / bounds[-1], drawn, side="right").astype(np.int64)


def pick(rng: np.random.Generator, weights: Floats | list[float], size: int) -> Ints:
    """`size` positions in `weights`, each drawn in proportion to its weight."""
    return position(weights, rng.random(size))


def pick_by(rng: np.random.Generator, weights: Floats, group: Ints) -> Ints:
    """For each row a position in the row of `weights` that `group` names."""
    bounds = np.cumsum(weights, axis=1)
    bounds = bounds / bounds[:, -1:]
    drawn = rng.random(len(group))
    chosen: Ints = np.sum([drawn >= bounds[group, k] for k in range(weights.shape[1] - 1)], axis=0, dtype=np.int64)
    return chosen


def apportion(weights: Floats, total: int) -> Ints:
    """Whole numbers in proportion to `weights` that sum to `total` (largest remainders, Hamilton's method)."""
    exact = weights / weights.sum() * total
    whole: Ints = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def lowest(scores: Floats, count: int) -> Flags:
    """True for exactly the `count` rows with the lowest scores."""
    chosen = np.zeros(len(scores), dtype=bool)
    chosen[np.argsort(scores, kind="stable")[:count]] = True
    return chosen


def lag(rng: np.random.Generator, median: float, spread: float, size: int, most: int) -> Ints:
    """Whole days with the given median and a long tail (log-normal, `spread` its sigma), at most `most`."""
    return np.minimum(np.rint(rng.lognormal(np.log(median), spread, size)), most).astype(np.int64)


def between(rng: np.random.Generator, low: int, high: int, size: int) -> Ints:
    """Whole numbers from `low` to `high`, both included."""
    return rng.integers(low, high + 1, size)


def chance(rng: np.random.Generator, probability: float | Floats, size: int) -> Flags:
    """True with the given probability."""
    return rng.random(size) < probability


def evenly(rng: np.random.Generator, size: int) -> Floats:
    """Numbers from 0 to 1, spread evenly in every run of 50 rows, so that shares are nearly exact everywhere."""
    strata = rng.random((size // 50 + 1, 50)).argsort(axis=1)
    spread: Floats = ((strata + rng.random(strata.shape)) / 50).ravel()[:size]
    return spread


def every(rng: np.random.Generator, step: int, size: int) -> Flags:
    """True for one row in `step`, evenly spaced from a random start."""
    chosen: Flags = np.arange(size) % step == rng.integers(step)
    return chosen
