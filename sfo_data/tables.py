"""Figures as readers see them: headings, units and rounding for the table beside each chart."""

import polars as pl

from sfo_data.dimensions import DIMENSIONS
from sfo_data.measures import MEASURES

# How a provider stands (`fair_comparison`), as it is said.
FINDINGS = {
    "above": "Above England and Wales",
    "below": "Below England and Wales",
    "around": "No evidence of a difference",
    "nothing": "No data",
}


def as_table(frame: pl.DataFrame, name: str, **headings: str) -> pl.DataFrame:
    """A frame of one measure's figures with the headings readers see; shares in per cent."""
    measure = MEASURES[name]
    scale = 100 if measure.kind == "share" else 1
    unit = " (%)" if measure.kind == "share" else ""
    columns = [pl.col(column).alias(heading) for column, heading in headings.items()]
    if measure.kind in ("share", "rate", "median"):
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
    """For the map: area name -> label (of dimension `narrows`), words for the pointer, shade."""
    scale = ".2f" if MEASURES[name].kind == "rate" else ".0%"
    return {
        row["provider"].removeprefix("NPS ").removesuffix(" CRC"): {
            "label": row[narrows],
            "shade": row["stands"],
            "words": f"{row['provider']}\n{row['value']:{scale}} ({row['lower']:{scale}} to {row['upper']:{scale}})\n"
            f"{FINDINGS[row['stands']]}"
            if row["value"] is not None
            else f"{row['provider']}\n{FINDINGS['nothing']}",
        }
        for row in compared.iter_rows(named=True)
    }


def provider_words(compared: pl.DataFrame, name: str) -> pl.DataFrame:
    """`fair_comparison.within` with the headings readers see; shares in per cent, rates per 1,000 a year."""
    is_rate = MEASURES[name].kind == "rate"
    scale, digits = (1, 2) if is_rate else (100, 0)
    crude = (pl.col("observed") / pl.col("size") * (1000 if is_rate else 100)).fill_nan(None).round(digits)
    rank = pl.format("between {} and {} of {}", _ordinal("first"), _ordinal("last"), "out_of")
    return compared.select(
        pl.col("provider").alias("Provider"),
        pl.col("stands").replace_strict(FINDINGS).alias("Finding"),
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
