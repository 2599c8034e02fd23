"""What was to be done after reviews, was it done, with what evidence, and what is overdue?"""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.questions.figures import figures
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import divisions_apart
from sfo_data.statistics.stands_apart import FEW
from sfo_data.statistics.survival import Estimate, kaplan_meier, quantile, risk_table
from sfo_data.store import schema

LEVELS = schema.ACTIONS.column("action_level").categories
STATUSES = ("Done", "Not yet due", "Overdue")
EVIDENCE = (*schema.ACTIONS.column("evidence").categories, NOT_RECORDED)
# Bands of days past the date due: the first day of each, and its name.
BANDS = ((1, "Up to 3 months"), (92, "3 to 6 months"), (183, "6 to 12 months"), (366, "1 to 2 years"),
         (731, "Over 2 years"))  # fmt: skip
ON_TIME = "actions_on_time_share"


def by_status(read: Read, filters: Filters) -> pl.DataFrame:
    """The actions raised in the period: one row per action_level and action_status, with numerator, 0 where none."""
    return _crossed(read("actions", filters, "raised_on"), "action_status", STATUSES)


def by_evidence(read: Read, filters: Filters) -> pl.DataFrame:
    """The actions done that were due in the period: one row per action_level and evidence, with numerator."""
    done = read("actions", filters, "due_on").filter(pl.col("completed_on").is_not_null())
    return _crossed(done, "evidence", EVIDENCE)


def _crossed(rows: pl.DataFrame, column: str, values: Sequence[str]) -> pl.DataFrame:
    """Counts in the order of levels and `values`; a level without any has no rows."""
    levels = [level for level in LEVELS if level in set(rows["action_level"])]
    spine = pl.DataFrame({"action_level": levels}, schema={"action_level": pl.String}).join(
        pl.DataFrame({column: values}), how="cross"
    )
    counted = rows.group_by("action_level", column).agg(numerator=pl.len().cast(pl.Int64))
    joined = spine.join(counted, on=["action_level", column], how="left", maintain_order="left")
    return joined.with_columns(pl.col("numerator").fill_null(0))


def overdue(read: Read, filters: Filters) -> pl.DataFrame:
    """The actions overdue on the day of knowledge, longest first, whatever the period: the rows of the question."""
    late = read("actions", filters, None).filter(pl.col("action_status") == "Overdue")
    return late.sort(["overdue_days", "action_id"], descending=[True, False])


def overdue_ages(late: pl.DataFrame) -> pl.DataFrame:
    """`overdue` in bands of days past the date due: one row per band, `band` and numerator, 0 where none."""
    bands = pl.DataFrame(BANDS, schema={"overdue_days": pl.Int64, "band": pl.String}, orient="row")
    placed = late.select("overdue_days").sort("overdue_days").join_asof(bands, on="overdue_days")
    counted = placed.group_by("band").agg(numerator=pl.len().cast(pl.Int64))
    joined = bands.select("band").join(counted, on="band", how="left", maintain_order="left")
    return joined.with_columns(pl.col("numerator").fill_null(0))


def by_division(read: Read, filters: Filters) -> pl.DataFrame:
    """The share done by their date for the owners of each division, by name, and HMPPS as "National".

    One row per division: the columns of `figures`, evidence and stands (`stands_apart`; null for what a reader sees of
    the others together), national (the share of all), and label, which marks a small base. Each is held against the
    share of all, whatever providers are selected; actions of one review are not taken as independent.
    """
    nation = filters.national()
    found = figures(read, nation, [ON_TIME], ["division"]).filter(pl.col("denominator") > 0)
    verdicts = divisions_apart(read, filters, [ON_TIME]).select("division", "evidence", "stands")
    national = figures(read, nation, [ON_TIME])["value"][0]
    return found.join(verdicts, on="division", how="left", maintain_order="left").with_columns(
        national=pl.lit(national, dtype=pl.Float64),
        label=pl.when(pl.col("denominator") < FEW)
        .then(pl.format("{}, of {} only", "division", pl.col("denominator").cast(pl.Int64)))
        .otherwise("division"),
    )


def completion_by_year(read: Read, filters: Filters) -> pl.DataFrame:
    """How long actions take from being raised to being done, by calendar year raised, whatever the period.

    One row per year: raised_in, raised, open, done_only (median of those done), value, lower, upper (Kaplan-Meier
    median with 95% limits, open ones censored on the day of knowledge; null where not reached). Calendar days.
    """
    until = pl.coalesce("completed_on", "known_on")
    rows = read("actions", filters, None).select(
        raised_in=pl.col("raised_on").dt.year().cast(pl.String),
        # Done on a day before it was raised is an error of entry; here it took 0 days.
        days=(until - pl.col("raised_on")).dt.total_days().clip(lower_bound=0),
        ending=pl.when(pl.col("completed_on").is_not_null()).then(pl.lit("completed")).otherwise(pl.lit("open")),
    )
    years = rows.group_by("raised_in").agg(
        raised=pl.len().cast(pl.Int64),
        open=(pl.col("ending") == "open").sum().cast(pl.Int64),
        done_only=pl.col("days").filter(pl.col("ending") == "completed").median(),
    )
    medians = {str(year): _median(part) for (year,), part in rows.group_by("raised_in")}
    estimates = pl.DataFrame(
        [(year, each.value, each.lower, each.upper) for year, each in medians.items()],
        schema={"raised_in": pl.String, **dict.fromkeys(("value", "lower", "upper"), pl.Float64)},
        orient="row",
    )
    return years.join(estimates, on="raised_in").sort("raised_in")


def _median(durations: pl.DataFrame) -> Estimate:
    return quantile(kaplan_meier(risk_table(durations)), 0.5)
