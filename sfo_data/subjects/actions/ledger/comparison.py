"""Is a share better than its baseline by more than chance, and by as much as was registered? Pure steps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from sfo_data.statistics import intervals
from sfo_data.statistics.design_effect import of_clusters
from sfo_data.statistics.intervals import ALPHA


class Status(StrEnum):
    """What can be said of one registered test."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    CANNOT_COUNT = "cannot count"


@dataclass(frozen=True)
class Share:
    """A share as counted, and how many times more it varies than one of units that do not come in groups."""

    numerator: int
    denominator: int
    design_effect: float

    @property
    def value(self) -> float:
        return self.numerator / self.denominator

    @property
    def effective(self) -> tuple[float, float]:
        """Counts that, taken as binomial, have the variance of the grouped ones (Rao and Scott 1992)."""
        return self.numerator / self.design_effect, self.denominator / self.design_effect


@dataclass(frozen=True)
class Comparison:
    """The test period against the baseline; `gain`, lower and upper are differences in the better direction, 0 to 1.

    p: one-sided, of a gain of nothing or less. adjusted: the same by Holm over the family.
    """

    now: Share
    gain: float
    lower: float
    upper: float
    p: float
    adjusted: float = 1.0


def share(counted: npt.ArrayLike, among: npt.ArrayLike) -> Share:
    """The share of all units from each group's (a review's) numerator and denominator.

    With its design effect, see `of_clusters`.
    """
    x, n = np.asarray(counted, dtype=float), np.asarray(among, dtype=float)
    x, n = x[n > 0], n[n > 0]
    total = float(n.sum())
    return Share(int(x.sum()), int(total), of_clusters(x, n, float(x.sum()) / total if total else 0.0))


def compare(now: Share, baseline: Share, better: Literal["higher", "lower"]) -> Comparison:
    """One-sided score test of two shares with the pooled variance, and Newcombe's 95% interval, on effective counts.

    z = (p - q) / sqrt(r (1 - r) (1/n + 1/m)), r the pooled share; 1 - Phi(z). No p below 1 where r is 0 or 1.
    """
    (x, n), (y, m) = now.effective, baseline.effective
    sign = 1.0 if better == "higher" else -1.0
    gain = sign * (x / n - y / m)
    pooled = (x + y) / (n + m)
    error = float(np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m)))
    lower, upper = sorted(sign * limit for limit in intervals.share_difference(x, n, y, m))
    return Comparison(now, gain, lower, upper, float(ndtr(-gain / error)) if error > 0 else 1.0)


def decide(comparison: Comparison, smallest: float) -> tuple[Status, str]:
    """met: adjusted p under 0.05 and a gain of at least `smallest`; not met: the interval lies under it.

    Cannot tell: anything else. A gain counted in the test period is a gain, not proof of what brought it about.
    """
    seen = f"gain {_points(comparison.gain)} ({_points(comparison.lower)} to {_points(comparison.upper)} points)"
    test = f"p {comparison.p:.3f}, {comparison.adjusted:.3f} by Holm"
    if comparison.adjusted < ALPHA and comparison.gain >= smallest:
        return Status.MET, f"{seen}; {test}; at least {_points(smallest)} was registered"
    if comparison.upper < smallest:
        return Status.NOT_MET, f"{seen}; the interval leaves out the registered {_points(smallest)}"
    return Status.CANNOT_TELL, f"{seen}; {test}; neither shown nor ruled out at {_points(smallest)}"


def _points(difference: float) -> str:
    return f"{difference * 100:+.1f}".replace("-", "−")
