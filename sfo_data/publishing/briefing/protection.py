"""Which numbers of a briefing may not be told to its audience? All of them go through the one gate together."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.publishing.briefing.decisions import Found
from sfo_data.publishing.briefing.rare_groups import HOMICIDE, LOW_RISK, OTHERS
from sfo_data.questions.control_charts import ControlChart
from sfo_data.security.disclosure import MARK, CannotProtect, Policy, Statistic, Suppression, Table, suppress

# The ends of the columns of `figures.headlines`; last week's figures are held beside them.
NOW, BEFORE, NATIONAL, WEEK = "", "_before", "_national", "_week"
LOW_OR_MEDIUM = "low or medium risk"
# Neither of the two charts of parts is told.
SPLITS = "splits"


@dataclass(frozen=True, eq=False)
class Counted:
    """What a briefing counts, before anything is withheld.

    `rows` are the headlines and `then` last week's values of them, by measure (empty: no week before); `offences` has
    one row per `offence_group`, `risks` one per `provider_type` and `risk_at_offence`, each with numerator.
    """

    rows: pl.DataFrame
    then: Mapping[str, Mapping[str, Any]]
    offences: pl.DataFrame
    risks: pl.DataFrame
    changed: Mapping[str, int]
    is_narrowed: bool
    found: Sequence[Found] = ()


@dataclass
class Cells:
    """The counts gathered so far, as `disclosure.Table` takes them."""

    cells: dict[str, int] = field(default_factory=dict)
    sums: list[tuple[str, list[str]]] = field(default_factory=list)
    shares: list[tuple[str, str]] = field(default_factory=list)
    few: set[str] = field(default_factory=set)


def withheld(counted: Counted, policy: Policy) -> frozenset[str]:
    """The names of the figures that may not be told: "sfo_reviews", "sfo_reviews_before", "offence:Rape", "late" ….

    Last week's figure is withheld where it differs from this week's by fewer than the policy's threshold: the
    difference is a count of cases too. Raises CannotProtect.
    """
    if policy.is_exact:
        return frozenset()
    whole = cells(counted, policy)
    known, splits = with_parts(whole, counted), frozenset[str]()
    found = _suppressed(known, policy)
    if _tells_of_each(found):
        known, splits = whole, frozenset({SPLITS})
        found = _suppressed(known, policy)
    if found.exposed:
        raise CannotProtect(f"What is shown gives away: {'; '.join(sorted(found.exposed))}.")
    hidden = names(found.withheld, known) | splits
    return hidden | too_close(counted, hidden, policy)


def has_no_splits(counted: Counted, policy: Policy) -> bool:
    """Whether the two charts of parts may not be told: what `withheld` says with SPLITS."""
    return _tells_of_each(_suppressed(with_parts(cells(counted, policy), counted), policy))


def _tells_of_each(found: Suppression) -> bool:
    """Whether which groups there are, and which there are not, already tells of each of so few."""
    return bool(found.exposed) or "sfo_reviews" in found.withheld


def cells(counted: Counted, policy: Policy) -> Cells:
    """What the cards and the list of changes tell."""
    known = Cells()
    for row in counted.rows.iter_rows(named=True):
        for end in (NOW, BEFORE, *((NATIONAL,) if counted.is_narrowed else ())):
            _add_figure(known, row, end, policy)
        if f"low_or_medium_share{end} of" in known.cells:
            # One count by two names.
            known.sums.append((f"murder_or_manslaughter{end}", [f"low_or_medium_share{end} of"]))
    known.shares.append(("murder_or_manslaughter", "sfo_reviews"))
    known.cells |= counted.changed
    for found in counted.found:
        known.cells |= found.cells
        known.sums += found.sums
        known.shares += found.shares
    return known


def with_parts(whole: Cells, counted: Counted) -> Cells:
    """And what the two charts of parts tell, and the title of the second."""
    known = Cells({**whole.cells}, [*whole.sums], [*whole.shares], whole.few)
    offences = _add_parts(known, "offence", counted.offences, ["offence_group"])
    if f"offence:{HOMICIDE}" in offences:
        known.sums.append(("murder_or_manslaughter", [f"offence:{HOMICIDE}"]))
    elif f"offence:{OTHERS}" in offences:
        known.shares.append(("murder_or_manslaughter", f"offence:{OTHERS}"))
    risks = _add_parts(known, "risk", counted.risks, ["provider_type", "risk_at_offence"])
    low = [name for name in risks if name.rpartition(":")[2] == LOW_RISK]
    known.cells[LOW_OR_MEDIUM] = sum(known.cells[name] for name in low)
    known.sums.append((LOW_OR_MEDIUM, low))
    known.shares += [(LOW_OR_MEDIUM, "sfo_reviews"), ("low_or_medium_share", LOW_OR_MEDIUM)]
    return known


def _add_figure(known: Cells, row: Mapping[str, Any], end: str, policy: Policy) -> None:
    measure, count, base = MEASURES[row["measure"]], row[f"numerator{end}"], row[f"denominator{end}"]
    name = f"{measure.name}{end}"
    if count is None:
        return
    if measure.kind == "share" or measure.is_middle:
        statistic: Statistic = "share" if measure.kind == "share" else "median"
        size = int(base if measure.kind == "share" else count)
        if 0 < size < policy.minimum_base[statistic]:
            known.few.add(name)
    # Of enough reviews, few may be told.
    if measure.is_about_the_work:
        return
    known.cells[name] = int(count)
    if measure.kind == "share":
        known.cells[f"{name} of"] = int(base)
        known.shares.append((name, f"{name} of"))


def _add_parts(known: Cells, what: str, frame: pl.DataFrame, by: Sequence[str]) -> list[str]:
    parts = {":".join((what, *row[:-1])): int(row[-1]) for row in frame.select(*by, "numerator").iter_rows()}
    known.cells |= parts
    known.sums.append(("sfo_reviews", list(parts)))
    return list(parts)


def _suppressed(known: Cells, policy: Policy) -> Suppression:
    also = known.few & set(known.cells)
    return suppress(Table(known.cells, known.sums, known.shares, also_primary=also), policy)


def names(withheld: Collection[str], known: Cells) -> frozenset[str]:
    """The figures that are not told: a share is told by its count and its base alike."""
    bases = {name.removesuffix(" of") for name in withheld if name.endswith(" of")}
    return frozenset({*withheld, *bases, *known.few})


def too_close(counted: Counted, found: frozenset[str], policy: Policy) -> frozenset[str]:
    """Last week's figures that are not told beside this week's."""
    close = set()
    for row in counted.rows.iter_rows(named=True):
        then = counted.then.get(row["measure"])
        if then is None:
            continue
        parts = () if MEASURES[row["measure"]].is_about_the_work else ("numerator", "denominator")
        gaps = [abs((row[part] or 0) - (then[part] or 0)) for part in parts]
        if row["measure"] in found or any(0 < gap < policy.threshold for gap in gaps):
            close.add(f"{row['measure']}{WEEK}")
    return frozenset(close)


def without(row: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """A headline with null in place of what is hidden."""
    gone = [end for end in (NOW, BEFORE, NATIONAL) if f"{row['measure']}{end}" in hidden]
    ends = {f"{part}{end}" for end in gone for part in ("numerator", "denominator", "value", "lower", "upper")}
    return {name: None if name in ends else value for name, value in row.items()}


def told_parts(frame: pl.DataFrame, what: str, by: Sequence[str], hidden: frozenset[str]) -> pl.DataFrame:
    """The parts with null in place of what is hidden and `words` as [c]; no rows where no split is told.

    Those hidden come last and by name: their order by size would tell of them.
    """
    if SPLITS in hidden:
        return frame.clear().with_columns(is_withheld=pl.lit(True))
    name = pl.concat_str(pl.lit(what), *by, separator=":")
    marked = frame.with_columns(is_withheld=name.is_in(list(hidden)))
    gone = [column for column in ("numerator", "value", "lower", "upper", "share") if column in frame.columns]
    told = marked.with_columns(
        *(pl.when(~pl.col("is_withheld")).then(column).alias(column) for column in gone),
        words=pl.when("is_withheld").then(pl.lit(MARK)).otherwise("words"),
    )
    shown, others = (told.filter(pl.col("is_withheld") == flag) for flag in (False, True))
    return pl.concat([shown, others.sort(by)])


def may_be_drawn(chart: ControlChart, period: Period, total: int, policy: Policy) -> bool:
    """Whether each point of a chart may be told. One that may not takes the chart with it: the limits hold it too.

    Nor is a chart of whole quarters drawn that leaves 1 to 4 of the period's `total` to the months beside them.
    """
    if policy.is_exact:
        return True
    if chart.kind == "t":
        return False
    inside = chart.points.filter(pl.col("when").is_between(period.start, period.end, closed="left"))
    if chart.measure.name == "sfo_reviews" and 0 < total - inside["numerator"].sum() < policy.threshold:
        return False
    is_share, base = chart.measure.kind == "share", pl.col("denominator")
    few = base.is_between(1, policy.minimum_base["chart_point"] - 1) if is_share else pl.lit(False)
    if not chart.measure.is_about_the_work:
        few |= pl.col("numerator").is_between(1, policy.threshold - 1)
        if is_share:
            rest = base - pl.col("numerator")
            few |= rest.is_between(1, policy.threshold - 1)
            few |= ((pl.col("numerator") == 0) | (rest == 0)) & base.is_between(1, policy.alike - 1)
    return not chart.points.select(few.fill_null(False).any()).item()
