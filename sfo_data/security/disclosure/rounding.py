"""Counts to the nearest multiple of a base, each by itself, and those that must be withheld all the same.

The reader knows the base and how counts are rounded, so that what is shown is an interval; and that true counts add up,
though rounded ones may not. Where that narrows a small count, cells are withheld until it does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from scipy.optimize import linprog

from sfo_data.security.disclosure.attacker import TOLERANCE, System, system
from sfo_data.security.disclosure.policy import Policy
from sfo_data.security.disclosure.table import Table
from sfo_data.statistics.arrays import Flags, Numbers


@dataclass(frozen=True)
class Rounded:
    """The rounded counts of the cells that may be shown, and which may not be.

    `exposed`: small counts, or implied rests, that published counts give away, however much is withheld.
    """

    shown: Mapping[str, int]
    withheld: frozenset[str]
    exposed: frozenset[str] = frozenset()


def nearest(count: int, base: int) -> int:
    """The nearest multiple of the base; halves go up, so that 5 of 10 is 10 for everybody and every time."""
    return (count + base // 2) // base * base


def rounded(table: Table, policy: Policy) -> Rounded:
    """The table with its counts rounded; the same table has one answer.

    Each count under the policy's threshold, and each that shows that all or none of a small base are alike, keeps at
    least as many possible values as the policy's protection, among them one that is no small count.
    """
    known = system(table)
    withheld, exposed = known.is_hidden.copy(), set[int]()
    while narrow := [
        cell for cell in _protected(known, policy) if cell not in exposed and _is_narrow(known, cell, withheld, policy)
    ]:
        another = _next(known, narrow[0], withheld)
        if another is None:
            exposed.add(narrow[0])
        else:
            withheld[another] = True
    names = np.array(known.names)
    is_shown = ~withheld & ~known.is_public
    shown = {
        str(name): nearest(int(value), policy.rounding)
        for name, value in zip(names[is_shown], known.values[is_shown], strict=True)
    }
    public = {name: table.cells[name] for name in table.public}
    return Rounded(
        shown | public, frozenset(names[withheld & ~known.is_hidden].tolist()), frozenset(names[list(exposed)].tolist())
    )


def _protected(known: System, policy: Policy) -> list[int]:
    is_small = (known.values >= 1) & (known.values < policy.threshold)
    for part, base, rest in known.shares:
        if 0 < known.values[base] < policy.alike:
            is_small[[cell for cell in (part, rest) if known.values[cell] == 0]] = True
    return np.flatnonzero(is_small & ~known.is_public).tolist()


def _is_narrow(known: System, cell: int, withheld: Flags, policy: Policy) -> bool:
    """Whether the reader is left too few values for the cell, or small counts alone."""
    limits = _limits(known, withheld, policy)
    goal = (np.arange(known.values.size) == cell).astype(float)
    ends = [
        linprog(sign * goal, A_eq=known.relations, b_eq=np.zeros(known.relations.shape[0]), bounds=limits)
        for sign in (1, -1)
    ]
    low = ceil(ends[0].fun - TOLERANCE)
    high = np.inf if ends[1].status in (3, 4) else floor(TOLERANCE - ends[1].fun)
    return bool(high - low + 1 < policy.protection or (low > 0 and high < policy.threshold))


def _limits(known: System, withheld: Flags, policy: Policy) -> Numbers:
    """What each cell may be by itself: exactly what is public, what rounds to what is shown, anything if withheld."""
    half = policy.rounding // 2
    shown = (known.values + half) // policy.rounding * policy.rounding
    low = np.where(known.is_public, known.values, np.where(withheld, 0, np.maximum(shown - half, 0)))
    high = np.where(known.is_public, known.values, np.where(withheld, np.inf, shown + policy.rounding - half - 1))
    return np.transpose([low, high]).astype(float)


def _next(known: System, cell: int, withheld: Flags) -> int | None:
    """The cell to withhold next: itself, else the smallest shown in its relations, else the smallest shown at all."""
    is_shown = ~withheld & ~known.is_public
    related = (known.relations[(known.relations[:, [cell]] != 0).toarray().ravel()] != 0).toarray().any(axis=0)
    for among in (np.arange(is_shown.size) == cell, related, np.ones_like(is_shown)):
        if (is_shown & among).any():
            return min(np.flatnonzero(is_shown & among).tolist(), key=lambda each: (known.values[each], each))
    return None
