"""How does a measure of quality differ between divisions and years, and which divisions stand apart?"""

from datetime import date

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import Mix
from sfo_data.questions.fair_comparison import ALLOWED, MIXES
from sfo_data.questions.figures import figures, series
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import divisions_apart
from sfo_data.wording.number_format import few_in_words

MIX: Mix = "both"


def by_division(read: Read, filters: Filters, name: str) -> pl.DataFrame:
    """One row per division selected, by name: division, numerator, denominator, value, lower, upper; `national`, the
    value for England and Wales; `base`, reviews; `label`, which says where they are few; `stands`.

    `stands` (`Stands`) allows for the mix of risk and offences (`fair_comparison`); null for a measure that is not in
    `ALLOWED`, and for what a reader sees of the other divisions together.
    """
    nation = filters.national()
    found = figures(read, nation, [name], ["division"]).with_columns(stands=pl.lit(None, dtype=pl.String))
    if MIX in ALLOWED.get(name, ()):
        verdicts = divisions_apart(read, filters, [name], MIXES[MIX]).select("division", "stands")
        found = found.drop("stands").join(verdicts, on="division", how="left", maintain_order="left")
    national = figures(read, nation, [name])["value"][0]
    chosen = filters.selected("division")
    found = found.filter(pl.col("division").is_in(chosen)) if chosen else found
    return _labelled(found.with_columns(national=pl.lit(national, dtype=pl.Float64)), pl.col("division"))


def by_year(read: Read, filters: Filters, first_day: date, name: str) -> pl.DataFrame:
    """One row per calendar year up to the end of the period, whatever its start, by the measure's own date: year,
    numerator, denominator, value, lower, upper, base, label ("Year 2020, in part")."""
    years = series(read, filters.since(first_day), name, "calendar_year")
    # A bare "2018" would be drawn on an axis of numbers.
    year = pl.col("calendar_year").dt.strftime("Year %Y")
    part = pl.when("is_part").then(pl.format("{}, in part", year)).otherwise(year)
    return _labelled(years.with_columns(year=year), part)


def _labelled(found: pl.DataFrame, name: pl.Expr) -> pl.DataFrame:
    base = pl.coalesce("denominator", "numerator").fill_null(0).cast(pl.Int64)
    return found.with_columns(base=base).with_columns(label=few_in_words(name, pl.col("base")))
