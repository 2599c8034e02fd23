"""Figures as readers see them: headings, units and rounding for the table beside each chart."""

import polars as pl

from sfo_data.dimensions import DIMENSIONS
from sfo_data.measures import MEASURES
from sfo_data.narrative import standing


def as_table(frame: pl.DataFrame, name: str, **headings: str) -> pl.DataFrame:
    """A frame of one measure's figures with the headings readers see; shares in per cent."""
    measure = MEASURES[name]
    scale = 100 if measure.kind == "share" else 1
    unit = " (%)" if measure.kind == "share" else ""
    columns = [pl.col(column).alias(heading) for column, heading in headings.items()]
    if measure.kind in ("share", "rate", "median"):
        columns.append(pl.col("numerator").alias("Reviews counted"))
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


def map_areas(compared: pl.DataFrame, narrows: str) -> dict[str, dict[str, str]]:
    """For the map: area name -> label (of dimension `narrows`), words for the pointer, shade."""
    return {
        row["provider"].removeprefix("NPS ").removesuffix(" CRC"): {
            "label": row[narrows],
            "shade": standing(row),
            "words": f"{row['provider']}\n{row['observed']:,} SFOs; {row['expected']:.0f} expected\n"
            f"Ratio {row['ratio']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})"
            if row["ratio"] is not None
            else f"{row['provider']}\nno caseload recorded",
        }
        for row in compared.iter_rows(named=True)
    }


def provider_words(compared: pl.DataFrame) -> pl.DataFrame:
    """`figures.provider_table` with the headings readers see."""
    return compared.select(
        pl.col("provider").alias("Provider"),
        pl.col("people").alias("People supervised"),
        pl.col("observed").alias("SFOs"),
        pl.col("rate").round(2).alias("Rate per 1,000"),
        pl.col("rate_lower").round(2).alias("Rate 95% from"),
        pl.col("rate_upper").round(2).alias("Rate 95% to"),
        pl.col("expected").round(1).alias("Expected"),
        pl.col("ratio").round(2).alias("Ratio"),
        pl.col("lower").round(2).alias("Ratio 95% from"),
        pl.col("upper").round(2).alias("Ratio 95% to"),
    )


def rate_groups(rates: pl.DataFrame) -> pl.DataFrame:
    """Rates by risk and provider type, in the order of risk, with `group` such as "High, NPS"."""
    place = {label: at for at, label in enumerate(DIMENSIONS["risk_at_offence"].order)}
    return (
        rates.filter(pl.col("value").is_not_null() & pl.col("provider_type").is_in(["NPS", "CRC"]))
        .with_columns(group=pl.format("{}, {}", "risk_at_offence", "provider_type"))
        .sort(pl.col("risk_at_offence").replace_strict(place, default=len(place)), "provider_type")
    )
