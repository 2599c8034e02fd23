"""The title of each chart, the finding in about ten words, and the funnel's caption: only what the rules allow."""

import polars as pl

from sfo_data.definitions.categories import RISK_LEVELS
from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.measures import Measure
from sfo_data.statistics.stands_apart import FEW
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE, figure

MOVEMENT_CAPTION = "Rows: risk at the start of supervision. Columns: risk at the offence. The diagonal did not move."
# What a comparison held equal, as it ends a title.
GIVEN = {
    "none": ", as recorded",
    "type": ", each among its own type",
    "offence": ", given their mix of offences",
    "risk": ", given their mix of risk",
    "both": ", given their mix of risk and offences",
}


def largest_title(groups: pl.DataFrame, by: str, role: str) -> str:
    """ "Rape is the largest offence group: 89 of 493 (18%)" from `figures.counts_and_shares`; two or more share it."""
    if groups.is_empty():
        return "No reviews under these filters"
    total = int(groups["numerator"].sum())
    if total < FEW:
        return f"{_reviews(total)}: too few to rank groups"
    largest = groups.filter(pl.col("numerator") == pl.col("numerator").max())
    names, first = sorted(largest[by]), largest.row(0, named=True)
    size = f"{first['numerator']:,} of {total:,} ({first['share']:.0%})"
    if len(names) == 1:
        return f"{names[0]} is {role}: {size}"
    return f"No one group is {role}: {', '.join(names[:-1])} and {names[-1]} have {size} each"


def _reviews(count: int) -> str:
    return f"{count:,} {'review' if count == 1 else 'reviews'}"


def crossing_title(crossed: pl.DataFrame, row: str, column: str) -> str:
    """ "Most often: Rape with NPS, 52 reviews" from the fullest cell of a two-way count."""
    if crossed.is_empty():
        return "No reviews under these filters"
    if (total := int(crossed["numerator"].sum())) < FEW:
        return f"{_reviews(total)}: too few to rank pairs"
    first = crossed.sort("numerator", descending=True).row(0, named=True)
    return f"Most often: {first[row]} with {in_a_sentence(column, first[column])}, {first['numerator']:,} reviews"


def share_title(headlines: pl.DataFrame, name: str, what: str) -> str:
    """ "Murder and manslaughter: low or medium risk 66% (82 of 124)" from a headline."""
    row = headlines.row(by_predicate=pl.col("measure") == name, named=True)
    if row["value"] is None:
        return f"{what}: no cases"
    size = f"{row['numerator']:,} of {row['denominator']:,.0f}"
    if row["denominator"] < FEW:
        return f"{what}: {size}, {TOO_FEW_FOR_A_SHARE}"
    return f"{what} {row['value']:.0%} ({size})"


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
    if total < FEW:
        return f"Level at the offence: fewer than {FEW} notifications with both levels recorded"
    same, up, down = (int(steps.filter(pl.col("step") == step)["numerator"].sum()) / total for step in (0, 1, -1))
    return f"Level at the offence: {same:.0%} as at the start, {up:.0%} higher, {down:.0%} lower"


def in_a_sentence(dimension: str, label: str) -> str:
    """A label as it reads inside a sentence: "high risk", "NPS"."""
    if not dimension.startswith("risk"):
        return label
    return "no recorded risk" if label == NOT_RECORDED else f"{label.lower()} risk"


def claim_title(measure: Measure, sides: pl.DataFrame) -> str:
    """ "SFO rate: 1.90 for Calendar year 2018, 2.22 for Calendar year 2017" """
    before, now = (f"{figure(measure, row)} for {row['side']}" for row in sides.iter_rows(named=True))
    return f"{measure.label}: {now}, {before}"
