"""The title of each chart: the finding in about ten words, from fixed templates, in words that the rules allow."""

import polars as pl

from sfo_data.dimensions import NOT_RECORDED
from sfo_data.measures import MEASURES, QA_CLOCK, QA_TARGET_DAYS
from sfo_data.narrative import number, standing
from sfo_data.schema import RISK_LEVELS


def monthly_title(what: str, monthly: pl.DataFrame) -> str:
    """ "SFOs notified: 34 to 55 a month" over the whole months of a monthly count."""
    whole = monthly.filter(~pl.col("is_part"))["numerator"]
    if not int(whole.sum()):
        return f"{what}: {int(monthly['numerator'].sum()):,}"
    fewest, most = whole.alias("n").to_frame().select(fewest=pl.min("n"), most=pl.max("n")).row(0)
    return f"{what}: {fewest:,} to {most:,} a month"


def largest_title(groups: pl.DataFrame, by: str, role: str) -> str:
    """ "Rape is the largest offence group: 89 of 493 (18%)" from `figures.counts_and_shares`."""
    if groups.is_empty():
        return "No reviews under these filters"
    first = groups.sort("numerator", descending=True).row(0, named=True)
    total = groups["numerator"].sum()
    return f"{first[by]} is {role}: {first['numerator']:,} of {total:,} ({first['share']:.0%})"


def latest_title(what: str, over_time: pl.DataFrame, name: str) -> str:
    """ "QA finished within target: 4% in April 2020" from the last whole month with a value."""
    known = over_time.filter(pl.col("value").is_not_null() & ~pl.col("is_part"))
    if known.is_empty():
        return f"{what}: no data"
    last = known.row(-1, named=True)
    return f"{what}: {number(MEASURES[name], last['value'])} in {last['month']:%B %Y}"


def crossing_title(crossed: pl.DataFrame, row: str, column: str) -> str:
    """ "Most often: Rape with NPS, 52 reviews" from the fullest cell of a two-way count."""
    if crossed.is_empty():
        return "No reviews under these filters"
    first = crossed.sort("numerator", descending=True).row(0, named=True)
    return f"Most often: {first[row]} with {said(column, first[column])}, {first['numerator']:,} reviews"


def standing_title(compared: pl.DataFrame, view: str) -> str:
    """ "NPS divisions: 1 above, 1 below what their mix of risk would give" """
    stands = [standing(row) for row in compared.iter_rows(named=True)]
    if not stands:
        return "No providers of this kind under these filters"
    above, below = stands.count("above"), stands.count("below")
    if above + below == 0:
        return f"{view}: no evidence that any differs, given its mix of risk"
    return f"{view}: {above} above and {below} below what their mix of risk would give"


def share_title(headlines: pl.DataFrame, name: str, what: str) -> str:
    """ "Murder and manslaughter: low or medium risk 66% (82 of 124)" from a headline."""
    row = headlines.row(by_predicate=pl.col("measure") == name, named=True)
    if row["value"] is None:
        return f"{what}: no cases"
    return f"{what} {row['value']:.0%} ({row['numerator']:,} of {row['denominator']:,.0f})"


def movement_title(moved: pl.DataFrame) -> str:
    """ "Risk level at the offence: 70% as at the start, 18% higher, 12% lower" among those recorded at both."""
    levels = {level: place for place, level in enumerate(RISK_LEVELS)}
    steps = (
        moved.filter(pl.all_horizontal(pl.col("risk_at_start", "risk_at_offence").is_in(RISK_LEVELS)))
        .with_columns(pl.col("risk_at_start", "risk_at_offence").replace_strict(levels, return_dtype=pl.Int64))
        .with_columns(step=(pl.col("risk_at_offence") - pl.col("risk_at_start")).sign())
    )
    total = int(steps["numerator"].sum())
    if total == 0:
        return "No notifications with both levels recorded"
    same, up, down = (int(steps.filter(pl.col("step") == step)["numerator"].sum()) / total for step in (0, 1, -1))
    return f"Level at the offence: {same:.0%} as at the start, {up:.0%} higher, {down:.0%} lower"


def flow_title(flow: pl.DataFrame) -> str:
    """ "QA rounds: 612 received, 590 finished; 98 in hand at the end" over the period."""
    if flow.is_empty():
        return "No QA rounds in the period"
    received, finished = flow.select(pl.sum("received", "finished")).row(0)
    return f"QA rounds: {received:,} received, {finished:,} finished; {flow['in_hand'][-1]:,} in hand at the end"


def distribution_title(spread: pl.DataFrame, median: float | None) -> str:
    """ "Half of 480 reviews took 118 days or fewer" """
    if median is None:
        return "No reviews completed in the period"
    return f"Half of {spread['reviews'].sum():,} reviews completed took {median:.0f} {QA_CLOCK} days or fewer"


def posts_title(posts: pl.DataFrame) -> str:
    """ "4 of 8 funded posts filled in April 2020" """
    if posts.is_empty():
        return "Posts: no data in the period"
    last = posts.row(-1, named=True)
    return f"{last['posts_filled']} of {last['posts_funded']} funded posts filled in {last['month']:%B %Y}"


def ages_title(ages: pl.DataFrame) -> str:
    """ "212 reviews open, 190 of them past the target" """
    total = ages["reviews"].sum()
    return (
        f"{total:,} reviews open, {total - ages['reviews'][0]:,} of them for more than {QA_TARGET_DAYS} {QA_CLOCK} days"
    )


def said(dimension: str, label: str) -> str:
    """A label as it reads inside a sentence: "high risk", "NPS"."""
    if not dimension.startswith("risk"):
        return label
    return "no recorded risk" if label == NOT_RECORDED else f"{label.lower()} risk"
