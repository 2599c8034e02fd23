"""Figures as readers see them: headings, units and rounding for the table beside each chart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.measures import MEASURES
from sfo_data.statistics.intervals import poisson
from sfo_data.wording import coverage_words, stands_words
from sfo_data.wording.number_format import figure, is_few

# As a table prints that there is no value.
MISSING = "–"


def as_table(frame: pl.DataFrame, name: str, **headings: str) -> pl.DataFrame:
    """A frame of one measure's figures with the headings readers see; shares in per cent."""
    measure = MEASURES[name]
    scale = 100 if measure.kind == "share" else 1
    unit = " (%)" if measure.kind == "share" else ""
    columns = [pl.col(column).alias(heading) for column, heading in headings.items()]
    if measure.has_interval:
        columns.append(pl.col("numerator").alias("Reviews counted" if measure.question == "reviews" else "Counted"))
    if measure.kind == "share":
        columns.append(pl.col("denominator").cast(pl.Int64).alias("Out of"))
    if measure.kind == "rate":
        columns.append(pl.col("denominator").round(0).cast(pl.Int64).alias("Person-years"))
    limits = {"value": measure.label, "lower": "95% from", "upper": "95% to"}
    digits = 2 if measure.kind == "rate" else 1
    return frame.select(
        *columns,
        *((pl.col(column) * scale).round(digits).alias(f"{heading}{unit}") for column, heading in limits.items()),
    )


def map_areas(compared: pl.DataFrame, narrows: str, name: str) -> dict[str, dict[str, str]]:
    """For the map: area name -> label (of dimension `narrows`), words for the pointer, stands."""
    scale, words = ".2f" if MEASURES[name].kind == "rate" else ".0%", stands_words.findings()
    return {
        row["provider"].removeprefix("NPS ").removesuffix(" CRC"): {
            "label": row[narrows],
            "stands": row["stands"],
            "words": "\n".join([row["provider"], *_limits(row, scale), words[row["stands"]]]),
        }
        for row in compared.iter_rows(named=True)
    }


def _limits(row: Mapping[str, Any], scale: str) -> list[str]:
    if row["value"] is None:
        return []
    return [f"{row['value']:{scale}} ({row['lower']:{scale}} to {row['upper']:{scale}})"]


def provider_words(compared: pl.DataFrame, name: str) -> pl.DataFrame:
    """`fair_comparison.within` with the headings readers see; shares in per cent, rates per 1,000 a year."""
    is_rate = MEASURES[name].kind == "rate"
    scale, digits = (1, 2) if is_rate else (100, 0)
    crude = (pl.col("observed") / pl.col("size") * (1000 if is_rate else 100)).fill_nan(None).round(digits)
    rank = pl.format("between {} and {} of {}", _ordinal("first"), _ordinal("last"), "out_of")
    return compared.select(
        pl.col("provider").alias("Provider"),
        stands_words.finding(),
        (pl.col("value") * scale).round(digits).alias("Ratio" if is_rate else "Share, mix allowed for (%)"),
        (pl.col("lower") * scale).round(digits).alias("95% from"),
        (pl.col("upper") * scale).round(digits).alias("95% to"),
        pl.when(pl.col("value").is_not_null()).then(rank).alias("Rank, 1st the highest"),
        pl.col("evidence").round(1).alias("e-value"),
        pl.col("observed").alias("SFOs" if is_rate else "Counted"),
        pl.col("expected").round(1).alias("Expected"),
        pl.col("size").round(0).cast(pl.Int64).alias("Person-years" if is_rate else "Out of"),
        crude.alias("Rate per 1,000 a year" if is_rate else "Share as recorded (%)"),
    )


def funnel_limits(curves: pl.DataFrame, name: str) -> pl.DataFrame:
    """The funnel's limits along its x axis, in the units of `provider_words`."""
    scale, digits = (1, 2) if MEASURES[name].kind == "rate" else (100, 1)
    headings = {"lower_998": "99.8% from", "lower_95": "95% from", "upper_95": "95% to", "upper_998": "99.8% to"}
    limits = ((pl.col(column) * scale).round(digits).alias(heading) for column, heading in headings.items())
    return curves.select(pl.col("position").round(2).alias(funnel_axes(name)[0]), *limits)


def whole_grid(
    counted: pl.DataFrame, row: str, column: str, rows: Sequence[str], columns: Sequence[str]
) -> pl.DataFrame:
    """A count's figures with every pair of `rows` and `columns`, in their order: a pair that does not occur is 0."""
    pairs = pl.DataFrame([(each, other) for each in rows for other in columns], [row, column], orient="row")
    lower, upper = poisson([0])
    none = {"numerator": 0, "value": 0.0, "lower": float(lower[0]), "upper": float(upper[0])}
    whole = pairs.cast({row: pl.String, column: pl.String}).join(
        counted, on=[row, column], how="left", maintain_order="left"
    )
    return whole.with_columns(pl.col(name).fill_null(none[name]) for name in none if name in counted.columns)


