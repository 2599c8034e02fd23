"""What is known of a team, its work in hand and the work to come, and how surely?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.statistics.queue_forecast.drift import Drift

NONE = Drift()
Floats = npt.NDArray[np.float64]

WAITING, READING, RETURNED = range(3)


class NoForecast(ValueError):
    """There is nothing to forecast, or nothing to forecast it from."""


@dataclass(frozen=True)
class Rate:
    """Events per unit of exposure, how sure that is, and how it moves; with `dispersion` 0 it is taken as known."""

    events: float
    exposure: float
    dispersion: float = 1.0
    drift: Drift = NONE

    @property
    def mean(self) -> float:
        """Events per unit of exposure; 0 without exposure."""
        return self.events / self.exposure if self.exposure else 0.0

    def draw(self, rng: np.random.Generator, paths: int) -> Floats:
        """One rate per path: gamma, the posterior under Jeffreys' prior for a Poisson rate (Gelman et al. 2013, 2.8).

        A quasi-Poisson `dispersion` (McCullagh and Nelder 1989, 6.2.3) narrows or widens it.
        """
        if self.dispersion == 0 or not self.exposure:
            return np.full(paths, self.mean)
        return rng.gamma((self.events + 0.5) / self.dispersion, self.dispersion / self.exposure, paths)

    def draw_by_day(self, rng: np.random.Generator, paths: int, days: int) -> Floats:
        """One rate per path and day from 1: `draw`, moved by the drift."""
        level = self.draw(rng, paths)
        by_day: Floats = level[:, None] * self.drift.draw(rng, paths, days)
        return by_day


@dataclass(frozen=True)
class Share:
    """Successes out of trials, and how sure it is; where `is_exact` the mean is taken as known."""

    successes: float
    trials: float
    is_exact: bool = False

    @property
    def mean(self) -> float:
        """Successes over trials; 0 without trials."""
        return self.successes / self.trials if self.trials else 0.0

    def draw(self, rng: np.random.Generator, paths: int) -> Floats:
        """One share per path: beta, the posterior under Jeffreys' prior (Brown, Cai and DasGupta 2001)."""
        if self.is_exact:
            return np.full(paths, self.mean)
        return rng.beta(self.successes + 0.5, self.trials - self.successes + 0.5, paths)


@dataclass(frozen=True, eq=False)
class Open:
    """The reviews in hand on day 0, one each, in order of receipt; days are 0 or before.

    `round` counts from 0; `stage` is WAITING (since received or resubmitted), READING (since taken up) or RETURNED
    (since returned to the provider), and `since` the day it began.
    """

    received: Ints
    round: Ints
    stage: Ints
    since: Ints


@dataclass(frozen=True, eq=False)
class Queue:
    """A team, its work in hand, and what is known of the work to come; `..._days` are samples to draw from."""

    notified: Rate  # offences notified, per day
    posts: float
    output: Rate  # rounds that a filled post takes up, per day
    output_variation: float  # variance of a day's output over its squared mean
    returned: tuple[Share, Share]  # of first and of second rounds; a third is always accepted
    read_first: Share  # of first submissions
    extended: Share  # of reviews
    stopped_writing: Rate  # withdrawn, per review and day while written
    stopped_open: Rate  # withdrawn, per review and day from receipt to acceptance
    writing_days: Ints  # from notification to the day due
    extension_days: Ints  # from the day due to the day extended to
    lateness_days: Ints  # from the day due or extended to, to receipt; negative where early
    reading_days: Ints  # from being taken up to being finished
    rewriting_days: Ints  # from return to resubmission
    expected: Ints  # of each review being written now: the day due or extended to
    can_extend: Flags  # of each review being written now: not extended, and not due yet
    open: Open
