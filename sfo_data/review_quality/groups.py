"""How does a measure of quality differ between divisions and years, and which divisions stand apart?"""

from dataclasses import replace
from datetime import date

import polars as pl

from sfo_data import fair_comparison, funnel
from sfo_data.fair_comparison import ALLOWED, Mix
from sfo_data.figures import figures, series
from sfo_data.filters import Filters
from sfo_data.periods import Period
from sfo_data.queries import Read
from sfo_data.reporting_calendar import last_day_before
from sfo_data.review_quality.ratings import few_in_words

MIX: Mix = "both"


def until(filters: Filters, first_day: date) -> Filters:
    """The same choice over all that was known from the store's first day to the end of the period."""
    start, end = min(first_day, filters.period.start), filters.period.end
    return replace(filters, period=Period(f"{start}..{last_day_before(end)}", "", start, end))


def by_division(read: Read, filters: Filters, name: str) -> pl.DataFrame:
    """One row per division selected, by name: division, numerator, denominator, value, lower, upper; `national`, the
    value for England and Wales; `base`, reviews; `label`, which says where they are few; `stands`.

    `stands` (above, below, around) allows for the mix of risk and offences and comes of e-values with e-BH over all
    divisions and both directions (`fair_comparison`); null for a measure that is not in `ALLOWED`.
    """
    nation = filters.national()
    found = figures(read, nation, [name], ["division"])
    stands = pl.lit(None, dtype=pl.String)
    if MIX in ALLOWED.get(name, ()):
        verdicts = _standing(fair_comparison.strata(read, filters, name, MIX, "division"))
        found, stands = found.join(verdicts, on="division", how="left", maintain_order="left"), pl.col("stands")
    national = figures(read, nation, [name])["value"][0]
    chosen = filters.selected("division")
    found = found.filter(pl.col("division").is_in(chosen)) if chosen else found
    return _labelled(found.with_columns(stands=stands, national=pl.lit(national, dtype=pl.Float64)), pl.col("division"))


def by_year(read: Read, filters: Filters, first_day: date, name: str) -> pl.DataFrame:
    """One row per calendar year up to the end of the period, whatever its start, by the measure's own date: year,
    numerator, denominator, value, lower, upper, base, label ("Year 2020, in part")."""
    years = series(read, until(filters, first_day), name, "calendar_year")
    # A bare "2018" would be drawn on an axis of numbers.
    year = pl.col("calendar_year").dt.strftime("Year %Y")
    part = pl.when("is_part").then(pl.format("{}, in part", year)).otherwise(year)
    return _labelled(years.with_columns(year=year), part)


def _labelled(found: pl.DataFrame, name: pl.Expr) -> pl.DataFrame:
    base = pl.coalesce("denominator", "numerator").fill_null(0).cast(pl.Int64)
    return found.with_columns(base=base).with_columns(label=few_in_words(name, pl.col("base")))


def _standing(strata: pl.DataFrame) -> pl.DataFrame:
    """division, stands: from `fair_comparison.strata`."""
    mix = pl.concat_str(fair_comparison.MIXES[MIX], separator="; ")
    keyed = strata.with_columns(stratum=mix).sort("stratum", "division")
    sizes = keyed.pivot("stratum", index="division", values="size").fill_null(0.0).sort("division")
    national = keyed.unique("stratum", maintain_order=True)["national"].to_numpy()
    observed = keyed.group_by("division").agg(pl.sum("observed")).sort("division")
    above, below = funnel.e_shares(observed["observed"].to_numpy(), sizes.drop("division").to_numpy(), national)
    apart = funnel.e_bh([*above, *below])
    words = [
        "above" if is_above else "below" if is_below else "around"
        for is_above, is_below in zip(apart[: len(above)], apart[len(above) :], strict=True)
    ]
    return observed.select("division", pl.Series("stands", words, dtype=pl.String))
