"""Where does a theme occur more or less often than expected, given what else differs between the groups?"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from sfo_data import funnel, intervals
from sfo_data.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.intervals import Numbers
from sfo_data.queries import Read
from sfo_data.themes.coding import Coded, Ints, coded

# The dimensions compared, and what is held equal between their groups.
MIXES: Mapping[str, tuple[str, ...]] = {
    "division": ("offence_group", "risk_at_offence"),
    "offence_group": ("provider_type", "risk_at_offence"),
    "risk_at_offence": ("division", "offence_group"),
}
FEW = 5.0  # expected reviews under which a ratio says little by itself


def standing(read: Read, filters: Filters, frame: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row per theme and group of `by` (of `MIXES`); see `of_reviews`. Raises StoreMissing, StoreError.

    All groups of `by` are compared, whichever of them are selected; divisions over all of England and Wales.
    """
    compared = filters.national() if by in PROVIDER_DIMENSIONS else filters.select(by, ())
    return of_reviews(coded(read, compared, frame), by)


def of_reviews(found: Coded, by: str) -> pl.DataFrame:
    """One row per theme and group: theme_code, theme, group, size (reviews coded), observed (with the theme), expected,
    value (observed over expected), lower, upper (95%, Wilson), is_few, evidence (the larger e-value), stands.

    Indirect standardisation: expected is the sum over strata of the mix of the group's reviews times the theme's share
    in the stratum (Breslow and Day 1987, chapter 2). `stands` (above, below, around) follows e-BH over both directions
    of every theme and group: at most 5% of the pairs named are expected to be false, however they depend on each other.
    """
    groups, of_group = _numbered(found.reviews, (by,))
    strata, of_stratum = _numbered(found.reviews, MIXES[by])
    has = found.by_review
    sizes = np.zeros((len(groups), len(strata)))
    np.add.at(sizes, (of_group, of_stratum), 1)
    shares = _sums(has, of_stratum, len(strata)) / sizes.sum(axis=0)[:, None]
    observed, expected = _sums(has, of_group, len(groups)), sizes @ shares
    evidence = [funnel.e_shares(observed[:, at], sizes, shares[:, at]) for at in range(has.shape[1])]
    above, below = (np.reshape([each[side] for each in evidence], (has.shape[1], len(groups))) for side in (0, 1))
    is_above, is_below = np.split(funnel.e_bh(np.concatenate([above.ravel(), below.ravel()])), 2)
    size = np.tile(sizes.sum(axis=1), has.shape[1])
    return (
        found.frame.select("theme_code", "theme")
        .join(pl.DataFrame({"group": groups}, schema={"group": pl.String}), how="cross", maintain_order="left_right")
        .with_columns(
            pl.Series("size", size).cast(pl.Int64),
            pl.Series("observed", observed.T.ravel()).cast(pl.Int64),
            pl.Series("expected", expected.T.ravel()),
            pl.Series("evidence", np.maximum(above, below).ravel()),
            pl.Series("stands", np.select([is_above, is_below], ["above", "below"], "around"), dtype=pl.String),
            *_ratios(observed.T.ravel(), expected.T.ravel(), size),
        )
        .with_columns(is_few=pl.col("expected") < FEW)
    )


def _numbered(reviews: pl.DataFrame, by: tuple[str, ...]) -> tuple[list[str], Ints]:
    """The distinct values of a column (or of several together), and the number of each review's."""
    key = reviews.select(key=pl.concat_str(by, separator="; "))["key"]
    return key.unique().sort().to_list(), (key.rank("dense").cast(pl.Int64) - 1).to_numpy()


def _sums(has: np.ndarray, place: Ints, places: int) -> Numbers:
    """Reviews with each theme: `places` by themes."""
    totals = np.zeros((places, has.shape[1]))
    np.add.at(totals, place, has)
    return totals


def _ratios(observed: Numbers, expected: Numbers, size: Numbers) -> list[pl.Series]:
    lower, upper = intervals.wilson(observed, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"value": observed / expected, "lower": lower * size / expected, "upper": upper * size / expected}
    return [
        pl.Series(name, np.where(expected > 0, column, np.nan), nan_to_null=True) for name, column in columns.items()
    ]
