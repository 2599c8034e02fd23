"""The numbers of a page: measures under filters, with comparison to the period before and to England and Wales."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.coverage import Reason
from sfo_data.definitions.dimensions import DIMENSIONS, TIME_GRAINS, dimensions_of
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import IMMATURE_MONTHS, MEASURES, Measure
from sfo_data.definitions.reporting_calendar import add_months, day_in_words, last_day_before
from sfo_data.questions import summaries, turnaround
from sfo_data.questions.coverage import Held, held
from sfo_data.questions.design_effect import design_effect
from sfo_data.questions.queries import ELSEWHERE, Read
from sfo_data.questions.summaries import FIGURE_COLUMNS

NOT_COMPARED = tuple(pl.lit(None, dtype=pl.Float64).alias(f"{name}_before") for name in FIGURE_COLUMNS[1:])


class CannotBreakDown(ValueError):
    """The measure has no such breakdown."""


def figures(
    read: Read, filters: Filters, names: Sequence[str], by: Sequence[str] = (), has_medians: bool = True
) -> pl.DataFrame:
    """One row per measure and group: `by`, measure, numerator, denominator, value, lower, upper.

    The limits of a share that `comes_several_to_a_review` are widened by its design effect, unless it is broken down.
    `by` takes the `dimensions_of` the measure's question and at most one of `TIME_GRAINS`. Only days that the store
    holds are counted, and where it holds none of the period there is no figure. Without `has_medians` a turnaround is
    given as how many it is of, which takes a twentieth of the time. Raises CannotBreakDown, StoreMissing, StoreError.
    """
    known = held(read, filters)
    return pl.concat([_one(read, filters, MEASURES[name], by, known, has_medians) for name in names])


def _one(
    read: Read, filters: Filters, measure: Measure, by: Sequence[str], known: Held, has_medians: bool
) -> pl.DataFrame:
    grains = [name for name in by if name in TIME_GRAINS]
    known_by = dimensions_of(measure.question)
    if unknown := [name for name in by if name not in known_by and name not in TIME_GRAINS]:
        raise CannotBreakDown(f"{measure.label} cannot be broken down by {unknown[0].replace('_', ' ')}.")
    if len(grains) > 1:
        raise CannotBreakDown(f"{measure.label} can be broken down by one length of time only.")
    if grains and (measure.dated_by is None or measure.kind == "people"):
        raise CannotBreakDown(f"{measure.label} is a state on one day; it has no {grains[0]}.")
    if measure.kind == "people":
        return _people(read, filters, measure, by)
    coverage = known.of(measure)
    if coverage.first is None or (measure.dated_by and not coverage.part(filters.period).days):
        return summaries.nothing(measure, by)
    filters = replace(filters, period=coverage.part(filters.period)) if measure.dated_by else filters
    exposure = None
    if measure.kind == "rate":
        exposure = summaries.exposure(read("caseload", filters, None), filters.period, by)
    if measure.kind == "clock":
        rows, waits = turnaround.received(read, filters), measure
        measure = replace(measure, kind="count")
        found = turnaround.by_group(read, filters, waits, by) if has_medians else summaries.summarise(rows, measure, by)
    else:
        rows = read(measure.question, filters, measure.dated_by)
        found = summaries.summarise(rows, measure, by, exposure)
        if comes_several_to_a_review(measure) and not by:
            found = summaries.widened(found, design_effect(rows, measure))
    if filters.is_comparison:
        rest = summaries.summarise(rows.filter(pl.col("division") == ELSEWHERE), measure, by, exposure)
        found = summaries.without_small_rest(found, rest, measure, by)
    return found


def person_years(read: Read, filters: Filters) -> float:
    """Person-years at risk on the days of the period that are held; not a number where a count is missing."""
    part = held(read, filters).of(MEASURES["sfo_rate"]).part(filters.period)
    return float(summaries.exposure(read("caseload", filters, None), part)["person_years"].sum())


def _people(read: Read, filters: Filters, measure: Measure, by: Sequence[str]) -> pl.DataFrame:
    columns = {name: DIMENSIONS[name].caseload_column for name in by}
    if missing := [name for name, column in columns.items() if column is None]:
        raise CannotBreakDown(f"People supervised are not counted by {DIMENSIONS[missing[0]].label.lower()}.")
    caseload = read("caseload", filters, None).filter(pl.col("quarter_end_on") < filters.period.end)
    newest = caseload.filter(pl.col("quarter_end_on") == pl.col("quarter_end_on").max())
    keys = [pl.col(str(column)).alias(name) for name, column in columns.items()]
    # No count, or one of several that was not delivered, is no number of people.
    is_known = pl.col("people").is_not_null().all() & (pl.len() > 0)
    total = pl.when(is_known).then(pl.col("people").sum())
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
    measure = MEASURES[name]
    part = held(read, filters).of(measure).part(filters.period)
    return summaries.over_time(figures(read, filters, [name], [grain]), measure, filters.period, grain, part)


def headlines(read: Read, filters: Filters, names: Sequence[str], earlier: date | None) -> pl.DataFrame:
    """One row per measure: its figure, with the one `_before` and the one `_national` beside it, and `before_words`.

    `effect` is the larger design effect, now and before, of a share that `comes_several_to_a_review`.
    Before is the period before; for a state on one day it is the state a year earlier, known on `earlier` (None where
    the store does not reach back so far). A period that is not wholly held is compared with nothing, nor is anything
    with it: `not_compared` is why (a `Reason`; null where it is compared) and `held_from` the first day held.
    `days` and `days_before` are the lengths compared; `target` is the one in force at the period's end;
    `unsettled` is the part of the period (0 to 1) whose figures still move for reasons of the calendar alone.
    """
    reasons = _reasons(read, filters, names, earlier)
    known, both = held(read, filters), (filters, filters.previous())
    a_year_before = f"on {day_in_words(earlier)}" if earlier else "a year before"
    words = [filters.period.previous().label if MEASURES[name].dated_by else a_year_before for name in names]
    national, last = figures(read, filters.national(), names), last_day_before(filters.period.end)
    joined = _beside(with_before(read, filters, names, earlier), "_national", national)
    joined = joined.with_columns(
        effect=pl.Series([effect_of(read, MEASURES[name], both) for name in names], dtype=pl.Float64)
    )
    return joined.with_columns(
        not_compared=_with_caseload(pl.Series([reasons[name] for name in names], dtype=pl.String), names),
        held_from=pl.Series([known.of(MEASURES[name]).first for name in names], dtype=pl.Date),
        unsettled=pl.Series([unsettled(filters, MEASURES[name]) for name in names], dtype=pl.Float64),
        target=pl.Series([MEASURES[name].target_on(last) for name in names], dtype=pl.Float64),
        days=pl.lit(filters.period.days),
        days_before=pl.lit(filters.period.previous().days),
        before_words=pl.Series(words, dtype=pl.String),
    )


def with_before(
    read: Read, filters: Filters, names: Sequence[str], earlier: date | None, has_medians: bool = True
) -> pl.DataFrame:
    """One row per measure: its figure, with the one `_before` where it is compared; see `headlines` and `figures`."""
    reasons = _reasons(read, filters, names, earlier)
    compared = [name for name in names if reasons[name] is None]
    states = [name for name in compared if MEASURES[name].dated_by is None]
    flows = [name for name in compared if name not in states]
    before = [figures(read, filters.previous(), flows, has_medians=has_medians)] if flows else []
    if states and earlier:
        before.append(figures(read, replace(filters, known_on=earlier), states, has_medians=has_medians))
    now = figures(read, filters, names, has_medians=has_medians)
    return _beside(now, "_before", pl.concat(before)) if before else now.with_columns(NOT_COMPARED)


def _beside(rows: pl.DataFrame, suffix: str, others: pl.DataFrame) -> pl.DataFrame:
    """The rows, with the figures of the same measures in `others`, null where there are none."""
    renamed = others.select("measure", *(pl.col(name).alias(f"{name}{suffix}") for name in FIGURE_COLUMNS[1:]))
    return rows.join(renamed, on="measure", how="left", maintain_order="left")


def _reasons(read: Read, filters: Filters, names: Sequence[str], earlier: date | None) -> dict[str, Reason | None]:
    """Why each measure is compared with nothing before, or None."""
    known = held(read, filters)
    return {name: _why_not(known, filters, MEASURES[name], earlier) for name in names}


def _why_not(known: Held, filters: Filters, measure: Measure, earlier: date | None) -> Reason | None:
    coverage = known.of(measure)
    if coverage.first is None:
        return Reason.NOT_HELD
    if measure.dated_by is None:
        return None if earlier else Reason.STATE
    return coverage.why_not(filters.period, is_of_one_day=measure.kind == "people")


def _with_caseload(reasons: pl.Series, names: Sequence[str]) -> pl.Expr:
    """The reasons, and for a figure that has none although its days are held, that people supervised are missing."""
    needs = pl.Series([MEASURES[name].kind in ("rate", "people") for name in names])
    is_missing = (
        pl.lit(needs) & pl.lit(reasons).is_null() & pl.any_horizontal(pl.col("value", "value_before").is_null())
    )
    return pl.when(is_missing).then(pl.lit(Reason.CASELOAD)).otherwise(pl.lit(reasons))


def comes_several_to_a_review(measure: Measure) -> bool:
    """Whether it is a share of what hangs on reviews: those of one review are alike, and say less together."""
    return measure.kind == "share" and measure.question != "reviews"


def effect_of(read: Read, measure: Measure, sides: Sequence[Filters]) -> float:
    """The larger design effect of a share on the sides compared, where it `comes_several_to_a_review`; else 1."""
    if not comes_several_to_a_review(measure):
        return 1.0
    return max(design_effect(read(measure.question, each, measure.dated_by), measure) for each in sides)


def unsettled(filters: Filters, measure: Measure) -> float:
    """The part of the period (0 to 1) whose figures still move for reasons of the calendar alone."""
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
