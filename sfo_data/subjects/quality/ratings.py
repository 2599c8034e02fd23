"""How were accepted reviews rated, on each standard and overall, by division and over time?"""

import polars as pl

from sfo_data.definitions.categories import RATINGS, STANDARDS
from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.reporting_calendar import quarter_in_words
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals
from sfo_data.wording.number_format import few_in_words, share

# Column of a round: what it is called.
STANDARD_NAMES = ("Analysis of practice", "Judgements", "Learning", "Victims and families")
RATED = {"rating_overall": "Overall"} | {
    f"rating_{standard}": name for standard, name in zip(STANDARDS, STANDARD_NAMES, strict=True)
}
LEVELS = (*RATINGS, NOT_RECORDED)
# Counted in what `_counted` gives.
IS_RATED = pl.col("numerator").filter(pl.col("rating") != NOT_RECORDED).alias("rated")
IS_GOOD = pl.col("numerator").filter(pl.col("rating").is_in(["Good", "Outstanding"])).alias("good")
# Quarters up to two years, calendar years beyond.
MOST_DAYS_BY_QUARTER = 732


def accepted(read: Read, filters: Filters) -> pl.DataFrame:
    """The rounds of quality assurance finished in the period that accepted a review: one row per review."""
    return read("qa_rounds", filters, "completed_on").filter(pl.col("outcome") == "Accepted")


def by_standard(rounds: pl.DataFrame) -> pl.DataFrame:
    """Overall and each standard in its order; see `_counted`."""
    long = rounds.unpivot(list(RATED), variable_name="standard", value_name="rating")
    groups = pl.col("standard").replace_strict(RATED, return_dtype=pl.String)
    return _counted(long.with_columns(group=groups), list(RATED.values()))


def by_division(rounds: pl.DataFrame, standard: str) -> pl.DataFrame:
    """One standard (a key of `RATED`) by division, by name; see `_counted`."""
    rated = rounds.select(group="division", rating=standard)
    return _counted(rated, sorted(rated["group"].unique()))


def over_time(rounds: pl.DataFrame, standard: str, days: int) -> pl.DataFrame:
    """One standard (a key of `RATED`) by quarter accepted, or by year where the period has more `days`."""
    on = pl.col("completed_on")
    words = quarter_in_words(on.dt.truncate("1q")) if days <= MOST_DAYS_BY_QUARTER else on.dt.strftime("Year %Y")
    rated = rounds.sort("completed_on").select(group=words, rating=standard)
    return _counted(rated, rated["group"].unique(maintain_order=True).to_list())


def _counted(rated: pl.DataFrame, order: list[str]) -> pl.DataFrame:
    """One row per group, in `order`, and rating, in its own, rare and absent ones too: group, rating, numerator,
    denominator (all reviews accepted), and `label`, which says so where they are few.
    """
    counts = rated.group_by("group", "rating").agg(numerator=pl.len().cast(pl.Int64))
    groups = pl.DataFrame({"group": order}, schema={"group": pl.String})
    ratings = pl.DataFrame({"rating": LEVELS}, schema={"rating": pl.String})
    full = groups.join(ratings, how="cross", maintain_order="left_right").join(
        counts, on=["group", "rating"], how="left", maintain_order="left"
    )
    full = full.with_columns(pl.col("numerator").fill_null(0))
    full = full.with_columns(denominator=pl.sum("numerator").over("group"))
    return full.with_columns(label=few_in_words(pl.col("group"), pl.col("denominator")))


def title(parts: pl.DataFrame, what: str) -> str:
    """ "Overall: 161 of 330 rated good or outstanding (49%)" over all groups of a split."""
    rated, good = parts.select(IS_RATED.sum(), IS_GOOD.sum()).row(0)
    if not rated:
        return f"{what}: no reviews accepted with a rating in the period"
    return f"{what}: {good:,} of {rated:,} rated good or outstanding ({share(good, rated)})"


def table(parts: pl.DataFrame, heading: str) -> pl.DataFrame:
    """One row per group: reviews by rating, and the share rated good or outstanding of those rated, with interval."""
    counts = parts.pivot("rating", index="label", values="numerator", maintain_order=True)
    shares = parts.group_by("label", maintain_order=True).agg(rated=IS_RATED.sum(), good=IS_GOOD.sum())
    rated, good = (shares[name].to_numpy() for name in ("rated", "good"))
    limits = intervals.wilson(good, rated)
    of_rated = pl.when(pl.col("rated") > 0).then((pl.col("good") / pl.col("rated") * 100).round(1))
    return counts.rename({"label": heading}).with_columns(
        shares.select(of_rated.alias("Good or outstanding (%)")).to_series(),
        *(
            pl.Series(f"95% {side} (%)", (limit * 100).round(1), nan_to_null=True)
            for side, limit in zip(("from", "to"), limits, strict=True)
        ),
    )
