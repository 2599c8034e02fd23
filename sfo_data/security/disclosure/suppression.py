"""Which counts are withheld: those that are too few, and the cheapest others without which they could be worked out?

The cell suppression problem as an integer programme with cuts from the attacker's programmes (Fischetti and
Salazar-Gonzalez 2001, Solving the cell suppression problem on tabular data with linear constraints, Management Science
47, 1008-1027; the method of their 2000 paper in JASA 95, 916-928).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from sfo_data.security.disclosure.attacker import TOLERANCE, Counts, System, attack, only, system
from sfo_data.security.disclosure.policy import Policy
from sfo_data.security.disclosure.table import Table, side
from sfo_data.statistics.arrays import Flags, Numbers

# Limits of work, not of time, so that the answer does not depend on the machine. Two-way tables of 300 cells take 0.3
# to 1.5 s of a busy core, of 1,100 cells 1 to 7 s, of 2,500 cells up to minutes; without the programme all under 1 s.
EXACT_CELLS, ROUNDS, NODES = 1_500, 30, 500
# More than all other cells of a relation together: a place has some 60, of at most 1 + log2(1 + 10,000) twice.
DEAR = 2_000
# Cells looked at before others are added for them, without the programme: ten of all over the table need a third of the
# attacker's programmes that all at once need, and lose no more (470 of 1,078 cells withheld, against 467).
AT_ONCE = 10


@dataclass(frozen=True)
class Suppression:
    """The cells to withhold, by reason. Nothing else that is shown gives a primary cell away.

    `exposed`: primary cells, or implied rests, for which what is public already leaves a narrower interval than the
    policy asks; the rest is done for them. `is_cheapest`: whether no other set of cells loses less.
    """

    primary: frozenset[str] = frozenset()
    complementary: frozenset[str] = frozenset()
    exposed: frozenset[str] = frozenset()
    is_cheapest: bool = True

    @property
    def withheld(self) -> frozenset[str]:
        """All that is to be printed as `MARK`."""
        return self.primary | self.complementary


@dataclass(frozen=True, eq=False)
class _Cut:
    """What protects `cell`: the `capacity` of the cells withheld makes up what is `lacking` in width, now `reached`."""

    cell: int
    capacity: Numbers
    lacking: float
    reached: int


@dataclass(frozen=True, eq=False)
class _Problem:
    """`widths`: how wide the interval of each cell has to be, in people. `tables`, as differences from the true one:
    the reader cannot distinguish them from it while the cells that differ are withheld, so they prove an interval.
    """

    known: System
    is_primary: Flags
    cost: Numbers
    widths: Counts
    tables: list[Counts]
    cuts: list[_Cut]


def suppress(table: Table, policy: Policy, exact_cells: int = EXACT_CELLS) -> Suppression:
    """The primary cells of a table and the cheapest complementary ones. The same table has one answer.

    A cell costs 1 + log2(1 + count), a total or base twice that, a dear one `DEAR` times; of equals the first by name
    is withheld. For tables of more than `exact_cells` cells, rests included, or that take more than `ROUNDS` or
    `NODES`, cells are added until all are protected: as safe, perhaps not the cheapest.
    """
    known = system(table)
    is_primary = _is_primary(known, table, policy)
    if policy.is_exact or not is_primary.any():
        return Suppression()
    totals = {name for left, _ in table.sums for name in side(left)} | {base for _, base in table.shares}
    weight = np.where(np.isin(known.names, list(totals)), 2, 1)
    weight = np.where(np.isin(known.names, list(table.dear)), DEAR, weight)
    problem = _problem(known, is_primary, weight, policy)
    exposed = _exposed(problem)
    withheld, is_cheapest = _search(problem, ROUNDS if len(known.names) <= exact_cells else 0)
    withheld = _without_the_obvious(problem, withheld)
    names = np.array(known.names)
    primary, others = (names[withheld & ~known.is_hidden & part].tolist() for part in (is_primary, ~is_primary))
    return Suppression(frozenset(primary), frozenset(others), frozenset(names[exposed].tolist()), is_cheapest)


def _is_primary(known: System, table: Table, policy: Policy) -> Flags:
    """Counts under the threshold but 0; and 0 where it means none, or all, of a small base."""
    found = (known.values >= 1) & (known.values < policy.threshold) | np.isin(known.names, list(table.also_primary))
    for part, base, rest in known.shares:
        if 0 < known.values[base] < policy.alike:
            found[[cell for cell in (part, rest) if known.values[cell] == 0]] = True
    return found & ~known.is_public


def _problem(known: System, is_primary: Flags, weight: Numbers, policy: Policy) -> _Problem:
    size = known.values.size
    # In thousandths, so that the order of names decides between equals and nothing else.
    cost = 1000 * (1 + np.log2(1.0 + known.values)) * weight + np.arange(size) / size
    cost[known.is_hidden] = 0
    # A multiple of the true table adds up too: where nothing is public, withholding everything protects everything.
    multiple = known.values * policy.protection
    return _Problem(known, is_primary, cost, np.full(size, policy.protection), [multiple], [])


def _exposed(problem: _Problem) -> list[int]:
    """The primary cells whose intervals would be too narrow even if all else were withheld; from now on they need to be
    no wider than that.
    """
    everything = ~problem.known.is_public
    short = _shortfalls(problem, everything, _left_unproven(problem, everything))
    for cut in short:
        problem.widths[cut.cell] = cut.reached
    return [cut.cell for cut in short]


def _search(problem: _Problem, rounds: int) -> tuple[Flags, bool]:
    """A safe set, and whether it is proved to be the cheapest."""
    safe = None
    for _ in range(rounds):
        best = _cheapest(problem)
        if best is None:
            break
        completed = _completed(problem, best)
        safe = completed if safe is None else min(safe, completed, key=lambda withheld: problem.cost[withheld].sum())
        if problem.cost[safe].sum() <= problem.cost[best].sum() + TOLERANCE:
            return safe, True
    always = problem.is_primary | problem.known.is_hidden
    return _completed(problem, always, AT_ONCE) if safe is None else safe, False


def _completed(problem: _Problem, withheld: Flags, at_once: int | None = None) -> Flags:
    """The set with cells added until it is safe; the cuts that asked for them stay in the problem."""
    while unproven := _left_unproven(problem, withheld):
        step = max(1, len(unproven) // at_once) if at_once else 1
        problem.cuts.extend(_shortfalls(problem, withheld, unproven[::step]))
        withheld = _grown(problem, withheld)
    return withheld


def _without_the_obvious(problem: _Problem, withheld: Flags) -> Flags:
    """The set without cells that hide nothing: the only one withheld of a relation, which a reader works out anyway."""
    relations, left = (problem.known.relations != 0).toarray(), withheld.copy()
    while True:
        alone = (relations[(relations & left).sum(axis=1) == 1] & left).any(axis=0)
        obvious = alone & ~problem.is_primary & ~problem.known.is_hidden
        if not obvious.any():
            return left
        left[obvious] = False


def _cheapest(problem: _Problem) -> Flags | None:
    """The cheapest set that satisfies all cuts so far; None where that takes more than `NODES` nodes."""
    always = problem.is_primary | problem.known.is_hidden
    rows = [*_bridges(problem), *(cut.capacity for cut in problem.cuts)]
    least = [0.0] * (len(rows) - len(problem.cuts)) + [cut.lacking for cut in problem.cuts]
    found = milp(
        problem.cost,
        integrality=np.ones(always.size),
        bounds=Bounds(always.astype(float), (~problem.known.is_public).astype(float)),
        constraints=LinearConstraint(np.array(rows), least) if rows else None,
        options={"mip_rel_gap": 0, "node_limit": NODES},
    )
    return found.x > 0.5 if found.status == 0 else None


def _bridges(problem: _Problem) -> list[Numbers]:
    """Rows that are at least 0: nobody is helped by a cell that is the only one withheld of a relation."""
    known = problem.known
    needs_company = np.where(problem.is_primary, problem.widths > 0, ~known.is_hidden)
    rows = []
    for relation in (known.relations != 0).toarray() & ~known.is_public:
        for cell in np.flatnonzero(relation & needs_company):
            row = relation.astype(float)
            row[cell] = -1
            rows.append(row)
    return rows


def _grown(problem: _Problem, withheld: Flags) -> Flags:
    """The set with the cells that make up what each cut lacks, those first that give most for what they cost."""
    grown = withheld.copy()
    for cut in problem.cuts:
        worth = np.where(grown, 0, cut.capacity / np.maximum(problem.cost, 1))
        order = np.argsort(-worth, kind="stable")
        lacking = cut.lacking - cut.capacity[grown].sum()
        if lacking > TOLERANCE:
            enough = np.searchsorted(np.cumsum(cut.capacity[order]), lacking - TOLERANCE) + 1
            grown[order[:enough]] = True
    return grown & ~problem.known.is_public


def _left_unproven(problem: _Problem, withheld: Flags) -> list[int]:
    """The primary cells to be looked at one by one: one programme proves many at once, until it proves none."""
    unproven = _unproven(problem, withheld)
    while unproven.any():
        goal, widest = unproven.astype(np.int64), int(problem.widths.max())
        problem.tables.append(attack(problem.known, withheld, goal, widest).table)
        before, unproven = unproven, _unproven(problem, withheld)
        if (before == unproven).all():
            break
    return np.flatnonzero(unproven).tolist()


def _shortfalls(problem: _Problem, withheld: Flags, cells: list[int]) -> list[_Cut]:
    """A cut for each of the cells whose interval is too narrow with this set; the others have tables that prove it."""
    known, short = problem.known, []
    for cell in cells:
        # Up to twice the width, because whole numbers may have to overshoot.
        width = int(problem.widths[cell])
        above, below = (attack(known, withheld, only(known, cell, sign), 2 * width) for sign in (1, -1))
        problem.tables.extend([above.table, below.table])
        if above.reach + below.reach < width:
            short.append(_cut(problem, withheld, cell, above.capacity + below.capacity, above.reach + below.reach))
    return short


def _unproven(problem: _Problem, withheld: Flags) -> Flags:
    """The primary cells whose intervals no table at hand proves to be wide enough."""
    tables = np.array(problem.tables)
    tables = tables[~tables[:, ~withheld].any(axis=1)]
    width = tables.max(axis=0, initial=0) - tables.min(axis=0, initial=0)
    return np.asarray(problem.is_primary & (width < problem.widths), dtype=np.bool_)


def _cut(problem: _Problem, withheld: Flags, cell: int, capacity: Numbers, reached: int) -> _Cut:
    """The capacity cut, less what is withheld anyway and cut to what is then lacking, which tightens it."""
    always, never = problem.is_primary | problem.known.is_hidden, problem.known.is_public
    lacking = max(float(problem.widths[cell] - capacity[always].sum()), 0.0)
    least = np.where(always | never, 0.0, np.minimum(capacity, lacking))
    if least[withheld].sum() > lacking - TOLERANCE:
        # Only whole numbers beat the cell: one more of those shown.
        least, lacking = np.where(withheld | never, 0.0, 1.0), 1.0
    return _Cut(cell, least, lacking, reached)
