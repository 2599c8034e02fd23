"""The numbers of a page: measures under filters, with comparison to the period before and to England and Wales."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from sfo_data import intervals, periods, summaries
from sfo_data.design_effect import design_effect
from sfo_data.dimensions import DIMENSIONS, TIME_GRAINS
from sfo_data.filters import Filters
from sfo_data.measures import IMMATURE_MONTHS, MEASURES, Measure
from sfo_data.queries import ELSEWHERE, Read
from sfo_data.reporting_calendar import add_months, day_in_words
from sfo_data.summaries import FIGURE_COLUMNS


class CannotBreakDown(ValueError):
    """The measure has no such breakdown."""


def figures(read: Read, filters: Filters, names: Sequence[str], by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per measure and group: `by`, measure, numerator, denominator, value, lower, upper.

    `by` takes dimensions and at most one of `TIME_GRAINS`. Raises CannotBreakDown, StoreMissing, StoreError.
    """
    return pl.concat([_one(read, filters, MEASURES[name], by) for name in names])


def _one(read: Read, filters: Filters, measure: Measure, by: Sequence[str]) -> pl.DataFrame:
    grains = [name for name in by if name in TIME_GRAINS]
    if unknown := [name for name in by if name not in DIMENSIONS and name not in TIME_GRAINS]:
        raise CannotBreakDown(f"{unknown[0]} is not a dimension.")
    if grains and (measure.dated_by is None or measure.kind == "people"):
        raise CannotBreakDown(f"{measure.label} is a state on one day; it has no {grains[0]}.")
    if measure.kind == "people":
        return _people(read, filters, measure, by)
    rows = read(measure.question, filters, measure.dated_by)
    exposure = None
    if measure.kind == "rate":
        exposure = summaries.exposure(read("caseload", filters, None), filters.period, by)
    found = summaries.summarise(rows, measure, by, exposure)
    if filters.is_comparison:
        rest = summaries.summarise(rows.filter(pl.col("division") == ELSEWHERE), measure, by, exposure)
        found = summaries.without_small_rest(found, rest, measure, by)
    return found


def _people(read: Read, filters: Filters, measure: Measure, by: Sequence[str]) -> pl.DataFrame:
    columns = {name: DIMENSIONS[name].caseload_column for name in by}
    if missing := [name for name, column in columns.items() if column is None]:
        raise CannotBreakDown(f"People supervised are not counted by {DIMENSIONS[missing[0]].label.lower()}.")
    caseload = read("caseload", filters, None).filter(pl.col("quarter_end_on") < filters.period.end)
    newest = caseload.filter(pl.col("quarter_end_on") == pl.col("quarter_end_on").max())
    keys = [pl.col(str(column)).alias(name) for name, column in columns.items()]
    total = pl.col("people").sum()
    counted = newest.group_by(keys).agg(total).sort(by) if by else newest.select(total)
    nothing = pl.lit(None, dtype=pl.Float64)
    return counted.select(
        *by,
        measure=pl.lit(measure.name),
        numerator="people",
        denominator=nothing,
        value=pl.col("people").cast(pl.Float64),
        lower=nothing,
        upper=nothing,
    )


def series(read: Read, filters: Filters, name: str, grain: str = "month") -> pl.DataFrame:
    """One row per month (quarter, year) of the period for one measure, empty ones too; see `summaries.over_time`."""
    return summaries.over_time(figures(read, filters, [name], [grain]), MEASURES[name], filters.period, grain)


def headlines(read: Read, filters: Filters, names: Sequence[str], earlier: date | None) -> pl.DataFrame:
    """One row per measure: its figure, with the one `_before` and the one `_national` beside it, and `before_words`.

    `effect` is the design effect of a share whose rows come several to a review; its limits allow for it.
    Before is the period before; for a state on one day it is the state a year earlier, known on `earlier` (None where
    the store does not reach back so far). `days` and `days_before` are the lengths compared;
    `unsettled` is the part of the period (0 to 1) whose figures still move for reasons of the calendar alone.
    """
    states = [name for name in names if MEASURES[name].dated_by is None]
    flows = [name for name in names if name not in states]
    compared = [figures(read, filters.previous(), flows)] if flows else []
    words = {name: filters.period.previous().label for name in flows}
    if states and earlier:
        compared.append(figures(read, replace(filters, known_on=earlier), states))
        words |= {name: f"on {day_in_words(earlier)}" for name in states}
    joined = figures(read, filters, names)
    for suffix, other in (("_before", compared), ("_national", [figures(read, filters.national(), names)])):
        beside = [pl.col(name).alias(f"{name}{suffix}") for name in FIGURE_COLUMNS if name != "measure"]
        if other:
            joined = joined.join(
                pl.concat(other).select("measure", *beside), on="measure", how="left", maintain_order="left"
            )
        else:
            joined = joined.with_columns(
                pl.lit(None, dtype=pl.Float64).alias(f"{name}{suffix}") for name in FIGURE_COLUMNS[1:]
            )
    joined = joined.with_columns(
        effect=pl.Series([_effect(read, filters, MEASURES[name]) for name in names], dtype=pl.Float64)
    )
    return _with_effect(joined).with_columns(
        unsettled=pl.Series([_unsettled(filters, MEASURES[name]) for name in names], dtype=pl.Float64),
        days=pl.lit(filters.period.days),
        days_before=pl.lit(filters.period.previous().days),
        before_words=pl.col("measure").replace_strict(words, default=None, return_dtype=pl.String),
    )


