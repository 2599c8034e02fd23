"""The tables and figures of pages and packs, with nulls and `is_withheld` for what may not be shown."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from sfo_data.security.disclosure.policy import Policy, Statistic
from sfo_data.security.disclosure.rounding import rounded
from sfo_data.security.disclosure.suppression import suppress
from sfo_data.security.disclosure.table import NotATable, Table, together

TOTAL = "All"
NOTHING = pl.lit(False)
VALUES = ("value", "lower", "upper")


class CannotProtect(ValueError):
    """What is public already gives primary cells away; the message names them."""


def protect(
    frame: pl.DataFrame,
    by: Sequence[str],
    count: str,
    policy: Policy,
    total: str | None = TOTAL,
    derived: Sequence[str] = (),
    public: pl.Expr = NOTHING,
) -> pl.DataFrame:
    """The frame with nulls in `count` and `derived` where the count is withheld, and a last column `is_withheld`.

    One row per combination of `by`. A row with `total` in a column of `by` is the margin over it; give every row
    that adds up to it, those of 0 too. `total` None: no margin is shown, nor known. `public` marks rows known anyway.
    Internal: as it came, nothing withheld. Raises NotATable, CannotProtect.
    """
    if policy.is_exact:
        return frame.with_columns(is_withheld=False)
    names, table = _counts(frame, by, count, policy, total, public)
    if policy.rounding:
        shown = _shown(names, _rounded(table, policy))
        # What is derived from the exact counts would give them away.
        empty = [pl.lit(None, dtype=frame.schema[name]).alias(name) for name in derived]
        return frame.with_columns(shown.cast(frame.schema[count]).alias(count), *empty, is_withheld=shown.is_null())
    hidden = names.is_in(_withheld(table, policy))
    return _without(frame, dict.fromkeys((count, *derived), hidden), hidden)


def protect_figures(
    frame: pl.DataFrame,
    by: Sequence[str],
    statistic: Statistic,
    policy: Policy,
    total: str | None = TOTAL,
    public: pl.Expr = NOTHING,
) -> pl.DataFrame:
    """Figures of one measure (numerator, denominator, value, lower, upper), nulls where they may not be shown.

    Shares: the count, its base and the rest are protected with each other and along the margins. Rates: everybody
    knows how many are at risk. All others are of as many as `numerator`. No value where its count or base is withheld,
    or smaller than the policy's base. Otherwise as `protect`.
    """
    if policy.is_exact:
        return frame.with_columns(is_withheld=False)
    names, table = _counts(frame, by, "numerator", policy, total, public)
    base = "denominator" if statistic in ("share", "rate") else "numerator"
    of = frame[base].cast(pl.Float64)
    few = ((of > 0) & (of < policy.minimum_base[statistic])).fill_null(True)
    bases = pl.Series([""] * frame.height, dtype=pl.String)
    if statistic == "share":
        bases, whole = _counts(frame, by, "denominator", policy, total, public)
        both = together(table, whole)
        table = replace(both, shares=[*both.shares, *zip(names, bases, strict=True)])
    if policy.rounding:
        return _rounded_figures(frame, statistic, policy, names, bases, _rounded(table, policy))
    if base == "denominator":
        # Otherwise the reader would divide.
        table = replace(table, also_primary=names.filter(few).to_list())
    withheld = _withheld(table, policy)
    no_count, no_base = names.is_in(withheld), bases.is_in(withheld)
    hidden = no_count | no_base | few
    return _without(frame, {"numerator": no_count, "denominator": no_base} | dict.fromkeys(VALUES, hidden), hidden)


def _rounded_figures(
    frame: pl.DataFrame,
    statistic: Statistic,
    policy: Policy,
    names: pl.Series,
    bases: pl.Series,
    counts: Mapping[str, int],
) -> pl.DataFrame:
    """The figures of rounded counts, without limits, which would give the exact ones away.

    Whether a value is shown depends only on what is shown: if it depended on exact counts, it would narrow them.
    """
    count, least = _shown(names, counts), policy.minimum_base[statistic]
    base = _shown(bases, counts).cast(pl.Float64) if statistic == "share" else frame["denominator"].cast(pl.Float64)
    rows = frame.with_columns(count=count, base=base)
    value = {
        "count": pl.col("count").cast(pl.Float64),
        "share": pl.col("count") / pl.col("base"),
        # Those at risk are known: a rate is in proportion to its count.
        "rate": pl.when(pl.col("numerator") > 0)
        .then(pl.col("value") * pl.col("count") / pl.col("numerator"))
        .otherwise(0),
    }.get(statistic)
    of = pl.col("base") if statistic in ("share", "rate") else pl.col("count")
    # Days and the like are those of the true cases: there must be enough of them even where their count was rounded up.
    is_few = of < least if value is not None else of - policy.rounding // 2 < least
    is_withheld = (is_few | pl.col("count").is_null()).fill_null(True)
    if value is not None:
        rows = rows.with_columns(
            value=value, lower=pl.lit(None, dtype=pl.Float64), upper=pl.lit(None, dtype=pl.Float64)
        )
    shown = [pl.when(~is_withheld).then(pl.col(name)).alias(name) for name in VALUES]
    protected = rows.with_columns(*shown, is_withheld=is_withheld).with_columns(
        pl.col("count").cast(frame.schema["numerator"]).alias("numerator"), denominator=pl.col("base")
    )
    return protected.select(*frame.columns, "is_withheld")


def _shown(names: pl.Series, counts: Mapping[str, int]) -> pl.Series:
    """The count shown for each name; null where it is withheld."""
    return names.replace_strict(list(counts), list(counts.values()), default=None, return_dtype=pl.Int64)


def _rounded(table: Table, policy: Policy) -> Mapping[str, int]:
    found = rounded(table, policy)
    if found.exposed:
        raise CannotProtect(f"What is public gives away: {'; '.join(sorted(found.exposed))}.")
    return found.shown


def _without(frame: pl.DataFrame, hidden: dict[str, pl.Series], is_withheld: pl.Series) -> pl.DataFrame:
    shown = [pl.when(~mask).then(pl.col(name)).alias(name) for name, mask in hidden.items()]
    return frame.with_columns(*shown, is_withheld=is_withheld)


def _withheld(table: Table, policy: Policy) -> Collection[str]:
    found = suppress(table, policy)
    if found.exposed:
        raise CannotProtect(f"What is public gives away: {'; '.join(sorted(found.exposed))}.")
    return found.withheld


def _counts(
    frame: pl.DataFrame, by: Sequence[str], count: str, policy: Policy, total: str | None, public: pl.Expr
) -> tuple[pl.Series, Table]:
    """The name of each row's cell, and the table of one column of counts.

    A small margin whose people are all in one of its parts is protected as a share of it: group disclosure.
    """
    labels = [pl.col(column).cast(pl.String).fill_null("").alias(f"by {place}") for place, column in enumerate(by)]
    rows = frame.select(
        *labels, cell=pl.concat_str(pl.lit(count), *labels, separator=" | "), count=pl.col(count), is_public=public
    )
    odd = rows.filter(pl.col("count").is_null() | (pl.col("count") % 1 != 0) | pl.col("cell").is_duplicated())
    if odd.height:
        raise NotATable(f"“{odd['cell'][0]}” is {odd['count'][0]}: one row per group is wanted, each with a count.")
    cells = dict(rows.select("cell", pl.col("count").cast(pl.Int64)).iter_rows())
    sums = [] if total is None else list(_margins(rows.drop("count", "is_public"), total))
    alike = [
        (part, margin)
        for margin, parts in sums
        for part in parts
        if len(parts) > 1 and 0 < cells[part] == cells[margin] < policy.alike
    ]
    return rows["cell"], Table(cells, sums, alike, public=rows.filter("is_public")["cell"].to_list())


def _margins(rows: pl.DataFrame, total: str) -> Iterator[tuple[str, list[str]]]:
    """Each margin among the cells with its parts."""
    labels = rows.columns[:-1]
    for label in labels:
        is_total = pl.col(label) == total
        others = [name for name in labels if name != label]
        grouped = rows.group_by(others or pl.lit(0), maintain_order=True).agg(
            margin=pl.col("cell").filter(is_total), parts=pl.col("cell").filter(~is_total)
        )
        for margin, parts in grouped.select("margin", "parts").iter_rows():
            yield from ((each, parts) for each in margin if parts)
