"""What is the quality assurance team's work: arriving, finished, in hand, and how old?"""

from itertools import pairwise

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import OPEN_DAYS, QA_DAYS, WITH_HMPPS
from sfo_data.definitions.periods import Period
from sfo_data.questions import summaries
from sfo_data.questions.queries import Read

# Upper ends of the age bands after the target, in days of the QA clock: roughly 3, 6 and 12 months of working days.
LATER_BANDS = (60, 125, 250)
LISTED = 10


def flow(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per month of the period: month, received, finished (rounds), in_hand (rounds at the end of the month).

    A round leaves the hand when it is finished or its review is withdrawn.
    """
    rounds = read("qa_rounds", filters, None).with_columns(left_on=pl.coalesce("completed_on", "withdrawn_on"))
    counted = pl.DataFrame({"month": summaries.months(filters.period)})
    for name, day in (("received", "received_on"), ("finished", "completed_on"), ("left", "left_on")):
        per_month = rounds.filter(pl.col(day).is_between(filters.period.start, filters.period.end, closed="left"))
        per_month = per_month.group_by(month=pl.col(day).dt.truncate("1mo")).agg(pl.len().cast(pl.Int64).alias(name))
        counted = counted.join(per_month, on="month", how="left").with_columns(pl.col(name).fill_null(0))
    before = filters.period.start
    opening = rounds.filter(
        (pl.col("received_on") < before) & (pl.col("left_on").is_null() | (pl.col("left_on") >= before))
    ).height
    return counted.with_columns(
        in_hand=pl.lit(opening) + pl.col("received").cum_sum() - pl.col("left").cum_sum()
    ).select("month", "received", "finished", "in_hand")


def posts(staffing: pl.DataFrame, period: Period) -> pl.DataFrame:
    """One row per month that starts in the period: month, posts_funded, posts_filled."""
    return staffing.filter(pl.col("month_start_on").is_between(period.start, period.end, closed="left")).rename(
        {"month_start_on": "month"}
    )


def distribution(read: Read, filters: Filters, width: int) -> pl.DataFrame:
    """One row per band of turnaround from 0 to the longest: from_days, reviews; completed in the period."""
    days = read("reviews", filters, "qa_completed_on")[QA_DAYS].drop_nulls()
    if days.is_empty():
        return pl.DataFrame(schema={"from_days": pl.Int64, "reviews": pl.Int64})
    bands = pl.DataFrame({"from_days": range(0, days.sort(descending=True)[0] + 1, width)})
    counted = days.to_frame().group_by(from_days=pl.col(QA_DAYS) // width * width).agg(reviews=pl.len().cast(pl.Int64))
    return (
        bands.join(counted, on="from_days", how="left").with_columns(pl.col("reviews").fill_null(0)).sort("from_days")
    )


def _open(read: Read, filters: Filters) -> pl.DataFrame:
    return read("reviews", filters, None).filter(WITH_HMPPS)


def age_bands(target: int) -> tuple[dict[int, str], str]:
    """Upper end -> name of each band, the first up to the target; and the name of what is older."""
    uppers = [target, *(upper for upper in LATER_BANDS if upper > target)]
    named = {uppers[0]: f"Up to {target}"}
    named |= {upper: f"{lower + 1} to {upper}" for lower, upper in pairwise(uppers)}
    return named, f"Over {uppers[-1]}"


def open_by_age(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per age band, youngest first: age (in days of the QA clock), reviews; all bands, empty ones too.

    The first band ends at the target in force on the day of knowledge.
    """
    named, older = age_bands(targets.on(filters.known_on).days)
    band = pl.lit(older)
    for upper, name in reversed(named.items()):
        band = pl.when(pl.col(OPEN_DAYS) <= upper).then(pl.lit(name)).otherwise(band)
    counted = _open(read, filters).group_by(age=band).agg(reviews=pl.len().cast(pl.Int64))
    bands = pl.DataFrame({"age": [*named.values(), older]})
    return bands.join(counted, on="age", how="left", maintain_order="left").with_columns(pl.col("reviews").fill_null(0))


def oldest_open(read: Read, filters: Filters) -> pl.DataFrame:
    """The ten reviews open longest, oldest first, with the headings readers see."""
    return (
        _open(read, filters)
        .sort([OPEN_DAYS, "review_id"], descending=[True, False], nulls_last=True)
        .head(LISTED)
        .select(
            **{
                "Review": "review_id",
                "Provider": "provider",
                "Offence group": "offence_group",
                "First received": "qa_received_on",
                "Rounds": "qa_rounds",
                "Status": "review_status",
                "Working days open": "open_working_days",
                "Calendar days open": "open_calendar_days",
            }
        )
    )
