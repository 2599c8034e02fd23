"""Which way does a rate move, and how surely? A slope on the log scale, believed as far as the counts carry it."""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Numbers

# Working days of a month and of a year.
MONTH, YEAR = 21, 253
# What is believed of a drift before any count is seen: normal around none, so that 2 of 3 rates move by less a month.
BELIEVED = 0.04 / MONTH
_STEPS = 4


@dataclass(frozen=True)
class Drift:
    """The slope of a rate's logarithm per working day with its standard error, and the day (0 is now) on which the rate
    is its mean. It goes on for a year; then the rate stays where it is.
    """

    slope: float = 0.0
    error: float = 0.0
    centre: float = 0.0

    def draw(self, rng: np.random.Generator, paths: int, days: int) -> Numbers:
        """By path and day from 1: the rate in parts of its mean. Every path has a slope of its own."""
        slope = rng.normal(self.slope, self.error, paths) if self.error else np.full(paths, self.slope)
        after = np.minimum(np.arange(1, days + 1), YEAR) - self.centre
        factor: Numbers = np.exp(slope[:, None] * after)
        return factor


def estimated(counts: Numbers, exposure: Numbers, dispersion: float) -> Drift:
    """The drift of counts on consecutive working days that end on day 0, for the exposure of each.

    The mode and curvature of a log-linear Poisson rate with a normal belief about its slope, the level profiled out
    (Gelman et al. 2013, 4.1 and 16.2); the counts' say is divided by their quasi-Poisson `dispersion`.
    """
    if not counts.any():
        return Drift(0.0, BELIEVED)
    day, scale = np.arange(1 - len(counts), 1, dtype=float), max(dispersion, 0.05)
    slope = error = centre = 0.0
    for _ in range(_STEPS):
        expected = exposure * np.exp(slope * day)
        expected *= counts.sum() / expected.sum()
        centre = float((expected * day).sum() / expected.sum())
        away = day - centre
        said = float(((counts - expected) * away).sum()) / scale - slope / BELIEVED**2
        sure = float((expected * away**2).sum()) / scale + 1 / BELIEVED**2
        slope, error = slope + said / sure, sure**-0.5
    return Drift(slope, error, centre)
