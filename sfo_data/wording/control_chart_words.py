"""A control chart in words and as a table."""

import polars as pl

from sfo_data.definitions.annotations import LETTERS
from sfo_data.definitions.registry_tables import DATED_BY
from sfo_data.questions.control_charts import FEW_BELOW, ControlChart
from sfo_data.statistics.control_limits import FEW_POINTS
from sfo_data.wording.number_format import number
from sfo_data.wording.tables import as_table

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
    hollow = "Hollow: not complete yet, no part in the range." if chart.points["is_provisional"].any() else ""
    few = ""
    if chart.measure.kind in ("share", "median") and chart.points["value"].null_count():
        few = f"No point: fewer than {max(FEW_BELOW, chart.measure.least):.0f} reviews."
    assured = ""
    if chart.assurance and chart.target is not None:
        assured = f"Target {number(chart.measure, chart.target)}. {ASSURANCE[chart.assurance]}"
    parts = [first, range_sentence(chart), hollow, few, assured, proposal(chart), marked_sentence(chart)]
    return " ".join(part for part in (*parts, chart.measure.caveat) if part)


def range_sentence(chart: ControlChart) -> str:
    """What the dashed lines are, or why there are none."""
    finding = chart.finding
    if finding is None or chart.settled.is_empty():
        return ""
    if finding.pattern.is_drift:
        return "The line follows the drift; there is no usual range while it goes on."
    if not finding.has_range:
        since = f" since {finding.level_since:%B %Y}" if finding.level_since else ""
        return f"Too early for a usual range: fewer than {FEW_POINTS} points{since}."
    name = "the usual range" if finding.is_usual else "the range of chance, in which few of the last 12 points lie"
    how = "mean -/+ 2.66 x mean moving range"
    if chart.measure.kind == "share":
        how = "wider where a share is of fewer reviews (p-chart)"
    since = f", of the level since {finding.level_since:%B %Y}" if finding.level_since else ""
    return f"Dashed: {name}, {how}{since}."


def proposal(chart: ControlChart) -> str:
    """Which steps were found that are not among the recorded ones."""
    if not chart.unrecorded_moves:
        return ""
    months = ", ".join(f"{day:%B %Y}" for day in chart.unrecorded_moves)
    return f"Found and not recorded: a change in {months}. Where the reason is known, record it as a step."


def marked_sentence(chart: ControlChart) -> str:
    """ "Marked days: (A) New form of review, April 2018.", as lettered above the picture; "" where no day is marked."""
    days = zip(LETTERS, chart.annotations, strict=False)
    marks = "; ".join(f"({letter}) {each.title}, {each.on:%B %Y}" for letter, each in days)
    return f"Marked days: {marks}." if marks else ""


def table(chart: ControlChart) -> pl.DataFrame:
    """One row per point: when, the figure with its 95% interval (XmR), the usual range, and its signal."""
    scale, digits = (100, 1) if chart.measure.kind == "share" else (1, 2 if chart.measure.kind == "rate" else 1)
    usually = "Usually" if chart.finding is None or chart.finding.is_usual else "Range"
    names = {"mean": "Average", "lower_limit": f"{usually} from", "upper_limit": f"{usually} to"}
    limits = chart.points.select(
        *((pl.col(column) * scale).round(digits).alias(name) for column, name in names.items()),
        pl.when("is_provisional")
        .then(pl.lit("Not complete yet"))
        .otherwise(pl.col("meaning").str.to_titlecase())
        .alias("Signal"),
        pl.col("rule").alias("Rule of Making Data Count"),
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
