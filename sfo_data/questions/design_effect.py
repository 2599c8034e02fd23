"""How much less do rows say that come several to a review, and tend to be alike?"""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions.measures import Measure
from sfo_data.statistics.design_effect import of_clusters


def design_effect(rows: pl.DataFrame, measure: Measure, by: Sequence[str] = ()) -> float:
    """The design effect of a share over `rows`, pooled over groups; see `of_clusters`.

    A review's agencies count as one cluster; those of one group of a review lie in one. What belongs to no review is a
    cluster by itself.
    """
    x, n = pl.sum("x"), pl.sum("n")
    share = (x / n).over(by) if by else x / n
    reviews = (
        rows.filter(among(measure))
        .group_by(*by, cluster=pl.coalesce("review_id", pl.format("alone {}", pl.int_range(pl.len()))))
        .agg(x=measure.counted.cast(pl.Float64).sum(), n=pl.len().cast(pl.Float64))
        .with_columns(p=share)
    )
    groups = reviews.select(by).n_unique() if by else 1
    return of_clusters(reviews["x"].to_numpy(), reviews["n"].to_numpy(), reviews["p"].to_numpy(), groups)


def among(measure: Measure) -> pl.Expr:
    """The rows of a share's base, those without an answer left out. Raises ValueError for any other kind."""
    if measure.among is None:
        raise ValueError(f"{measure.name} is not a share")
    return measure.among.fill_null(False)
