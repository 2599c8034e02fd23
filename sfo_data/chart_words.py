"""A control chart in words and as a table."""

import polars as pl

from sfo_data.annotations import LETTERS
from sfo_data.control_charts import ControlChart
from sfo_data.registry_tables import DATED_BY
from sfo_data.tables import as_table
from sfo_data.wording import number

ASSURANCE = {
    "met throughout": "The whole usual range meets the target: it can be relied on.",
    "missed throughout": "The whole usual range misses the target: it will go on being missed unless the work changes.",
    "met or missed by chance": "The target lies inside the usual range: whether a month meets it is chance.",
}


def axis(chart: ControlChart) -> str:
    """ "Reviews a month", "Days between cases"."""
    if chart.kind == "t":
        return "Days since the one before"
    units = {"share": "Share", "count": "Reviews", "rate": "Per 1,000 people a year,"}
    unit = units.get(chart.measure.kind, chart.measure.unit.capitalize())
    return f"{unit} by {chart.grain}"


def caption(chart: ControlChart) -> str:
    """What is drawn, how the usual range is found, whether the target can be met, and what the marked days are."""
    dated_by = DATED_BY[str(chart.measure.dated_by)]
    if chart.kind == "t":
        first = (
            f"{chart.measure.numerator}: too few to count by the month, so the days between them, by date of "
            f"{dated_by} (t-chart); higher is less often."
        )
    else:
        first = f"{chart.measure.numerator}, by {chart.grain} of {dated_by}."
    limits = "Dashed: the usual range, mean -/+ 2.66 x mean moving range, over all that is drawn."
    few = "Fewer than 12 points: the range is uncertain." if chart.points["is_few"].any() else ""
    hollow = "Hollow: not complete yet, no part in the range." if chart.points["is_provisional"].any() else ""
    assured = ""
    if chart.assurance and chart.measure.target is not None:
        assured = f"Target {number(chart.measure, chart.measure.target)}. {ASSURANCE[chart.assurance]}"
    parts = [first, limits, few, hollow, assured, marked_sentence(chart), chart.measure.caveat]
    return " ".join(part for part in parts if part)


def marked_sentence(chart: ControlChart) -> str:
    """ "Marked days: (A) New form of review, April 2018.", as lettered above the picture; "" where no day is marked."""
    days = zip(LETTERS, chart.annotations, strict=False)
    marks = "; ".join(f"({letter}) {each.title}, {each.on:%B %Y}" for letter, each in days)
    return f"Marked days: {marks}." if marks else ""


def table(chart: ControlChart) -> pl.DataFrame:
    """One row per point: when, the figure with its 95% interval (XmR), the usual range, and its signal."""
    scale, digits = (100, 1) if chart.measure.kind == "share" else (1, 2 if chart.measure.kind == "rate" else 1)
    names = {"mean": "Average", "lower_limit": "Usually from", "upper_limit": "Usually to"}
    limits = chart.points.select(
        *((pl.col(column) * scale).round(digits).alias(name) for column, name in names.items()),
        pl.when("is_provisional")
        .then(pl.lit("Not complete yet"))
        .otherwise(pl.col("meaning").str.to_titlecase())
        .alias("Signal"),
        pl.col("rule").alias("Rule"),
    )
    if chart.kind == "t":
        days = chart.points.select(
            pl.col("when").alias("Date"), pl.col("value").round(1).alias("Days since the one before")
        )
    else:
        days = as_table(chart.points, chart.measure.name, when=chart.grain.capitalize())
    return pl.concat([days, limits], how="horizontal")


def marked_days(chart: ControlChart) -> pl.DataFrame:
    """One row per recorded step or note inside the chart, by the letter above the picture."""
    kinds = {"step": "Step: the usual range is found anew from here", "note": "Note"}
    return pl.DataFrame(
        [
            {
                "Mark": letter,
                "Day": each.on,
                "What": each.title,
                "Kind": kinds[each.kind],
                "Reason": each.reason,
                "Recorded by": each.author,
                "Recorded on": each.recorded_on,
            }
            for letter, each in zip(LETTERS, chart.annotations, strict=False)
        ]
    )
