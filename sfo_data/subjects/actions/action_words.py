"""The figures on actions as readers see them: titles that say the finding, and tables with their headings."""

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects.actions import ON_TIME, STATUSES
from sfo_data.wording import stands_words

OWNERS = "all owners together"
LIMITS = {"value": "Share (%)", "lower": "95% from", "upper": "95% to"}
STATUS_CAPTION = (
    "Recommendations and actions raised in the period, by level: for the case, the provider, or all of "
    "England and Wales (owned by HMPPS). Source: case extract."
)
EVIDENCE_CAPTION = (
    "Actions done that were due in the period, by level. “Reported only”: the owner said so and nobody saw it. "
    "Source: case extract."
)
OVERDUE_CAPTION = (
    "Actions past their date and not done on the day of knowledge, whatever the period. Source: case extract."
)
DIVISION_CAPTION = (
    "Actions that fell due in the period, by the owner’s division; “National” is HMPPS. By name, with 95% "
    f"intervals. {stands_words.FILLED} {stands_words.promise()} Source: case extract."
)
COMPLETION_CAPTION = (
    "Calendar days from raising to completion, median by year raised, whatever the period. Kaplan-Meier: actions "
    "not done count as long as they have been open. 95% intervals where reached. Source: case extract."
)


def status_title(crossed: pl.DataFrame) -> str:
    """ "Of 670 actions raised in the period, 412 are done and 120 overdue" from `by_status`."""
    total, done, late = (
        int(crossed.filter(pl.col("action_status").is_in(names))["numerator"].sum())
        for names in (STATUSES, ["Done"], ["Overdue"])
    )
    if not total:
        return "No actions raised in the period"
    return f"Of {total:,} actions raised in the period, {done:,} are done and {late:,} overdue"


def evidence_title(crossed: pl.DataFrame) -> str:
    """ "Evidence was seen for 229 of 533 actions done where it is recorded" from `by_evidence`."""
    if not crossed["numerator"].sum():
        return "No actions done in the period"
    recorded = crossed.filter(pl.col("evidence") != NOT_RECORDED)
    total, seen = (int(rows["numerator"].sum()) for rows in (recorded, recorded.filter(evidence="Seen")))
    return f"Evidence was seen for {seen:,} of {total:,} actions done where it is recorded"


def overdue_title(late: pl.DataFrame) -> str:
    """ "614 actions are overdue, whenever raised; half for 943 days or more" from `overdue`."""
    if late.is_empty():
        return "No action is overdue"
    middle = late.select(middle=pl.median("overdue_days"))["middle"][0]
    verb = "action is" if late.height == 1 else "actions are"
    return f"{late.height:,} {verb} overdue, whenever raised; half for {middle:,.0f} days or more"


def division_title(compared: pl.DataFrame) -> str:
    """ "Done by their date: no evidence that any differs" from `by_division`."""
    return stands_words.title(compared, MEASURES[ON_TIME].label, "division", OWNERS)


def completion_title(years: pl.DataFrame) -> str:
    """ "Raised in 2020: half done within 102 days; those done alone say 56" for the last year whose median is known."""
    reached = years.filter(pl.col("value").is_not_null())
    if reached.is_empty():
        return "Time to completion: half not yet done"
    last = reached.row(-1, named=True)
    alone = f"; those done alone say {last['done_only']:.0f}" if last["open"] else ""
    return f"Raised in {last['raised_in']}: half done within {last['value']:.0f} days{alone}"


def crossed_table(crossed: pl.DataFrame, column: str, heading: str) -> pl.DataFrame:
    """`by_status` or `by_evidence` with the headings readers see, and each count's share of its level in per cent."""
    total = pl.sum("numerator").over("action_level")
    share = pl.when(total > 0).then((pl.col("numerator") / total * 100).round(0).cast(pl.Int64))
    return crossed.select(
        pl.col("action_level").alias("Level"),
        pl.col(column).alias(heading),
        pl.col("numerator").alias("Actions"),
        share.alias("Of the level (%)"),
    )


def division_table(compared: pl.DataFrame) -> pl.DataFrame:
    """`by_division` with the headings readers see; shares in per cent."""
    return compared.select(
        pl.col("label").alias("Owner’s division"),
        stands_words.finding(OWNERS),
        pl.col("numerator").alias("Done by their date"),
        pl.col("denominator").cast(pl.Int64).alias("Fell due"),
        *((pl.col(name) * 100).round(1).alias(heading) for name, heading in LIMITS.items()),
        pl.col("evidence").round(1).alias("e-value"),
    )


def completion_table(years: pl.DataFrame) -> pl.DataFrame:
    """`completion_by_year` with the headings readers see."""
    return years.select(
        pl.col("raised_in").alias("Raised in"),
        pl.col("raised").alias("Actions"),
        pl.col("open").alias("Not done"),
        pl.col("done_only").alias("Those done only (days)"),
        pl.col("value").alias("Open ones counted (days)"),
        pl.col("lower").alias("95% from"),
        pl.col("upper").alias("95% to"),
    )


def overdue_table(late: pl.DataFrame) -> pl.DataFrame:
    """`overdue` with the headings readers see."""
    return late.select(
        pl.col("overdue_days").alias("Days overdue"),
        pl.col("due_on").alias("Due"),
        pl.col("action_text").alias("Action"),
        pl.col("action_level").alias("Level"),
        pl.col("provider").alias("Owner"),
        pl.col("division").alias("Division"),
        pl.col("action_id").alias("Action number"),
        pl.col("review_id").alias("Review"),
    )
