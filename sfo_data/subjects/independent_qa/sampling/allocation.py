"""How many reviews to draw from each stratum, and what a sample of that size can show?"""

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.intervals import ALPHA, Z_95

DIFFERENCE = 0.15  # the difference in shares a sample should be able to show, and
POWER = 0.8  # how surely.
PLANNED_SHARE = 0.5  # before anything is known: the share at which a sample says least


def allocate(sizes: Mapping[str, int], proportion: Fraction, least: int) -> dict[str, int]:
    """Reviews to draw by stratum: `proportion` of all, rounded up, shared out by size, at least `least` from each.

    A stratum smaller than `least` is taken whole. Where the minima ask for more than the proportion, they win. What is
    not fixed by a minimum is shared by largest remainder, in whole numbers throughout; ties go by name.
    """
    floors = {name: min(least, size) for name, size in sorted(sizes.items())}
    wanted = max(ceil(proportion * sum(sizes.values())), sum(floors.values()))
    fixed: dict[str, int] = {}
    while True:
        free = {name: sizes[name] for name in floors if name not in fixed}
        shared = _largest_remainder(free, wanted - sum(fixed.values()))
        short = {name: floors[name] for name, number in shared.items() if number < floors[name]}
        if not short:
            return {name: {**fixed, **shared}[name] for name in floors}
        fixed |= short


def _largest_remainder(sizes: Mapping[str, int], seats: int) -> dict[str, int]:
    total = sum(sizes.values())
    if total == 0:
        return dict.fromkeys(sizes, 0)
    whole = {name: seats * size // total for name, size in sizes.items()}
    by_remainder = sorted(sizes, key=lambda name: (-(seats * sizes[name] % total), name))
    more = set(by_remainder[: seats - sum(whole.values())])
    return {name: number + (name in more) for name, number in whole.items()}


def variance(drawn: npt.ArrayLike, reviews: npt.ArrayLike, share: float = PLANNED_SHARE) -> Numbers:
    """Variance of the share in a simple random sample of `drawn` out of `reviews`; NaN where none is drawn.

    PQ/n (N - n)/(N - 1): Cochran 1977, Sampling Techniques, 3rd edition, theorem 3.2. Nothing is left to chance where
    all are drawn.
    """
    n, size = np.asarray(drawn, dtype=float), np.asarray(reviews, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return share * (1 - share) / n * np.where(size > 1, (size - n) / (size - 1), 0.0)


def half_width(drawn: npt.ArrayLike, reviews: npt.ArrayLike, share: float = PLANNED_SHARE) -> Numbers:
    """Half the width, 0 to 1, of a 95% interval for a share, normal approximation (Cochran 1977, section 3.6)."""
    return Z_95 * np.sqrt(variance(drawn, reviews, share))


def power(drawn: npt.ArrayLike, reviews: npt.ArrayLike, difference: float = DIFFERENCE) -> Numbers:
    """The chance, 0 to 1, that each stratum is told from all the others where it differs by `difference`.

    Two-sided normal test at 5% of the stratum's share against the share in the rest of the sample; each variance as in
    `variance`, at a share of one half.
    """
    error = _error_of_difference(drawn, reviews)
    with np.errstate(divide="ignore"):
        away = difference / error
    return np.asarray(ndtr(away - Z_95) + ndtr(-away - Z_95), dtype=float)


def detectable(drawn: npt.ArrayLike, reviews: npt.ArrayLike) -> Numbers:
    """The smallest difference, 0 to 1, of a stratum from all the others that is found with a power of 80%.

    (z of 1 - alpha/2 + z of the power) times the standard error of the difference: the other tail is neglected.
    """
    return np.asarray((ndtri(1 - ALPHA / 2) + ndtri(POWER)) * _error_of_difference(drawn, reviews), dtype=float)


def _error_of_difference(drawn: npt.ArrayLike, reviews: npt.ArrayLike) -> Numbers:
    """Of each stratum's share less that of all the others, weighted by size; NaN where there are no others."""
    n, size = np.asarray(drawn, dtype=float), np.asarray(reviews, dtype=float)
    own = variance(n, size)
    squares, others = np.nan_to_num(size**2 * own), size.sum() - size
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt(own + (squares.sum() - squares) / others**2), dtype=float)


def needed(reviews: int, half: float, share: float = PLANNED_SHARE) -> int:
    """Reviews to draw out of `reviews` for a 95% interval of half-width `half`, rounded up.

    n0 / (1 + (n0 - 1)/N) with n0 = z squared PQ / half squared: Cochran 1977, section 4.4.
    """
    without_limit = Z_95**2 * share * (1 - share) / half**2
    return ceil(without_limit / (1 + (without_limit - 1) / reviews))
