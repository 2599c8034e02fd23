"""What do the independent ratings say of all reviews completed?"""

from typing import Any

import polars as pl

from sfo_data.definitions.categories import RATINGS
from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.subjects.independent_qa.frame import COMPLETED
from sfo_data.subjects.independent_qa.ratings import GOOD, RATED, base
from sfo_data.subjects.independent_qa.sampling import TooFewRated, stratified_share

RATERS = {"rating": "independent", "hmpps": "HMPPS, same reviews"}


def by_division(read: Read, filters: Filters, column: str = "rating_overall") -> pl.DataFrame:
    """One row per division with reviews completed: how many, how many rated on `column`, and how they were rated.

    division, reviews, rated, good (rated good or outstanding), weight (reviews each rated one stands for), then value,
    lower, upper (share good or better, 95%, 0 to 1; null under two rated), base ("fewer than 20" or empty).
    """
    return _by_division(*_read(read, filters), column)


def _read(read: Read, filters: Filters) -> tuple[pl.DataFrame, pl.DataFrame]:
    return read("reviews", filters, COMPLETED), read("independent_qa", filters, COMPLETED)


def _by_division(reviews: pl.DataFrame, ratings: pl.DataFrame, column: str) -> pl.DataFrame:
    completed = reviews.group_by("division").agg(reviews=_count()).sort("division")
    rows = ratings.filter(pl.col(column).is_in(RATINGS))
    rated = rows.group_by("division").agg(rated=_count(), good=pl.col(column).is_in(GOOD).sum().cast(pl.Int64))
    counted = completed.join(rated, on="division", how="left", maintain_order="left")
    counted = counted.with_columns(pl.col("rated", "good").fill_null(0))
    limits = pl.DataFrame(
        [_share(one) for one in counted.iter_slices(1)], schema=dict.fromkeys(("value", "lower", "upper"), pl.Float64)
    )
    weight = pl.when(pl.col("rated") > 0).then(pl.col("reviews") / pl.col("rated"))
    return pl.concat([counted, limits], how="horizontal").with_columns(weight=weight, base=base(pl.col("rated")))


def _count() -> pl.Expr:
    return pl.len().cast(pl.Int64)


def _share(counted: pl.DataFrame) -> dict[str, Any]:
    """Strata not rated at all, or once, have no estimate; their share is missing, not zero."""
    try:
        found = stratified_share(counted["reviews"], counted["rated"], counted["good"])
    except TooFewRated:
        return {"value": None, "lower": None, "upper": None}
    return {"value": found.share, "lower": found.lower, "upper": found.upper}


def national(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per standard and rater: the share good or better among all reviews completed, going by those rated.

    label ("Overall: independent"), standard, rater, rated, reviews, value, lower, upper (0 to 1; null where a division
    has fewer than two rated), base. Each rating is weighted by its division's reviews over its division's rated.
    """
    (reviews, ratings), found = _read(read, filters), []
    for standard, name in RATED.items():
        for rater, said in RATERS.items():
            divisions = _by_division(reviews, ratings, f"{rater}_{standard}")
            totals = {"rated": divisions["rated"].sum(), "reviews": divisions["reviews"].sum()}
            found.append(
                {
                    "label": f"{name}: {said.partition(',')[0]}",
                    "standard": name,
                    "rater": said,
                    **totals,
                    **_share(divisions),
                }
            )
    limits = dict.fromkeys(("value", "lower", "upper"), pl.Float64)
    return pl.DataFrame(found, schema_overrides=limits).with_columns(base=base(pl.col("rated")))


def national_title(estimates: pl.DataFrame) -> str:
    """ "Good or better overall: 24% to 52% of reviews, independently rated", or that it is not known."""
    overall = estimates.row(0, named=True)
    if overall["value"] is None:
        return "Too few reviews rated independently to speak of all reviews"
    return f"Good or better overall: {overall['lower']:.0%} to {overall['upper']:.0%} by independent ratings"


LIMITS = {"value": "Good or better (%)", "lower": "95% from (%)", "upper": "95% to (%)"}


def _per_cent() -> list[pl.Expr]:
    return [(pl.col(column) * 100).round(1).alias(heading) for column, heading in LIMITS.items()]


def national_table(estimates: pl.DataFrame) -> pl.DataFrame:
    """`national` with the headings readers see; shares in per cent."""
    headings = {"standard": "Standard", "rater": "Rated by", "rated": "Reviews rated", "reviews": "Reviews completed"}
    return estimates.select(*(pl.col(name).alias(heading) for name, heading in headings.items()), *_per_cent())


def division_table(divisions: pl.DataFrame) -> pl.DataFrame:
    """`by_division` with the headings readers see; shares in per cent."""
    headings = {"division": "Division", "reviews": "Reviews completed", "rated": "Rated", "good": "Good or better"}
    weight = pl.col("weight").round(1).alias("Each stands for")
    names = (pl.col(name).alias(heading) for name, heading in headings.items())
    return divisions.select(*names, *_per_cent(), weight, pl.col("base").alias("Base"))
