"""Reviews open and late over time: title, caption and table."""

import polars as pl

from sfo_data.definitions import targets
from sfo_data.subjects.turnaround.turnaround_words import POSTS

YEAR = 12
NAMES = {"day": "At the end of", "open": "Open", "late": "Late", **POSTS}
CAPTION = (
    f"Reviews with HMPPS at the end of each month, late past {targets.in_words()}, by what is known now of each; "
    "below, posts of the quality assurance team of England and Wales."
)


def title(waiting: pl.DataFrame) -> str:
    """ "242 of 276 open reviews are late; 64 of 120 in April 2019", from `backlog`."""
    now = waiting.row(-1, named=True)
    if not now["open"]:
        return "No review is open"
    said = f"{now['late']:,} of {now['open']:,} open reviews {'is' if now['late'] == 1 else 'are'} late"
    if waiting.height <= YEAR:
        return said
    then = waiting.row(-1 - YEAR, named=True)
    return f"{said}; {then['late']:,} of {then['open']:,} at the end of {then['day']:%B %Y}"


def with_posts(waiting: pl.DataFrame, staffing: pl.DataFrame) -> pl.DataFrame:
    """`backlog` with the posts_funded and posts_filled of each day's month."""
    posts = staffing.select(pl.col("month_start_on").alias("month"), *POSTS)
    months = waiting.with_columns(month=pl.col("day").dt.truncate("1mo"))
    return months.join(posts, on="month", how="left", maintain_order="left").drop("month")


def table(waiting: pl.DataFrame) -> pl.DataFrame:
    """`with_posts` as readers see it."""
    return waiting.select(*NAMES).rename(NAMES)
