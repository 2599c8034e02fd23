"""How do the tables of a release hang together, with each other and with the releases before it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sfo_data.definitions.categories import HOMICIDES
from sfo_data.publishing.releases.contents import Content, key, keys
from sfo_data.security.disclosure import TOTAL, CannotProtect, Policy, Table, released, suppress, together

# Every review of the first count is one of the second, so that what is left of it is told too.
WITHIN = {
    "murder_or_manslaughter": "sfo_reviews",
    "sfo_convictions": "sfo_reviews",
}
MOVED = " moved in "


@dataclass(frozen=True)
class History:
    """What is out: all counts of the releases so far, and which of them is the newest of each name."""

    table: Table = field(default_factory=lambda: Table({}))
    newest: Mapping[str, str] = field(default_factory=dict)


def as_one(found: Mapping[Content, pl.DataFrame], policy: Policy) -> Table:
    """All counts of one release and how they add up."""
    cells: dict[str, int] = {}
    sums: list[tuple[str, list[str]]] = []
    shares: list[tuple[str, str]] = []
    few: set[str] = set()
    for content, frame in found.items():
        sides = [] if content.is_about_the_work else [(content.count, "numerator")]
        sides += [(content.base, "denominator")] if content.base else []
        for count, column in sides:
            names = list(keys(content, count, frame))
            cells |= dict(zip(names, frame[column].cast(pl.Int64), strict=True))
            sums += _sums(content, count, frame)
        shares += _shares(content, frame)
        few |= _few(content, frame, policy)
    sums += [
        (f"murder_or_manslaughter|{year}", parts)
        for name in list(cells)
        for count, _, year in [name.partition("|")]
        if count == "murder_or_manslaughter"
        # A group without a case in the year has no cell.
        if (parts := [part for each in HOMICIDES if (part := key("sfo_reviews", year, "offence_group", each)) in cells])
    ]
    shares += [(name, other) for name in cells if (other := _whole(name)) in cells]
    alike = [
        (part, margin) for margin, parts in sums for part in parts
        if len(parts) > 1 and 0 < cells[part] == cells[margin] < policy.alike
    ]  # fmt: skip
    return Table(cells, sums, sorted({*shares, *alike}), also_primary=few)


def _whole(name: str) -> str:
    count, _, rest = name.partition("|")
    return f"{WITHIN.get(count, '')}|{rest}"


def _sums(content: Content, count: str, frame: pl.DataFrame) -> list[tuple[str, list[str]]]:
    if content.by is None:
        return []
    parts = frame.filter(pl.col("group") != TOTAL).group_by("year").agg("group")
    return [
        (key(count, year, None, TOTAL), [key(count, year, content.by, group) for group in groups])
        for year, groups in parts.iter_rows()
    ]


def _shares(content: Content, frame: pl.DataFrame) -> list[tuple[str, str]]:
    if content.base is None or content.is_about_the_work:
        return []
    return list(zip(keys(content, content.count, frame), keys(content, content.base, frame), strict=True))


def _few(content: Content, frame: pl.DataFrame, policy: Policy) -> set[str]:
    """The counts of shares, and of months, that are of fewer than the policy's base."""
    if content.is_about_the_work or (content.base is None and content.statistic != "chart_point"):
        return set()
    size = frame["denominator" if content.base else "numerator"]
    is_few = (size > 0) & (size < policy.minimum_base[content.statistic])
    return {name for name, flag in zip(keys(content, content.count, frame), is_few, strict=True) if flag}


def protected(table: Table, release: str, history: History, policy: Policy) -> tuple[frozenset[str], History]:
    """The names of the counts that the release withholds, and the history with it.

    A count told before and the same now is one count. One that has moved is another, and so is the difference: where it
    is of fewer than the threshold, it is protected like any other count. A net change tells of nobody for certain, so
    that one which cannot be hidden wholly is left as wide an interval as it can have. Raises CannotProtect.
    """
    names = {
        name: before if before and history.table.cells[before] == count else f"{name} in {release}"
        for name, count in table.cells.items()
        for before in [history.newest.get(name)]
    }
    joint = together(history.table, _renamed(table, names), _moves(table, names, release, history))
    found = suppress(joint, policy)
    if exposed := [name for name in found.exposed if MOVED not in name]:
        raise CannotProtect(f"What is published already gives away: {'; '.join(sorted(exposed))}.")
    withheld = frozenset(name for name, cell in names.items() if cell in found.withheld)
    return withheld, History(released(joint, found.withheld), {**history.newest, **names})


def _renamed(table: Table, names: Mapping[str, str]) -> Table:
    return Table(
        {names[name]: count for name, count in table.cells.items()},
        [(names[str(left)], [names[part] for part in right]) for left, right in table.sums],
        [(names[count], names[base]) for count, base in table.shares],
        also_primary={names[name] for name in table.also_primary},
    )


def _moves(table: Table, names: Mapping[str, str], release: str, history: History) -> Table:
    """The differences from what was told last, each with the two counts that tell it."""
    cells: dict[str, int] = {}
    sums: list[tuple[str, list[str]]] = []
    known: dict[str, int] = {}
    for name, cell in names.items():
        before = history.newest.get(name)
        if before is None or before == cell:
            continue
        old, new, move = history.table.cells[before], table.cells[name], f"{name}{MOVED}{release}"
        known |= {before: old, cell: new}
        cells[move] = abs(new - old)
        sums.append((cell, [before, move]) if new > old else (before, [cell, move]))
    return Table({**known, **cells}, sums, hidden=[*known, *cells])
