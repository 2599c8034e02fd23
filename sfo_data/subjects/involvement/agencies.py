"""Which agencies worked on the cases, what was their part, and how long until what was found reached them?"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals
from sfo_data.statistics.survival import Estimate, kaplan_meier, number_at_risk, quantile, risk_table
from sfo_data.subjects.involvement.clustered import clustered_shares

INVOLVED = "involved"
STEPS = ("agency_took_part_share", "agency_findings_share", "agency_shared_share")
# Days after acceptance at which the table says how many have been told.
TOLD_BY = (30, 60, 90, 180, 365)


def agency_steps(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per step and agency, those involved most often first: agency, measure, and the columns of a figure.

    The steps are `INVOLVED` (of the reviews accepted in the period) and `STEPS`, of one cohort: reviews accepted.
    Raises StoreMissing, StoreError.
    """
    rows = read("agency_involvement", filters, "qa_completed_on")
    reviews = read("reviews", filters, "qa_completed_on").height
    involved = rows.group_by("agency").agg(numerator=pl.len().cast(pl.Int64)).with_columns(_shares_of(reviews))
    lower, upper = intervals.wilson(involved["numerator"].to_numpy(), reviews)
    involved = involved.with_columns(
        pl.lit(INVOLVED).alias("measure"), pl.Series("lower", lower), pl.Series("upper", upper)
    )
    steps = clustered_shares(rows, STEPS, ["agency"])
    order = involved.select("agency", involved="numerator")
    return (
        pl.concat([involved.select(steps.columns), steps])
        .join(order, on="agency")
        .sort(["involved", "agency"], descending=[True, False], maintain_order=True)
        .drop("involved")
    )


def _shares_of(reviews: int) -> Sequence[pl.Expr]:
    return pl.lit(float(reviews)).alias("denominator"), (pl.col("numerator") / reviews).alias("value")


@dataclass(frozen=True, eq=False)
class Sharing:
    """How long from acceptance until the agencies with findings were told, those not told yet counted as waiting.

    `curve`: one row per day on which any was told or last seen: day, at_risk, told, lower, upper (shares so far, 95%).
    `groups`: one row per agency: agency, concerned, told, told_only (median days of those told), median,
    median_lower, median_upper (None: not yet reached). `median` is of all. Calendar days.
    """

    concerned: int
    told: int
    told_only: float | None
    median: Estimate
    curve: pl.DataFrame
    groups: pl.DataFrame


def sharing(rows: pl.DataFrame) -> Sharing:
    """The time to sharing of the rows of `agency_involvement` of reviews accepted, by Kaplan and Meier 1958.

    An agency not told is censored on the day of knowledge. None is expected ever to be told for certain, so the curve
    need not reach one half. The interval takes agencies as independent.
    """
    waits = _waits(rows)
    curve = kaplan_meier(risk_table(waits))
    told = waits.filter(pl.col("ending") == "completed")["days"]
    groups = [
        {"agency": name, **_group(part)}
        for (name,), part in waits.sort("agency").group_by("agency", maintain_order=True)
    ]
    return Sharing(
        waits.height,
        told.len(),
        None if told.is_empty() else float(told.median()),  # type: ignore[arg-type]
        quantile(curve, 0.5),
        curve.select(
            "day", "at_risk", told=1 - pl.col("survival"), lower=1 - pl.col("upper"), upper=1 - pl.col("lower")
        ),
        pl.DataFrame(groups, schema=_GROUP),
    )


_GROUP = {
    "agency": pl.String,
    "concerned": pl.Int64,
    "told": pl.Int64,
    **dict.fromkeys(("told_only", "median", "median_lower", "median_upper"), pl.Float64),
}


def _waits(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per agency with findings about it: agency, days, ending (completed: told; open: not yet)."""
    is_told = pl.col("shared_on").is_not_null()
    waited = (pl.col("known_on") - pl.col("qa_completed_on")).dt.total_days()
    return rows.filter(pl.col("has_findings").fill_null(False) & pl.col("qa_completed_on").is_not_null()).select(
        "agency",
        days=pl.when(is_told).then(pl.col("days_to_sharing").cast(pl.Int64)).otherwise(waited).clip(lower_bound=0),
        ending=pl.when(is_told).then(pl.lit("completed")).otherwise(pl.lit("open")),
    )


def _group(part: pl.DataFrame) -> dict[str, float | int | None]:
    told = part.filter(pl.col("ending") == "completed")["days"]
    median = quantile(kaplan_meier(risk_table(part)), 0.5)
    return {
        "concerned": part.height,
        "told": told.len(),
        "told_only": told.median(),  # type: ignore[dict-item]
        "median": median.value,
        "median_lower": median.lower,
        "median_upper": median.upper,
    }


def told_by(found: Sharing) -> pl.DataFrame:
    """One row per day of `TOLD_BY` that any agency was followed to: day, at_risk, told, lower, upper."""
    curve = found.curve
    last = curve["day"].max() if curve.height else None
    rows = [
        {"day": day, **_upto(curve, day), "at_risk": number_at_risk(curve, day)}
        for day in TOLD_BY
        if isinstance(last, int) and day <= last
    ]
    return pl.DataFrame(
        rows, schema={"day": pl.Int64, "at_risk": pl.Int64, **dict.fromkeys(("told", "lower", "upper"), pl.Float64)}
    )


def _upto(curve: pl.DataFrame, day: int) -> dict[str, float | None]:
    before = curve.filter(pl.col("day") <= day).select("told", "lower", "upper")
    return before.row(-1, named=True) if before.height else {"told": 0.0, "lower": None, "upper": None}
