"""Does the loaded extract agree with what has been published about the same period?"""

from datetime import timedelta
from typing import Any

import polars as pl

from sfo_data.definitions.filters import NATIONAL, Filters, Known
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.questions.figures import figures
from sfo_data.questions.queries import Read
from sfo_data.store import published_record

# Shares are 0 to 1 here and per cent in print; our rate is per 1,000 people, 10 of which make one per cent.
TO_PUBLISHED_UNIT = {"percent": 100, "percent a year": 0.1}

SCHEMA = {
    "period_start_on": pl.Date,
    "period_end_on": pl.Date,
    "measure": pl.String,
    "category": pl.String,
    "published": pl.Float64,
    "extract": pl.Float64,
    "difference": pl.Float64,
    "unit": pl.String,
    "caveats": pl.String,
}


def compare(read: Read, published: pl.DataFrame, known: Known) -> pl.DataFrame:
    """One row per published figure that the extract covers in full: its period, measure, category and both values.

    `difference` is extract minus published, in the published unit. Rows that the extract cannot answer are left out.
    """
    rows = [
        _compared(read, row, known)
        for row in published.filter(pl.col("compare_measure").is_not_null()).iter_rows(named=True)
        if row["compare_measure"] in MEASURES and _is_covered(row, known)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort(
        "period_start_on", "period_end_on", "measure", "category"
    )


def _is_covered(row: dict[str, Any], known: Known) -> bool:
    start, end = row["period_start_on"], row["period_end_on"]
    return start is not None and end is not None and known.first_day <= start and end <= known.known_on


def _compared(read: Read, row: dict[str, Any], known: Known) -> dict[str, Any]:
    period = Period("published", "published", row["period_start_on"], row["period_end_on"] + timedelta(days=1))
    filters = Filters(NATIONAL, known.known_on, period)
    for dimension, labels in published_record.selections(row["compare_where"]).items():
        filters = filters.select(dimension, labels)
    value = figures(read, filters, [row["compare_measure"]])["value"][0]
    if value is not None:
        value *= TO_PUBLISHED_UNIT.get(row["unit"], 1)
    return {
        "period_start_on": row["period_start_on"],
        "period_end_on": row["period_end_on"],
        "measure": row["measure"],
        "category": row["category"],
        "published": row["value"],
        "extract": value,
        "difference": None if value is None else value - row["value"],
        "unit": row["unit"],
        "caveats": row["caveats"],
    }