def _effect(read: Read, filters: Filters, measure: Measure) -> float:
    """The larger design effect of a share now and before, where its rows come several to a review; else 1."""
    if measure.kind != "share" or measure.question == "reviews":
        return 1.0
    periods_compared = (filters, filters.previous())
    return max(design_effect(read(measure.question, each, measure.dated_by), measure) for each in periods_compared)


def _with_effect(rows: pl.DataFrame) -> pl.DataFrame:
    """Wilson's limits of count and base divided by `effect`, for the rows where it is over 1."""
    lower, upper = intervals.wilson(
        *((rows[name].cast(pl.Float64) / rows["effect"]).to_numpy() for name in ("numerator", "denominator"))
    )
    is_wider = pl.col("effect") > 1
    return rows.with_columns(
        lower=pl.when(is_wider).then(pl.Series(lower, nan_to_null=True)).otherwise("lower"),
        upper=pl.when(is_wider).then(pl.Series(upper, nan_to_null=True)).otherwise("upper"),
    )


def _unsettled(filters: Filters, measure: Measure) -> float:
    if not measure.settles_months:
        return 0.0
    settled_to = add_months(filters.known_on, -measure.settles_months)
    return max(0.0, min(1.0, (filters.period.end - settled_to).days / filters.period.days))


def counts_and_shares(read: Read, filters: Filters, name: str, by: str) -> pl.DataFrame:
    """A count measure by one dimension, in the dimension's own order or else largest first.

    One row per group: `by`, the columns of `figures`, `share` of the total, and `words`: "124 (25%)", "2 (under 1%)".
    """
    counted = figures(read, filters, [name], [by])
    percent = (pl.col("share") * 100).round(0).cast(pl.Int64)
    is_some = (percent == 0) & (pl.col("numerator") > 0)
    counted = counted.with_columns(share=pl.col("numerator") / pl.col("numerator").sum()).with_columns(
        words=pl.format("{} ({}%)", "numerator", pl.when(is_some).then(pl.lit("under 1")).otherwise(percent))
    )
    order = DIMENSIONS[by].order
    if not order:
        return counted.sort(["numerator", by], descending=[True, False])
    return counted.sort(
        pl.col(by).replace_strict({label: place for place, label in enumerate(order)}, default=len(order))
    )


def over_years(read: Read, filters: Filters, first_day: date, name: str, by: str) -> pl.DataFrame:
    """A count measure by one dimension and calendar year, over all years the store holds, whatever the period.

    One row per group and year, years without any included, groups largest first: `by`, year, numerator, note
    ("part year", "immature": within `IMMATURE_MONTHS` of the day of knowledge, or empty).
    """
    whole = replace(filters, period=periods.period("all", filters.known_on, first_day))
    counted = figures(read, whole, [name], [by, "calendar_year"]).with_columns(year=pl.col("calendar_year").dt.year())
    sizes = counted.group_by(by).agg(size=pl.col("numerator").sum())
    years = pl.DataFrame({"year": range(first_day.year, filters.known_on.year + 1)}, schema={"year": pl.Int32})
    is_cut = (pl.col("year") == filters.known_on.year) | (pl.col("year") == first_day.year) & pl.lit(
        first_day.month > 1
    )
    return (
        sizes.join(years, how="cross")
        .join(counted.select(by, "year", "numerator"), on=[by, "year"], how="left")
        .with_columns(
            pl.col("numerator").fill_null(0),
            note=pl.when(is_cut)
            .then(pl.lit("part year"))
            .when(pl.col("year") >= immature_from(filters.known_on).year)
            .then(pl.lit("immature"))
            .otherwise(pl.lit("")),
        )
        .with_columns(is_provisional=pl.col("note") != "")
        .sort(["size", by, "year"], descending=[True, False, False])
        .drop("size")
    )


def immature_from(known_on: date) -> date:
    """From this month on, many cases are still at court: `IMMATURE_MONTHS` before the day of knowledge."""
    return add_months(known_on, -IMMATURE_MONTHS)


def risk_movement(read: Read, filters: Filters) -> pl.DataFrame:
    """One row per pair of risk levels that occurs: risk_at_start, risk_at_offence, numerator (notifications)."""
    rows = read("reviews", filters, "notified_on")
    pairs = ["risk_at_start", "risk_at_offence"]
    return rows.group_by(pairs).agg(numerator=pl.len().cast(pl.Int64)).sort(pairs)
