"""The figures on actions as readers see them: titles that say the finding, and tables with their headings."""

import polars as pl

from sfo_data.action_list import ON_TIME, STATUSES
from sfo_data.measures import MEASURES

FINDINGS = {
    "above": "Above all owners together",
    "below": "Below all owners together",
    "around": "No evidence of a difference",
}
LIMITS = {"value": "Share (%)", "lower": "95% from", "upper": "95% to"}


def status_title(crossed: pl.DataFrame) -> str:
    """ "Of 670 actions raised, 412 are done and 120 overdue" from `by_status`."""
    total, done, late = (
        int(crossed.filter(pl.col("action_status").is_in(names))["numerator"].sum())
        for names in (STATUSES, ["Done"], ["Overdue"])
    )
    return f"Of {total:,} actions raised, {done:,} are done and {late:,} overdue" if total else "No actions raised"


def evidence_title(crossed: pl.DataFrame) -> str:
    """ "Evidence was seen for 229 of 560 actions done" from `by_evidence`."""
    total, seen = int(crossed["numerator"].sum()), int(crossed.filter(evidence="Seen")["numerator"].sum())
    return f"Evidence was seen for {seen:,} of {total:,} actions done" if total else "No actions done in the period"


def overdue_title(late: pl.DataFrame) -> str:
    """ "614 actions are overdue, half for 943 days or more" from `overdue`."""
    if late.is_empty():
        return "No action is overdue"
    middle = late.select(middle=pl.median("overdue_days"))["middle"][0]
    verb = "action is" if late.height == 1 else "actions are"
    return f"{late.height:,} {verb} overdue, half for {middle:,.0f} days or more"


def division_title(compared: pl.DataFrame) -> str:
    """ "Done by their date: no evidence that any division differs" from `by_division`; names only what e-BH allows."""
    parts = [
        f"{', '.join(names)} {side}"
        for side in ("above", "below")
        if (names := compared.filter(stands=side)["division"].to_list())
    ]
    verdict = f"{' and '.join(parts)} all owners together" if parts else "no evidence that any division differs"
    return f"{MEASURES[ON_TIME].label}: {verdict}"


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
        pl.col("stands").replace_strict(FINDINGS).alias("Finding"),
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
