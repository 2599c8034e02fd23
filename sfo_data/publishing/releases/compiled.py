"""A release as it may be shown: each table with nulls and [c] where the policy of the wider audience withholds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters
from sfo_data.publishing.exports import Export
from sfo_data.publishing.releases.calendar import Release, releases
from sfo_data.publishing.releases.contents import BY_MONTH, Content, filters_of, gathered, keys, years
from sfo_data.publishing.releases.linked import History, as_one, protected
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts
from sfo_data.security.disclosure import MARK, NOTE, POLICIES, TOTAL, Policy
from sfo_data.store.database import Store

# A release takes some seconds; a calendar has a few of them.
KEPT = 16


class NotInStore(ValueError):
    """The store does not hold the state of knowledge that a release tells."""


@dataclass(frozen=True, eq=False)
class TableTold:
    """One table as it may be shown. `frame`: group, year, numerator, denominator, value, lower, upper (nulls where
    withheld) and `is_withheld`; `table` is the same with the headings readers see, and `[c]`.
    """

    content: Content
    title: str
    caption: str
    frame: pl.DataFrame
    table: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Compiled:
    """A whole release; nothing in it needs another look at the store."""

    release: Release
    filters: Filters
    is_synthetic: bool
    tables: tuple[TableTold, ...]


def held(facts: Facts, asked: Sequence[Release]) -> tuple[Release, ...]:
    """Those of the releases asked for that the store can tell: it holds their state of knowledge, a whole calendar year
    of cases, and all before it.

    The calendar in the box is of the box's invented cases: no release of real cases is in it. Raises WrongCalendar.
    """
    if settings.releases() == settings.BOX_RELEASES and not facts.is_synthetic:
        return ()
    missing = [
        each
        for each in releases()
        if facts.known.on(each.known_on) != each.known_on or not years(filters_of(each.known_on, facts.known.first_day))
    ]
    first = min(((each.published_on, each.name) for each in missing), default=None)
    return tuple(each for each in asked if first is None or (each.published_on, each.name) < first)


def compiled(store: Store, release: Release) -> Compiled:
    """The release's tables, protected together and with all releases published before it; the same every time.

    Kept for as long as the store holds the same load. Raises NotInStore, CannotProtect, StoreMissing, StoreError.
    """
    earlier = [each for each in releases() if (each.published_on, each.name) < (release.published_on, release.name)]
    return _compiled(store, store.stamp(), (*earlier, release))


@lru_cache(KEPT)
def _compiled(store: Store, stamp: str, up_to: tuple[Release, ...]) -> Compiled:  # noqa: ARG001
    policy, history = POLICIES["wider"], History()
    for release in up_to:
        known = queries.facts(store).known
        if known.on(release.known_on) != release.known_on:
            raise NotInStore(
                f"The store holds no state of knowledge of {release.known_on}, which “{release.title}” tells."
            )
        filters = filters_of(release.known_on, known.first_day)
        found = gathered(queries.reader(store), filters)
        withheld, history = protected(as_one(found, policy), release.name, history, policy)
    told = tuple(_told(content, frame, withheld, policy, filters) for content, frame in found.items())
    return Compiled(up_to[-1], filters, queries.facts(store, release.known_on).is_synthetic, told)


def _told(
    content: Content, frame: pl.DataFrame, withheld: frozenset[str], policy: Policy, filters: Filters
) -> TableTold:
    size = frame["denominator" if content.base else "numerator"].cast(pl.Float64)
    few = (size > 0) & (size < policy.minimum_base[content.statistic])
    no_count = pl.Series([name in withheld for name in keys(content, content.count, frame)], dtype=pl.Boolean)
    no_base = pl.Series([False] * frame.height, dtype=pl.Boolean)
    if content.base:
        no_base = pl.Series([name in withheld for name in keys(content, content.base, frame)], dtype=pl.Boolean)
    if content.is_about_the_work:
        no_count = no_base | few
    hidden = no_count | no_base | few
    gone = {"numerator": no_count, "denominator": no_base, **dict.fromkeys(("value", "lower", "upper"), hidden)}
    shown = frame.with_columns(
        *(pl.when(~mask).then(pl.col(name)).alias(name) for name, mask in gone.items()), is_withheld=hidden
    )
    return TableTold(
        content, _title(content, shown, filters), _caption(content, shown), shown, _table(content, shown, gone)
    )


def _title(content: Content, shown: pl.DataFrame, filters: Filters) -> str:
    what = content.label if content.by is None else f"{content.label}, by {_heading(content).lower()}"
    totals = shown.filter((pl.col("group") == TOTAL) & pl.col("value").is_not_null())
    if content is BY_MONTH or totals.is_empty():
        return f"{what}, {years(filters)[0]} to {years(filters)[-1]}" if content is not BY_MONTH else what
    ends = [totals.row(place, named=True) for place in (0, -1)]
    said = [f"{_number(content, row['value'])} in {row['year']}" for row in ends]
    return f"{what}: {', '.join(dict.fromkeys(said))}"


def _number(content: Content, value: float) -> str:
    return f"{value:.0%}" if content.base else f"{value:,.0f}"


def _heading(content: Content) -> str:
    return "Month" if content is BY_MONTH else DIMENSIONS[content.by].label if content.by else "Group"


def _caption(content: Content, shown: pl.DataFrame) -> str:
    withheld = f" {MARK}: {NOTE}" if shown["is_withheld"].any() else ""
    return f"{content.label}, {content.unit}, England and Wales. Limits are of 95%.{withheld}"


def _table(content: Content, shown: pl.DataFrame, gone: dict[str, pl.Series]) -> pl.DataFrame:
    scale, digits = (100, 1) if content.base else (1, 0)
    columns = [] if content.by is None else [pl.col("group").alias(_heading(content))]
    columns.append(pl.col("year").alias("Year"))
    if content.base or content.quantile:
        columns.append(_marked("Reviews counted", pl.col("numerator"), gone["numerator"]))
    if content.base:
        columns.append(_marked("Out of", pl.col("denominator").cast(pl.Int64), gone["denominator"]))
    unit = " (%)" if content.base else ""
    for name, heading in (("value", content.label), ("lower", "95% from"), ("upper", "95% to")):
        number = (pl.col(name) * scale).round(digits if name == "value" else 1)
        is_whole = name == "value" and digits == 0
        columns.append(_marked(f"{heading}{unit}", number.cast(pl.Int64) if is_whole else number, gone[name]))
    return shown.select(columns)


def _marked(heading: str, number: pl.Expr, is_withheld: pl.Series) -> pl.Expr:
    if not is_withheld.any():
        return number.alias(heading)
    return pl.when(is_withheld).then(pl.lit(MARK)).otherwise(number.cast(pl.String)).alias(heading)


def exports_of(found: Compiled) -> list[Export]:
    """The tables as they leave the product as files."""
    return [Export(each.content.name, each.title, each.table, each.caption, found.filters) for each in found.tables]
