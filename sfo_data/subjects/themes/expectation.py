"""Where does a theme occur more or less often than expected, given what else differs between the groups?"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl

from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import stands_apart
from sfo_data.statistics import intervals
from sfo_data.statistics.stands_apart import FEW, FEW_EXPECTED
from sfo_data.subjects.themes.coding import Coded, coded

# The dimensions compared, and what is held equal between their groups.
MIXES: Mapping[str, tuple[str, ...]] = {
    "division": ("offence_group", "risk_at_offence"),
    "offence_group": ("provider_type", "risk_at_offence"),
    "risk_at_offence": ("division", "offence_group"),
}
# A ratio to fewer reviews expected says little, however many reviews of the group were coded.
TOO_FEW = (pl.col("size") < FEW) | (pl.col("expected") < FEW_EXPECTED)


def by_group(read: Read, filters: Filters, frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row per theme and group of `by` (of `MIXES`); see `of_reviews`. Raises StoreMissing, StoreError.

    All groups of `by` are compared, whichever of them are selected; divisions over all of England and Wales, of which
    a reader of some is given theirs.
    """
    if by not in PROVIDER_DIMENSIONS:
        return of_reviews(coded(read, filters.select(by, ()), frame), by)
    found = of_reviews(coded(read, filters.whole(), frame), by)
    own = filters.scope.divisions
    return found if own is None else found.filter(pl.col("group").is_in(own))


def groups_shown(filters: Filters, by: str) -> Filters:
    """What `by_group` gives: all groups of `by`, and of divisions those the reader may see."""
    if by not in PROVIDER_DIMENSIONS:
        return filters.select(by, ())
    return replace(filters.national(), is_comparison=False)


def of_reviews(found: Coded, by: str) -> pl.DataFrame:
    """One row per theme and group: theme_code, theme, group, size (reviews coded), observed (with the theme), expected,
    value (observed over expected), lower, upper (95%, Wilson), evidence, stands.

    `stands_apart` with the groups of every theme judged together, and the mix (`MIXES`) held equal.
    """
    mix = list(MIXES[by])
    reviews = found.reviews.select(pl.col(by).alias("group"), *mix).with_columns(
        pl.DataFrame(found.by_review, schema=found.frame["theme_code"].to_list())
    )
    cells = (
        reviews.group_by("group", *mix)
        .agg(pl.exclude("group", *mix).cast(pl.Int64).sum(), size=pl.len().cast(pl.Float64))
        .unpivot(index=["group", *mix, "size"], variable_name="theme_code", value_name="observed")
    )
    order = found.frame.select("theme_code", "theme").with_row_index("place")
    judged = stands_apart(cells, "group", mix, ["theme_code"], too_few=TOO_FEW)
    placed = judged.join(order, on="theme_code").sort("place", "group")
    return placed.with_columns(pl.col("size").cast(pl.Int64), *_ratios(placed)).drop("place")


def _ratios(judged: pl.DataFrame) -> list[pl.Series]:
    observed, expected, size = (judged[name].cast(pl.Float64).to_numpy() for name in ("observed", "expected", "size"))
    lower, upper = intervals.wilson(observed, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"value": observed / expected, "lower": lower * size / expected, "upper": upper * size / expected}
    return [
        pl.Series(name, np.where(expected > 0, column, np.nan), nan_to_null=True) for name, column in columns.items()
    ]
