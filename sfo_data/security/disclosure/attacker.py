"""How near can a reader come to a count that is withheld, from everything that is shown?

The reader knows every relation and every count shown, and that zeros are shown: no withheld count of 1 or more can be
taken for 0. Otherwise five cells withheld of a total of 5 would be five times 1.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array

from sfo_data.security.disclosure.table import Table, side
from sfo_data.statistics.arrays import Flags, Numbers

Counts = npt.NDArray[np.int64]
TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class System:
    """The table as `relations @ values == 0`: cells in order of name, then the rests of its shares, never shown."""

    names: tuple[str, ...]
    values: Counts
    slack: Counts  # how far below its value the reader may think each to be
    relations: csc_array
    is_public: Flags
    is_hidden: Flags
    shares: tuple[tuple[int, int, int], ...]  # places of count, base and rest


def system(table: Table) -> System:
    """The relations of a table as a matrix; the rest of a count in a base is called “base less count”."""
    pairs = sorted(set(table.shares))
    sums = sorted({(tuple(sorted(side(left))), tuple(sorted(right))) for left, right in table.sums})
    names = (*sorted(table.cells), *(f"{base} less {count}" for count, base in pairs))
    place = {name: index for index, name in enumerate(sorted(table.cells))}
    shares = tuple((place[count], place[base], len(place) + n) for n, (count, base) in enumerate(pairs))
    relations = np.zeros((len(sums) + len(shares), len(names)))
    for row, (left, right) in enumerate(sums):
        np.add.at(relations[row], [place[name] for name in left], 1)
        np.add.at(relations[row], [place[name] for name in right], -1)
    values = np.array([*(table.cells[name] for name in place), *(0 for _ in pairs)], dtype=np.int64)
    is_public, is_hidden = (np.isin(names, list(known)) for known in (table.public, table.hidden))
    for row, (count, base, rest) in enumerate(shares, len(sums)):
        relations[row, [base, count, rest]] = 1, -1, -1
        values[rest] = values[base] - values[count]
        is_public[rest], is_hidden[rest] = is_public[count] and is_public[base], True
    slack = np.where(np.isin(names, list(table.untold)), values, np.maximum(values - 1, 0))
    return System(names, values, slack, csc_array(relations), is_public, is_hidden & ~is_public, shares)


@dataclass(frozen=True, eq=False)
class Attack:
    """The table furthest from the true one that shows the same, as differences from it, and how far that is (`reach`).

    `capacity`: what each cell adds to `reach` at most when it is withheld, by the dual of the attacker's programme.
    """

    reach: int
    table: Counts
    capacity: Numbers


def attack(known: System, is_withheld: Flags, goal: Counts, cap: int) -> Attack:
    """How far cells can be from their true values: those of `goal` 1 above, each by no more than `cap`, of -1 below.

    A linear programme; where its answer is not in whole people, an integer one. In sum, if there are several.
    """
    unknown = np.flatnonzero(is_withheld)
    relations, cost = known.relations[:, unknown], -goal[unknown].astype(float)
    limits = Bounds(-known.slack[unknown].astype(float), np.where(goal[unknown] > 0, float(cap), np.inf))
    found = linprog(
        cost, A_eq=relations, b_eq=np.zeros(relations.shape[0]), bounds=np.transpose([limits.lb, limits.ub])
    )
    moved = found.x
    if np.abs(moved - np.rint(moved)).max() > TOLERANCE:
        adds_up = LinearConstraint(relations, 0, 0)
        moved = milp(cost, integrality=1, bounds=limits, constraints=adds_up, options={"mip_rel_gap": 0}).x
    table = np.zeros(known.values.size, dtype=np.int64)
    table[unknown] = np.rint(moved).astype(np.int64)
    # What a unit of freedom is worth in each cell; upwards nothing limits a count.
    gain = known.relations.T @ found.eqlin.marginals + goal
    capacity = np.where(gain > TOLERANCE, np.inf, np.maximum(-gain, 0) * known.slack)
    return Attack(int(goal @ table), table, capacity)


def only(known: System, cell: int, sign: int) -> Counts:
    """The goal of one cell: upwards (1) or downwards (-1)."""
    return np.where(np.arange(known.values.size) == cell, sign, 0)


def bounds(table: Table, shown: Collection[str]) -> pl.DataFrame:
    """The audit: cell, low, high for each cell that is neither shown nor public, implied rests too.

    `high` is null where nothing shown limits it to less than everything counted together.
    """
    known = system(table)
    is_withheld = ~known.is_public & ~np.isin(known.names, list(shown))
    cap = int(known.values.sum()) + 1
    rows = []
    for cell in np.flatnonzero(is_withheld).tolist():
        low, high = (attack(known, is_withheld, only(known, cell, sign), cap).reach for sign in (-1, 1))
        value = int(known.values[cell])
        rows.append((known.names[cell], value - low, None if high >= cap else value + high))
    return pl.DataFrame(rows, schema={"cell": pl.String, "low": pl.Int64, "high": pl.Int64}, orient="row")
