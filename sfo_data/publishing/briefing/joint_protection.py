"""What may the packs of one week show, when one reader has them all?

A reader may have those of England and Wales, of every division and of every CRC: they are protected as one table.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from sfo_data.publishing.briefing import protection
from sfo_data.publishing.briefing.protection import BEFORE, NATIONAL, SPLITS, Cells, Counted
from sfo_data.questions.control_charts import ControlChart
from sfo_data.security.disclosure import CannotProtect, Policy, Table, suppress

# England and Wales is the whole; any other place lies in another.
WHOLE, SEP, ELSEWHERE = "", "|", " elsewhere"
# A case that moves is counted in one place as coming and in another as going; in the whole it has not moved.
NOT_ADDED_UP = ("moved in", "moved out", "revised")
Points = dict[object, int]
# Supervised by CRCs, and by nobody else of a division.
ALL_IN_PLACES = "risk:CRC:"


@dataclass(frozen=True)
class Place:
    """What a pack counts of a place that lies `inside` another; `is_of_parts`: all of it lies in places with a pack."""

    counted: Counted
    chart: ControlChart | None = None
    inside: str | None = None
    is_of_parts: bool = True


@dataclass(frozen=True)
class ShownTogether:
    """What the pack of each place may not show (see `protection.withheld`), and which places' charts are drawn."""

    hidden: Mapping[str, frozenset[str]]
    drawn: frozenset[str]


def protect_together(places: Mapping[str, Place], policy: Policy) -> ShownTogether:
    """What the packs of all places may show. Raises CannotProtect."""
    alone = {name: replace(each.counted, is_narrowed=False) for name, each in places.items()}
    # Of one place a week's changes are too few, and with zeros shown they would give away those of England and Wales.
    news = frozenset(kind for kind, count in alone[WHOLE].changed.items() if count)
    # Where the groups there are already tell of each of so few, the others learn nothing of the groups either.
    unsplit = {name for name, counted in alone.items() if protection.has_no_splits(counted, policy)}
    while True:
        known = {
            name: _known(counted, policy, name in unsplit, news if name else frozenset())
            for name, counted in alone.items()
        }
        found = suppress(_as_one(places, known, news), policy, exact_cells=0)
        given_away = {name.partition(SEP)[0] for name in found.exposed}
        if not given_away:
            break
        if not given_away - unsplit:
            raise CannotProtect(f"The packs give away: {'; '.join(sorted(found.exposed))}.")
        unsplit |= given_away
    hidden = {}
    for name, cells in known.items():
        own = {cell for cell in cells.cells if f"{name}{SEP}{cell}" in found.withheld}
        no_splits = {SPLITS} if name in unsplit or "sfo_reviews" in own else set()
        hidden[name] = protection.names(own, cells) | no_splits
    whole = {f"{cell}{NATIONAL}" for cell in hidden[WHOLE]}
    for name, each in alone.items():
        hidden[name] |= protection.too_close(each, hidden[name], policy) | (whole if name else set())
    return ShownTogether(hidden, frozenset(_drawn(places, hidden, policy)))


def _known(counted: Counted, policy: Policy, is_unsplit: bool, untold: frozenset[str]) -> Cells:
    whole = protection.cells(counted, policy)
    whole.few |= untold & set(whole.cells)
    return whole if is_unsplit else protection.with_parts(whole, counted)


def _as_one(places: Mapping[str, Place], known: Mapping[str, Cells], news: Collection[str]) -> Table:
    """The counts of every place, how they hang together there, and how places add up to what they lie in."""
    cells: dict[str, int] = {}
    sums: list[tuple[str, list[str]]] = []
    shares: list[tuple[str, str]] = []
    few: set[str] = set()
    for name, each in known.items():
        cells |= {f"{name}{SEP}{cell}": count for cell, count in each.cells.items()}
        sums += [(f"{name}{SEP}{left}", [f"{name}{SEP}{part}" for part in right]) for left, right in each.sums]
        shares += [(f"{name}{SEP}{count}", f"{name}{SEP}{base}") for count, base in each.shares]
        few |= {f"{name}{SEP}{cell}" for cell in each.few & set(each.cells)}
    elsewhere: dict[str, int] = {}
    for outer in known:
        inner = [name for name, each in places.items() if each.inside == outer]
        for cell, parts, rest in _parts(outer, inner, known):
            others = [f"{outer}{SEP}{cell}{ELSEWHERE}"]
            if not rest and (places[outer].is_of_parts or cell.startswith(ALL_IN_PLACES)):
                others = []
            elsewhere |= dict.fromkeys(others, rest)
            sums.append((f"{outer}{SEP}{cell}", [*parts, *others]))
    # What England and Wales count is what most people look for; any place's figure rather than one of those.
    dear = [name for name in cells if name.startswith(f"{WHOLE}{SEP}")]
    untold = [f"{name}{SEP}{kind}{end}" for name in known for kind in news for end in ("", ELSEWHERE)]
    return Table(
        {**cells, **elsewhere},
        sums,
        sorted(set(shares)),
        hidden=list(elsewhere),
        also_primary=few,
        dear=dear,
        untold=[name for name in untold if name in elsewhere or (name in cells and name not in dear)],
    )


def _parts(outer: str, inner: Collection[str], known: Mapping[str, Cells]) -> Iterator[tuple[str, list[str], int]]:
    """Each count of a place with those of the places in it, and what these leave."""
    for cell, count in known[outer].cells.items():
        those = [name for name in inner if cell in known[name].cells]
        rest = count - sum(known[name].cells[cell] for name in those)
        if those and rest >= 0 and cell not in NOT_ADDED_UP:
            yield cell, [f"{name}{SEP}{cell}" for name in those], rest


def _drawn(places: Mapping[str, Place], hidden: Mapping[str, frozenset[str]], policy: Policy) -> Iterator[str]:
    """The places whose reviews are charted: what the charts inside another leave of it is no small count anywhere.

    Larger places first. The points of a chart add up to the count of the year, and of the year before.
    """
    charted = {name: _points(each.chart) for name, each in places.items() if each.chart}
    left: dict[str, Points] = {}
    for name in sorted(charted, key=lambda each: (_depth(places, each), -sum(charted[each].values()), each)):
        if {"sfo_reviews", f"sfo_reviews{BEFORE}"} & hidden[name]:
            continue
        outer = places[name].inside
        while outer is not None and outer not in left:
            outer = places[outer].inside
        if outer is not None:
            rest = {when: left[outer][when] - count for when, count in charted[name].items() if when in left[outer]}
            if any(0 < count < policy.threshold for count in rest.values()):
                continue
            left[outer] |= rest
        left[name] = charted[name]
        yield name


def _points(chart: ControlChart) -> Points:
    """The counts by quarter and, of a chart by month, by month too: what a reader can subtract from another chart."""
    points = chart.points.select(
        "numerator", "when", quarter=pl.format("{} Q{}", pl.col("when").dt.year(), pl.col("when").dt.quarter())
    )
    found = dict(points.group_by("quarter").agg(pl.col("numerator").sum()).iter_rows())
    return found | (dict(points.select("when", "numerator").iter_rows()) if chart.grain == "month" else {})


def _depth(places: Mapping[str, Place], name: str) -> int:
    outer = places[name].inside
    return 0 if outer is None else 1 + _depth(places, outer)
