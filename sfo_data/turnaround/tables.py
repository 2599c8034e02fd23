"""The figures of the honest clock as readers see them: headings, per cent, and "not yet reached"."""

import polars as pl

from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS
from sfo_data.turnaround import LATER_DAYS

NOT_REACHED = "not yet reached"


def _reached(column: str) -> pl.Expr:
    return pl.col(column).round(0).cast(pl.Int64).cast(pl.String).fill_null(NOT_REACHED)


def medians_table(quarters: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.quarters` with its counts and its medians: finished only, all counted, and Kaplan-Meier."""
    return quarters.select(
        pl.col("received_in").alias("Quarter received"),
        *(pl.col(name).alias(name.capitalize()) for name in ("received", "completed", "withdrawn", "open")),
        pl.col("closed_only").alias(f"Finished only ({QA_CLOCK} days)"),
        _reached("modelled").alias("Still waiting counted"),
        pl.col("modelled_lower").alias("95% from"),
        pl.col("modelled_upper").alias("95% to"),
        pl.when("is_beyond").then(pl.lit("modelled beyond what has been seen")).otherwise(pl.lit("")).alias("Note"),
        _reached("median").alias("Seen so far (Kaplan-Meier)"),
        pl.col("median_lower").alias("Seen, 95% from"),
        pl.col("median_upper").alias("Seen, 95% to"),
    )


def curves_table(finished: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.finished`: the share finished by each day on which one was, for each year's line."""
    return finished.select(
        pl.col("year").alias("Year"),
        pl.col("received_in").alias("Quarter received"),
        pl.col("day").alias(f"{QA_CLOCK.capitalize()} days"),
        (pl.col("completed_share") * 100).round(1).alias("Finished (%)"),
    )


def finished_table(quarters: pl.DataFrame) -> pl.DataFrame:
    """`Turnaround.quarters` with the share finished within the target and the number still followed later on."""
    limits = {"within_target": "Finished within target", "within_lower": "95% from", "within_upper": "95% to"}
    return quarters.select(
        pl.col("received_in").alias("Quarter received"),
        pl.col("received").alias("Received"),
        *((pl.col(column) * 100).round(1).alias(f"{heading} (%)") for column, heading in limits.items()),
        *(pl.col(f"at_risk_{day}").alias(f"At risk on day {day}") for day in (QA_TARGET_DAYS, *LATER_DAYS)),
    )
