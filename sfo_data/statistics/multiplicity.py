"""How many of several tests may be believed at once? P-values adjusted for their number."""

import numpy as np
import numpy.typing as npt

from sfo_data.statistics.arrays import Numbers


def holm(p_values: npt.ArrayLike) -> Numbers:
    """Adjusted p-values: of a family where nothing is there, at most 5% have any at or under 0.05.

    Holm 1979: the i-th smallest of K times K - i + 1, made to rise, at most 1.
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)), 1.0)
    return adjusted


def benjamini_hochberg(p_values: npt.ArrayLike) -> Numbers:
    """Adjusted p-values: calling those at or under q holds the false discovery rate at q.

    min over j >= i of K p_(j) / j, at most 1, where the tests are independent or positively dependent (Benjamini and
    Hochberg 1995; Yekutieli and Benjamini 1999 for the adjusted form; Benjamini and Yekutieli 2001).
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(p[order] * p.size / np.arange(p.size, 0, -1)), 1.0)
    return adjusted