def funnel_axes(name: str) -> tuple[str, str]:
    """What the x and y axes of a provider funnel measure."""
    if MEASURES[name].kind == "rate":
        return "SFOs expected at national rates", "Observed over expected"
    return MEASURES[name].unit.removeprefix("of ").capitalize(), MEASURES[name].label


def tick_format(name: str) -> str:
    """How a measure's axis prints its numbers when providers are compared on it."""
    return ".1f" if MEASURES[name].kind == "rate" else ".0%"


def _ordinal(column: str) -> pl.Expr:
    """1st, 2nd, 3rd, 4th; 11th to 13th."""
    teen = (pl.col(column) % 100).is_between(11, 13)
    ends = (pl.col(column) % 10).replace_strict({1: "st", 2: "nd", 3: "rd"}, default="th", return_dtype=pl.String)
    return pl.format("{}{}", column, pl.when(teen).then(pl.lit("th")).otherwise(ends))


def rate_groups(rates: pl.DataFrame) -> pl.DataFrame:
    """Rates by risk and provider type, in the order of risk, with `group` such as "High, NPS"."""
    place = {label: at for at, label in enumerate(DIMENSIONS["risk_at_offence"].order)}
    return (
        rates.filter(pl.col("value").is_not_null() & pl.col("provider_type").is_in(["NPS", "CRC"]))
        .with_columns(group=pl.format("{}, {}", "risk_at_offence", "provider_type"))
        .sort(pl.col("risk_at_offence").replace_strict(place, default=len(place)), "provider_type")
    )


def headline_table(rows: pl.DataFrame) -> pl.DataFrame:
    """`figures.headlines` with the headings readers see: one row per measure, shares in per cent.

    A figure of people that may not be shown is "[c]" and a share of fewer than 20 its count, "4 of 6"; with either its
    column is text.
    """
    measures = [MEASURES[name] for name in rows["measure"]]
    scale = pl.Series([100.0 if each.kind == "share" else 1.0 for each in measures])
    is_rate = pl.Series([each.kind == "rate" for each in measures])
    is_protected = pl.Series([each.least > 0 for each in measures])
    has_interval = pl.Series([each.has_interval for each in measures])
    named = list(rows.iter_rows(named=True))
    is_drawn = has_interval & ~pl.Series(map(is_few, measures, named))
    rows = rows.with_columns(pl.when(is_drawn).then(pl.col(name)).alias(name) for name in ("lower", "upper"))
    reasons = [coverage_words.why_not_row(row) for row in named]
    # What is not compared has no figure before, and what is not held none at all: nothing is withheld there.
    is_told = pl.Series([not why for why in reasons])
    is_held = pl.Series([not coverage_words.absent(row) for row in named])

    def column(name: str) -> pl.Series:
        scaled = rows[name].cast(pl.Float64) * scale
        numbers = scaled.round(2).zip_with(is_rate, scaled.round(1))
        is_withheld = numbers.is_null() & is_protected & (is_told if name == "value_before" else is_held)
        if name in ("lower", "upper"):
            is_withheld &= rows["value"].is_null()
        pairs, side = list(zip(measures, named, strict=True)), name.removeprefix("value")
        is_counted = pl.Series([name.startswith("value") and is_few(*each, side) for each in pairs])
        if not (is_withheld | is_counted).any():
            return numbers
        counts = [figure(*each, side) if few else "" for each, few in zip(pairs, is_counted, strict=True)]
        text = pl.when(is_withheld).then(pl.lit("[c]")).when(is_counted).then(pl.Series(counts))
        return pl.select(text.otherwise(numbers.cast(pl.String))).to_series()

    return pl.DataFrame(
        {
            "Measure": [each.label for each in measures],
            "Unit": [f"% {each.unit}" if each.kind == "share" else each.unit for each in measures],
            "Value": column("value"),
            "95% from": column("lower"),
            "95% to": column("upper"),
            "Before": column("value_before"),
            "Before is": [why or row["before_words"] for why, row in zip(reasons, named, strict=True)],
            "England and Wales": column("value_national"),
        }
    )


def as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Every value as the twin table prints it: numbers of a column with the same decimals, "–" where there is none."""
    return pl.DataFrame(
        {name: _cells_of(column) for name, column in table.to_dict().items()},
        schema=dict.fromkeys(table.columns, pl.String),
    )


def _cells_of(column: pl.Series) -> list[str]:
    places = decimals(column)
    return [_cell(value, places) for value in column.to_list()]


def decimals(column: pl.Series) -> int:
    """How many decimals, at most two, the numbers of a column need: each is shown with as many."""
    if not column.dtype.is_float():
        return 0
    # Polars takes ten times as long for a handful.
    known = [value for value in column.to_list() if value is not None]
    return next(places for places in (0, 1, 2) if places == 2 or all(value == round(value, places) for value in known))


def _cell(value: object, decimals: int) -> str:
    if value is None:
        return MISSING
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.{decimals}f}"
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)
