"""How sure is a count, a share, a rate or a median? 95% intervals, exact where that is cheap."""

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv

from sfo_data.statistics.arrays import Numbers

Z_95 = 1.959963984540054  # standard normal quantile at 0.975
ALPHA = 0.05


def wilson(successes: npt.ArrayLike, trials: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """Lower and upper limits, 0 to 1, of shares; NaN where there were no trials.

    Wilson score interval without continuity correction (Wilson 1927; Newcombe 1998, method 3).
    """
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = k / n
        centre = (p + Z_95**2 / (2 * n)) / (1 + Z_95**2 / n)
        half = Z_95 / (1 + Z_95**2 / n) * np.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n**2))
    return np.where(k == 0, 0.0 * centre, centre - half), np.where(k == n, 1.0 + 0.0 * centre, centre + half)


def poisson(events: npt.ArrayLike, exposure: npt.ArrayLike = 1.0, alpha: float = ALPHA) -> tuple[Numbers, Numbers]:
    """Exact lower and upper limits (95% unless told) of events per unit of exposure; NaN where there is no exposure.

    Garwood 1936: chi-squared quantiles with 2k and 2(k + 1) degrees of freedom, halved; chi2.ppf(p, 2k) / 2 is the
    inverse of the regularised gamma function at k.
    """
    k, per = np.broadcast_arrays(np.asarray(events, dtype=float), np.asarray(exposure, dtype=float))
    lower = np.where(k > 0, gammaincinv(np.maximum(k, 1.0), alpha / 2), 0.0)
    upper = gammaincinv(k + 1, 1 - alpha / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(per > 0, lower / per, np.nan), np.where(per > 0, upper / per, np.nan)


def clopper_pearson(successes: npt.ArrayLike, trials: npt.ArrayLike, alpha: float = ALPHA) -> tuple[Numbers, Numbers]:
    """Exact lower and upper limits, 0 to 1, of shares; 0 and 1 where there were no trials.

    Clopper and Pearson 1934: quantiles of the beta distribution. Wilson's are shorter at 95%, but these keep their
    promise at the high levels that many comparisons at once ask for.
    """
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    lower = np.where(k > 0, betaincinv(np.maximum(k, 1.0), n - k + 1, alpha / 2), 0.0)
    upper = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1.0), 1 - alpha / 2), 1.0)
    return lower, upper


def rank_bounds(lower: npt.ArrayLike, upper: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """First and last place, 1 being the highest value, that each of K may hold.

    1 + how many lie surely higher, and K - how many lie surely lower (Klein, Wright and Wieczorek 2020, J R Stat Soc A
    183, 893-919). All K hold at once with the confidence at which the intervals do: give them at 1 - alpha / K.
    """
    low, high = np.asarray(lower, dtype=float), np.asarray(upper, dtype=float)
    is_higher = low[None, :] > high[:, None]
    return 1 + is_higher.sum(axis=1), low.size - is_higher.sum(axis=0)


def median_ranks(count: npt.ArrayLike) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ranks, from 1, of the ordered values that bound a median; 0 where there are too few (under 6).

    n/2 -/+ 1.96 sqrt(n)/2, the upper plus 1, rounded (Campbell and Gardner, BMJ 1988; 296: 1454-6).
    """
    n = np.asarray(count, dtype=float)
    lower = np.rint(n / 2 - Z_95 * np.sqrt(n) / 2).astype(np.int64)
    upper = np.rint(1 + n / 2 + Z_95 * np.sqrt(n) / 2).astype(np.int64)
    enough = n >= 6
    return np.where(enough, np.maximum(lower, 1), 0), np.where(enough, np.minimum(upper, n).astype(np.int64), 0)


def rate_ratio(events: float, exposure: float, events_before: float, exposure_before: float) -> tuple[float, float]:
    """Exact 95% limits of the ratio of two Poisson rates, now over before; (0, inf) where nothing happened.

    Conditional on the sum the events now are binomial (Przyborowski and Wilenski 1940); Clopper-Pearson limits of
    that share, turned into odds and scaled by the exposures.
    """
    total = events + events_before
    if total == 0:
        return 0.0, float("inf")
    low = betaincinv(events, events_before + 1, ALPHA / 2) if events else 0.0
    high = betaincinv(events + 1, events_before, 1 - ALPHA / 2) if events_before else 1.0
    scale = exposure_before / exposure
    return float(low / (1 - low) * scale), float("inf") if high == 1 else float(high / (1 - high) * scale)


def share_difference(
    successes: float, trials: float, successes_before: float, trials_before: float
) -> tuple[float, float]:
    """95% limits of the difference of two shares, now minus before. Newcombe 1998 (difference), method 10."""
    p, q = successes / trials, successes_before / trials_before
    (lower, upper), (lower_before, upper_before) = (
        [limit.item() for limit in wilson(k, n)] for k, n in ((successes, trials), (successes_before, trials_before))
    )
    return (
        p - q - float(np.hypot(p - lower, upper_before - q)),
        p - q + float(np.hypot(upper - p, q - lower_before)),
    )
