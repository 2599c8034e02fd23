"""Which counts are shown, and how do they add up? A set of linked tables as one value."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

Side = str | Sequence[str]
Sum = tuple[Side, Sequence[str]]


class NotATable(ValueError):
    """Counts or relations that cannot be: the message has the cell or the relation and its numbers."""


@dataclass(frozen=True)
class Table:
    """Counts by name, and every relation between them that a reader knows.

    `sums`: the left side (one name, or several) is the sum of the parts on the right; a cell may be in any
    number. `shares`: pairs of a count and its base; their rest is implied and protected like a count. `public`: known
    to the reader anyway (published before), so never withheld. `hidden`: not shown here, yet part of a relation, such
    as what an earlier release withheld. `also_primary`: withheld at any size. Raises NotATable.
    """

    cells: Mapping[str, int]
    sums: Sequence[Sum] = ()
    shares: Sequence[tuple[str, str]] = ()
    public: Collection[str] = frozenset()
    hidden: Collection[str] = frozenset()
    also_primary: Collection[str] = frozenset()
    dear: Collection[str] = frozenset()
    untold: Collection[str] = frozenset()

    def __post_init__(self) -> None:
        named = [name for left, right in self.sums for name in (*side(left), *right)]
        named += [name for pair in self.shares for name in pair]
        for name in (*named, *self.public, *self.hidden, *self.also_primary, *self.dear, *self.untold):
            if name not in self.cells:
                raise NotATable(f"“{name}” is in a relation but has no count.")
        for name, count in self.cells.items():
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                raise NotATable(f"“{name}” is {count!r}, which is no count.")
        for left, right in self.sums:
            whole, parts = (sum(self.cells[name] for name in names) for names in (side(left), right))
            if whole != parts:
                raise NotATable(f"“{', '.join(side(left))}” is {whole}, and its parts make {parts}.")
        for count_name, base in self.shares:
            if self.cells[count_name] > self.cells[base]:
                raise NotATable(f"“{count_name}” is {self.cells[count_name]}, more than its base {self.cells[base]}.")


def side(names: Side) -> tuple[str, ...]:
    """One side of a relation as names."""
    return (names,) if isinstance(names, str) else tuple(names)


def together(*tables: Table) -> Table:
    """Several views or releases as one: the reader knows what any of them shows. The same name is the same count.

    A cell is public if it is in one of them, hidden if it is in all that have it. Raises NotATable.
    """
    cells: dict[str, int] = {}
    for name, count in (item for table in tables for item in table.cells.items()):
        if cells.setdefault(name, count) != count:
            raise NotATable(f"“{name}” is {cells[name]} in one table and {count} in another.")
    seen = _any(set(table.cells) - set(table.hidden) for table in tables)
    return Table(
        cells,
        [each for table in tables for each in table.sums],
        [each for table in tables for each in table.shares],
        _any(table.public for table in tables),
        frozenset(cells) - seen,
        _any(table.also_primary for table in tables),
        _any(table.dear for table in tables),
        _any(table.untold for table in tables),
    )


def _any(names: Iterable[Collection[str]]) -> frozenset[str]:
    return frozenset().union(*names)


def released(table: Table, withheld: Collection[str]) -> Table:
    """The table after publication: what was shown is public from now on, what was withheld must stay protected."""
    hidden = (frozenset(table.hidden) | frozenset(withheld)) - frozenset(table.public)
    return replace(table, public=frozenset(table.cells) - hidden, hidden=hidden)
