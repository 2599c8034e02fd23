"""How much less do rows say that come several to a review, and tend to be alike?"""

from collections.abc import Sequence

import polars as pl

from sfo_data.intervals import Numbers
from sfo_data.measures import Measure


def design_effect(rows: pl.DataFrame, measure: Measure, by: Sequence[str] = ()) -> float:
    """The design effect of a share over `rows`, pooled over groups; see `of_clusters`.

    A review's agencies count as one cluster; those of one group of a review lie in one.
    """
    x, n = pl.sum("x"), pl.sum("n")
    share = (x / n).over(by) if by else x / n
    reviews = (
        rows.filter(among(measure))
        .group_by(*by, "review_id")
        .agg(x=measure.counted.cast(pl.Float64).sum(), n=pl.len().cast(pl.Float64))
        .with_columns(p=share)
    )
    groups = reviews.select(by).n_unique() if by else 1
    return of_clusters(reviews["x"].to_numpy(), reviews["n"].to_numpy(), reviews["p"].to_numpy(), groups)


def of_clusters(counted: Numbers, among: Numbers, share: Numbers | float, groups: int = 1) -> float:
    """How many times larger the variance of a share is than if each unit were drawn by itself; at least 1.

    Over C clusters in G groups: C / (C - G) sum (x - n p)^2 over sum n p (1 - p), p the share of the cluster's group
    (Cochran 1977, section 6.3; Rao and Scott 1992, Biometrics 48, 577-85). Never under 1, so that chance cannot shorten
    an interval.
    """
    spread, chance = ((counted - among * share) ** 2).sum(), (among * share * (1 - share)).sum()
    if chance == 0 or counted.size <= groups:
        return 1.0
    return max(1.0, float(spread / chance * counted.size / (counted.size - groups)))


def among(measure: Measure) -> pl.Expr:
    """The rows of a share's base, those without an answer left out. Raises ValueError for any other kind."""
    if measure.among is None:
        raise ValueError(f"{measure.name} is not a share")
    return measure.among.fill_null(False)
