"""From rows to figures: each measure's numerator, denominator, value and interval, by any dimension or time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import numpy as np
import polars as pl

from sfo_data.definitions.dimensions import DIMENSIONS, TIME_GRAINS
from sfo_data.definitions.measures import LEAST_ALIKE, LEAST_COUNTED, Measure
from sfo_data.definitions.periods import Period
from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Numbers

DAYS_PER_YEAR = 365.25
PER_PEOPLE = 1000
FIGURE_COLUMNS = ("measure", "numerator", "denominator", "value", "lower", "upper")


def time_grain(name: str, dated_by: str) -> pl.Expr:
    """The first day of the month, quarter or year that a date lies in, called `name`."""
    day = pl.col(dated_by)
    if name == "financial_year":
        return day.dt.offset_by("-3mo").dt.truncate("1y").dt.offset_by("3mo").alias(name)
    return day.dt.truncate({"month": "1mo", "quarter": "1q", "calendar_year": "1y"}[name]).alias(name)


def summarise(
    rows: pl.DataFrame, measure: Measure, by: Sequence[str] = (), exposure: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per group: `by`, measure, numerator, denominator, value, lower, upper (95%; see `intervals`).

    Counts have no denominator and, of reviews and being complete, a Poisson interval for the rate behind them; shares
    are 0 to 1; rates are per 1,000 people supervised a year and need `exposure` (person_years, by shared dimensions).
    Groups without rows are absent; without `by` there is always one row.
    """
    keys = [time_grain(name, str(measure.dated_by)) if name in TIME_GRAINS else pl.col(name) for name in by]
    parts = _parts(measure)
    grouped = rows.group_by(keys).agg(**parts) if by else rows.select(**parts)
    if measure.kind == "rate":
        grouped = _with_exposure(grouped, by, exposure)
    figures = _with_interval(grouped.with_columns(measure=pl.lit(measure.name)), measure)
    figures = _without_small(figures.select(*by, *FIGURE_COLUMNS), measure)
    return figures.sort(by, nulls_last=True) if by else figures


def widened(figures: pl.DataFrame, effect: float) -> pl.DataFrame:
    """Figures of a share with Wilson's limits of count and base divided by a design effect."""
    if effect <= 1:
        return figures
    lower, upper = intervals.wilson(
        *((figures[name].cast(pl.Float64) / effect).to_numpy() for name in ("numerator", "denominator"))
    )
    limits = {"lower": lower, "upper": upper}
    return figures.with_columns(pl.Series(name, each, nan_to_null=True) for name, each in limits.items())


def nothing(measure: Measure, by: Sequence[str] = ()) -> pl.DataFrame:
    """As `summarise` where no day is held: one row without a figure, or with `by` no row."""
    types: dict[str, type[pl.DataType]] = {name: pl.Date if name in TIME_GRAINS else pl.String for name in by}
    types |= {"measure": pl.String, "numerator": pl.Int64, **dict.fromkeys(FIGURE_COLUMNS[2:], pl.Float64)}
    return pl.DataFrame([] if by else [{"measure": measure.name}], schema=types)


