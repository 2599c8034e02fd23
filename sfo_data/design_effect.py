"""How much less do rows say that come several to a review, and tend to be alike?"""

from collections.abc import Sequence

import polars as pl

from sfo_data.measures import Measure


def design_effect(rows: pl.DataFrame, measure: Measure, by: Sequence[str] = ()) -> float:
    """How many times larger the variance of a share is than if each row were drawn by itself; at least 1.

    Over reviews i of group g: sum (x - n p_g)^2, times C / (C - G) for C reviews in G groups, over sum n p_g (1 - p_g).
    The ratio of Rao and Scott 1992 (Biometrics 48, 577-85), pooled over the groups. A review's agencies count as one
    cluster; those of one group of a review lie in one.
    """
    x, n = pl.sum("x"), pl.sum("n")
    share = (x / n).over(by) if by else x / n
    reviews = (
        rows.filter(among(measure))
        .group_by(*by, "review_id")
        .agg(x=measure.counted.cast(pl.Float64).sum(), n=pl.len().cast(pl.Float64))
        .with_columns(p=share)
    )
    spread, chance = reviews.select(
        spread=((pl.col("x") - pl.col("n") * pl.col("p")) ** 2).sum(),
        chance=(pl.col("n") * pl.col("p") * (1 - pl.col("p"))).sum(),
    ).row(0)
    groups = reviews.select(by).n_unique() if by else 1
    if chance == 0 or reviews.height <= groups:
        return 1.0
    return max(1.0, float(spread / chance * reviews.height / (reviews.height - groups)))


def among(measure: Measure) -> pl.Expr:
    """The rows of a share's base, those without an answer left out. Raises ValueError for any other kind."""
    if measure.among is None:
        raise ValueError(f"{measure.name} is not a share")
    return measure.among.fill_null(False)
