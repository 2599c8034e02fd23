"""What share of all reviews would be rated so, going by a stratified sample of them?"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from sfo_data.statistics.intervals import ALPHA, Z_95, wilson


class TooFewRated(ValueError):
    """A stratum has fewer than two rated reviews, so that its spread cannot be known."""


@dataclass(frozen=True)
class Estimate:
    """A share of a finite population, its standard error and 95% limits, 0 to 1; `rated` out of `reviews`."""

    share: float
    error: float
    lower: float
    upper: float
    rated: int
    reviews: int


def stratified_share(reviews: npt.ArrayLike, rated: npt.ArrayLike, good: npt.ArrayLike) -> Estimate:
    """The share that is good among all reviews, from `good` of `rated` in each stratum of `reviews`.

    Sum of W p, with variance sum of W squared (1 - f) pq/(n - 1), W = N/sum of N, f = n/N: Cochran 1977, Sampling
    Techniques, 3rd edition, section 5.10. The same, given the numbers rated, where strata were formed afterwards
    (Holt and Smith 1979, J R Stat Soc A 142, 33-46). Limits: Wilson's for the sample size that would give this
    variance without strata, cut by (z/t) squared for the degrees of freedom (Korn and Graubard 1998, Survey
    Methodology 24, 193-201; Franco et al. 2019, J Surv Stat Methodol 7, 334-64). Raises TooFewRated.
    """
    size, n, k = (np.asarray(each, dtype=float) for each in (reviews, rated, good))
    if (n < np.minimum(size, 2)).any():
        raise TooFewRated("A stratum has fewer than two rated reviews: nothing is estimated for all of them.")
    keep = size > 0
    size, n, k = size[keep], n[keep], k[keep]
    if not keep.any():
        raise TooFewRated("There are no reviews to estimate for.")
    p, weight, left_out = k / n, size / size.sum(), 1 - n / size
    spread = np.where(n > 1, p * (1 - p) * n / np.maximum(n - 1, 1), 0.0)
    share = float(weight @ p)
    parts = weight**2 * left_out * spread / n
    lower, upper = _limits(share, parts, n, float(left_out @ weight))
    return Estimate(share, float(np.sqrt(parts.sum())), lower, upper, int(n.sum()), int(size.sum()))


def _limits(
    share: float, parts: npt.NDArray[np.float64], n: npt.NDArray[np.float64], left_out: float
) -> tuple[float, float]:
    """Where all rated alike the variance is 0 and says nothing: then the reviews rated count as they are."""
    if left_out == 0:
        return share, share
    spread = parts.sum()
    simple = n.sum() / left_out
    effective = share * (1 - share) / spread if spread > 0 else simple
    freedom = spread**2 / (parts**2 / np.maximum(n - 1, 1)).sum() if spread > 0 else n.sum() - len(n)
    scaled = effective * (Z_95 / float(stdtrit(max(freedom, 1.0), 1 - ALPHA / 2))) ** 2
    low, high = wilson(share * scaled, scaled)
    return float(low), float(high)