def _without_small(figures: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Figures that are too few by the measure's `least` are null, numerator and base too."""
    is_enough = is_too_few("numerator", "denominator", measure.least).not_()
    hidden = [pl.when(is_enough).then(pl.col(name)).alias(name) for name in FIGURE_COLUMNS[1:]]
    return figures.with_columns(hidden) if measure.least else figures


def is_too_few(count: str, base: str, least: int) -> pl.Expr:
    """Whether a share of people is of so few that one of them could be known: a base under `least`; 1 to 4 of it, or
    all but 1 to 4; or none or all of a base under 20, which tells of each of them (group disclosure).
    """
    rest = pl.col(base) - pl.col(count)
    is_few = pl.any_horizontal(part.is_between(1, LEAST_COUNTED - 1) for part in (pl.col(count), rest))
    is_alike = ((pl.col(count) == 0) | (rest == 0)) & (pl.col(base) < LEAST_ALIKE)
    return (pl.col(base) < least) | is_few | is_alike


def without_small_rest(
    figures: pl.DataFrame, rest: pl.DataFrame, measure: Measure, by: Sequence[str] = ()
) -> pl.DataFrame:
    """National `figures` for a reader of some divisions, null where 1 to 4 of them are in the others (`rest`).

    Of a share, also where all but 1 to 4 are, or a base of so few; of a maximum, which is of one case, where there is
    a rest; of a measure with a `least`, wherever the rest itself is not shown. Among groups, others go with those
    withheld where the national total would give them away.
    """
    beside = rest.select(*by, rest_count="numerator", rest_base="denominator", is_known=pl.lit(True))
    joined = figures.join(beside, on=list(by), how="left", nulls_equal=True) if by else figures.hstack(beside)
    parts = [pl.col("rest_count")]
    if measure.kind == "share":
        parts += [pl.col("rest_base"), pl.col("rest_base") - pl.col("rest_count")]
    is_few = pl.any_horizontal(part.is_between(1, LEAST_COUNTED - 1) for part in parts).fill_null(False)
    if measure.kind == "maximum":
        is_few = pl.col("rest_count").fill_null(0) > 0
    elif by:
        few = joined.select(few=is_few, **{f"part {n}": part for n, part in enumerate(parts)})
        is_few = pl.lit(_with_company(few))
    if measure.least:
        is_few = is_few | (pl.col("is_known").fill_null(False) & pl.col("rest_count").is_null())
    hidden = [pl.when(~is_few).then(pl.col(name)).alias(name) for name in FIGURE_COLUMNS[1:]]
    return joined.with_columns(hidden).select(figures.columns)


def _with_company(few: pl.DataFrame) -> pl.Series:
    """The groups to withhold: those that are `few`, and the smallest others, until each part of them is left wide.

    k counts of at least 1 that add up to a known s are each between 1 and s - k + 1.
    """
    parts = few.drop("few").fill_null(0).cast(pl.Int64)
    hidden = few["few"].to_list()
    others = [row for row in parts["part 0"].arg_sort().to_list() if not hidden[row] and parts["part 0"][row]]
    while others and any(map(_is_given_away, parts.filter(pl.Series(hidden, dtype=pl.Boolean)).iter_columns())):
        hidden[others.pop(0)] = True
    return pl.Series(hidden, dtype=pl.Boolean)


def _is_given_away(withheld: pl.Series) -> bool:
    """Whether what counts add up to leaves one of 1 to 4 an interval narrower than the threshold."""
    counts = [count for count in withheld.to_list() if count]
    return any(count < LEAST_COUNTED for count in counts) and sum(counts) - len(counts) < LEAST_COUNTED


def _parts(measure: Measure) -> dict[str, pl.Expr]:
    parts = {"numerator": measure.counted.cast(pl.Int64).sum(), "denominator": pl.lit(None, dtype=pl.Float64)}
    if measure.among is not None:
        parts["denominator"] = measure.among.cast(pl.Float64).sum()
    if measure.value is not None:
        parts["numerator"] = measure.value.count().cast(pl.Int64)
        parts["value"] = measure.value.median() if measure.kind == "median" else measure.value.max().cast(pl.Float64)
        parts["ordered"] = measure.value.drop_nulls().sort().implode()
    return parts


def _with_exposure(grouped: pl.DataFrame, by: Sequence[str], exposure: pl.DataFrame | None) -> pl.DataFrame:
    """The groups with person-years as denominator; a group of people with no events counts as 0, not as absent."""
    if exposure is None:
        raise ValueError("a rate needs the exposure")
    shared = [name for name in by if name in exposure.columns]
    total = pl.col("person_years").sum()
    if not shared:
        joined = grouped.join(exposure.select(total), how="cross")
    else:
        how: Literal["full", "left"] = "full" if len(shared) == len(by) else "left"
        person_years = exposure.group_by(shared).agg(total)
        joined = grouped.join(person_years, on=shared, how=how, coalesce=True, nulls_equal=True)
    is_whole = pl.col("person_years").is_not_nan()
    return joined.with_columns(
        pl.col("numerator").fill_null(0), denominator=pl.when(is_whole).then(pl.col("person_years"))
    )


def _with_interval(grouped: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    numerator = grouped["numerator"].cast(pl.Float64).to_numpy()
    denominator = grouped["denominator"].cast(pl.Float64).to_numpy()
    if measure.kind == "median":
        return _with_median_interval(grouped)
    if measure.kind == "maximum" or measure.comes_in_clusters:
        nothing = pl.lit(None, dtype=pl.Float64)
        shown = pl.col("value" if measure.kind == "maximum" else "numerator")
        return grouped.with_columns(value=shown.cast(pl.Float64), lower=nothing, upper=nothing)
    if measure.kind == "count":
        value, (lower, upper) = numerator, intervals.poisson(numerator)
    elif measure.kind == "share":
        value, (lower, upper) = _ratio(numerator, denominator), intervals.wilson(numerator, denominator)
    else:
        per = denominator / PER_PEOPLE
        value, (lower, upper) = _ratio(numerator, per), intervals.poisson(numerator, per)
    limits = {"value": value, "lower": lower, "upper": upper}
    return grouped.with_columns(pl.Series(name, column, nan_to_null=True) for name, column in limits.items())


def _ratio(numerator: Numbers, denominator: Numbers) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


def _with_median_interval(grouped: pl.DataFrame) -> pl.DataFrame:
    lower, upper = intervals.median_ranks(grouped["numerator"].to_numpy())
    ranks = grouped.with_columns(pl.Series("low_rank", lower), pl.Series("high_rank", upper))
    return ranks.with_columns(
        pl.when(pl.col(rank) > 0)
        .then(pl.col("ordered").list.get(pl.col(rank) - 1, null_on_oob=True))
        .cast(pl.Float64)
        .alias(limit)
        for rank, limit in (("low_rank", "lower"), ("high_rank", "upper"))
    )


def exposure(caseload: pl.DataFrame, period: Period, by: Sequence[str] = ()) -> pl.DataFrame:
    """Person-years at risk in the period: one row per combination of `by` (dimensions, and at most one time grain).

    A count at the end of a quarter stands for the quarter; the newest stands for the time since, until the next is
    known. people x days / 365.25. NaN where a count of the time was not delivered (null in `caseload`).
    """
    newest = pl.col("quarter_end_on") == pl.col("quarter_end_on").max()
    stretches = caseload.with_columns(
        starts_on=pl.col("quarter_start_on"),
        ends_on=pl.when(newest).then(pl.lit(period.end)).otherwise(pl.col("quarter_end_on").dt.offset_by("1d")),
    )
    renamed = stretches.with_columns(
        pl.col(d.caseload_column).alias(name)
        for name, d in DIMENSIONS.items()
        if d.caseload_column and d.caseload_column != name
    )
    grains = [name for name in by if name in TIME_GRAINS]
    keys = [name for name in by if name in renamed.columns]
    windows = (
        _windows(period, grains[0]) if grains else pl.DataFrame({"from_on": [period.start], "to_on": [period.end]})
    )
    # Summing first keeps the cross join with months small: quarters x groups, not quarters x providers x risks.
    counted = pl.col("people").cast(pl.Float64).fill_null(float("nan"))
    people = renamed.group_by([*keys, "starts_on", "ends_on"]).agg(people=counted.sum())
    days = (pl.min_horizontal("ends_on", "to_on") - pl.max_horizontal("starts_on", "from_on")).dt.total_days()
    return (
        people.join(windows, how="cross")
        .with_columns(person_days=pl.when(days > 0).then(pl.col("people") * days).otherwise(0.0))
        .group_by([*keys, *grains])
        .agg(person_years=pl.col("person_days").sum() / DAYS_PER_YEAR)
        # Fractions added up in another order differ in the last digit; a database promises no order.
        .sort(pl.all())
    )


@lru_cache(maxsize=256)
def _windows(period: Period, grain: str) -> pl.DataFrame:
    """The months, quarters or years that a period touches, cut to it: grain, from_on, to_on (half-open)."""
    step = {"month": "1mo", "quarter": "1q", "financial_year": "1y", "calendar_year": "1y"}[grain]
    days = pl.DataFrame({"day": pl.date_range(period.start, period.end, closed="left", eager=True)})
    starts = days.select(time_grain(grain, "day")).unique().sort(grain)
    return starts.with_columns(
        from_on=pl.max_horizontal(pl.col(grain), pl.lit(period.start)),
        to_on=pl.min_horizontal(pl.col(grain).dt.offset_by(step), pl.lit(period.end)),
    )


def over_time(
    figures: pl.DataFrame, measure: Measure, period: Period, grain: str, held: Period | None = None
) -> pl.DataFrame:
    """One measure's `figures` by `grain`, with a row for every month (quarter, year) of the period, empty ones too.

    An empty month counts 0 of a count; a share, rate or median without rows has no value, nor has any measure in a
    month outside `held`, the days that the store holds (by default all). `is_part` marks a month that the period, or
    what is held of it, cuts.
    """
    held = held or period
    is_outside = (pl.col("to_on") <= held.start) | (pl.col("from_on") >= held.end)
    is_cut = (pl.col("from_on") < held.start) | (pl.col("to_on") > held.end)
    spine = _windows(period, grain).select(grain, is_part=_is_part(grain) | is_cut, is_outside=is_outside)
    full = spine.join(figures, on=grain, how="left").with_columns(measure=pl.lit(measure.name))
    if measure.least:
        full = _without_neighbours(full.sort(grain))
    else:
        full = full.with_columns(pl.when(~pl.col("is_outside")).then(pl.col("numerator").fill_null(0)))
    if measure.kind == "count":
        full = _with_interval(full, measure)
    return full.drop("is_outside").sort(grain)


def _without_neighbours(series: pl.DataFrame) -> pl.DataFrame:
    """Beside a point that is too few the next on each side is null too: the figure of a period would give it away."""
    is_shown = pl.col("value").is_not_null()
    beside = is_shown & is_shown.shift(1, fill_value=True) & is_shown.shift(-1, fill_value=True)
    return series.with_columns(pl.when(beside).then(pl.col(name)).alias(name) for name in FIGURE_COLUMNS[1:])


def _is_part(grain: str) -> pl.Expr:
    step = {"month": "1mo", "quarter": "1q", "financial_year": "1y", "calendar_year": "1y"}[grain]
    return (pl.col("from_on") != pl.col(grain)) | (pl.col("to_on") != pl.col(grain).dt.offset_by(step))


def months(period: Period) -> pl.Series:
    """The first day of every month that the period touches."""
    return _windows(period, "month")["month"]
