"""What may be shown of so few families that one of them could be known? Every figure of the page goes through here.

Withheld cells are null with `is_withheld`; `marked` prints them as `[c]`. Gaps in the record are counted as they are:
the bases of every share tell them, and they are a fact about the record and not about a family.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from sfo_data.definitions.measures import LEAST_COUNTED, LEAST_FAMILIES
from sfo_data.questions.summaries import is_too_few
from sfo_data.statistics import intervals

TOGETHER = "Smaller groups together"
EVERYONE = "All"
WITHHELD = "[c]"
SHARE = ("value", "lower", "upper")


def pooled(groups: pl.DataFrame, label: str) -> pl.DataFrame:
    """The groups by `label` (count, base), those with a base under `LEAST_FAMILIES` put together, last.

    The next smallest joins them where together they are still too few, and where one group alone would be the
    difference between the total and the rest. No rows where all groups together are too few.
    """
    if groups["base"].sum() < LEAST_FAMILIES:
        return groups.clear()
    ordered = groups.sort("base", label)
    few = int((ordered["base"] < LEAST_FAMILIES).sum())
    if not few:
        return groups.sort(label)
    enough = int((ordered["base"].cum_sum() < LEAST_FAMILIES).sum()) + 1
    taken = max(few, enough, min(2, ordered.height))
    together = ordered.head(taken).select(pl.lit(TOGETHER).alias(label), pl.sum("count", "base"))
    return pl.concat([ordered.slice(taken).sort(label), together.select(groups.columns)])


def protect(groups: pl.DataFrame, label: str) -> pl.DataFrame:
    """One row per group that may be shown, and a last one for all: `label`, count, base, value, lower, upper (95%).

    `groups` has `label`, count and base. Counts of 1 to 4, and all but 1 to 4, are withheld with their shares, as are
    none and all of a small group (`summaries.is_too_few`); and others with them, the smallest first, until the rows
    withheld, taken as one group, could be shown. Then the totals leave each of them a range that holds values that
    would have been shown; where all the rows do not suffice, the total goes too (complementary suppression; Hundepool
    et al. 2012, Statistical Disclosure Control, ch. 4).
    """
    kept = pooled(groups, label)
    total = kept.select(pl.lit(EVERYONE).alias(label), pl.sum("count", "base")).select(groups.columns)
    marks, is_safe = _withheld(kept, label)
    whole = total.with_columns(is_withheld=is_too_few("count", "base", LEAST_FAMILIES) | pl.lit(not is_safe))
    rows = kept.with_columns(is_withheld=marks)
    return _shares(pl.concat([rows, whole])) if kept.height else _shares(rows)


def _withheld(groups: pl.DataFrame, label: str) -> tuple[pl.Series, bool]:
    """Whether each group is withheld, and whether that is safe beside their total: not where even all are too few.

    A set is safe where it holds two groups or more and neither its count nor its rest is 0 to 4.
    """
    ordered = (
        groups.with_row_index("place")
        .with_columns(own=is_too_few("count", "base", LEAST_FAMILIES))
        .sort(pl.col("own").not_(), "base", label)
    )
    few = int(ordered["own"].sum())
    counts, bases = ordered["count"].cum_sum().to_numpy(), ordered["base"].cum_sum().to_numpy()
    can_hide = (counts >= LEAST_COUNTED) & (bases - counts >= LEAST_COUNTED)
    can_hide &= np.arange(1, ordered.height + 1) >= max(few, 2)
    is_safe = not few or bool(can_hide.any())
    taken = (int(np.argmax(can_hide)) + 1 if is_safe else ordered.height) if few else 0
    marks = ordered.with_row_index("rank").with_columns(is_withheld=pl.col("rank") < taken)
    return marks.sort("place")["is_withheld"], is_safe


def _shares(rows: pl.DataFrame) -> pl.DataFrame:
    lower, upper = intervals.wilson(rows["count"].to_numpy(), rows["base"].to_numpy())
    shares = rows.with_columns(
        pl.Series("lower", lower), pl.Series("upper", upper), value=pl.col("count") / pl.col("base")
    )
    return _hidden(shares, ("count", *SHARE))


def protect_steps(steps: pl.DataFrame) -> pl.DataFrame:
    """The rows of `steps.follow`; a step that is too few, and every step that follows from it, with nulls.

    No rows where fewer than `LEAST_FAMILIES` are owed an offer.
    """
    if not steps.height or steps["count"][0] < LEAST_FAMILIES:
        return steps.clear().with_columns(is_withheld=pl.lit(False))
    recorded = pl.col("base") - pl.col("not_recorded").fill_null(0)
    few = steps.with_columns(recorded=recorded).with_columns(
        own=is_too_few("count", "recorded", LEAST_FAMILIES) | is_too_few("count", "base", LEAST_FAMILIES)
    )
    withheld: dict[str, bool] = {}
    for step, after, own in few.select("step", "after", "own").iter_rows():
        withheld[step] = after is not None and (own or withheld[after])
    marks = steps.with_columns(pl.Series("is_withheld", list(withheld.values())))
    return _hidden(marks, [name for name in steps.columns if name not in ("step", "after", "label", "out_of")])


def _hidden(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    return rows.with_columns(pl.when(~pl.col("is_withheld")).then(pl.col(name)).alias(name) for name in columns)


def marked(table: pl.DataFrame, is_withheld: pl.Series, columns: Sequence[str]) -> pl.DataFrame:
    """A table as readers see it, `[c]` in the `columns` of the rows withheld; numbers stay numbers where none is."""
    if not is_withheld.any():
        return table
    return table.with_columns(
        pl.when(is_withheld).then(pl.lit(WITHHELD)).otherwise(pl.col(name).cast(pl.String)).alias(name)
        for name in columns
    )
