"""Which numbers do a page's tables give for a measure as a whole: by its row, or by all its groups together?"""

from collections.abc import Iterator

import polars as pl

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.measures import MEASURES

LABELS = {measure.label: measure for measure in MEASURES.values()}
GROUPS = {dimension.label for dimension in DIMENSIONS.values()}
# What a column is called that has the value of the measure its row names.
VALUES = ("Value", "Working days", "Share of those recorded at the step before (%)")
LIMITS = ("95% from", "95% to")
COUNTED = ("Reviews counted", "Counted")


def numbers_of(table: pl.DataFrame) -> Iterator[tuple[str, float, float]]:
    """Label, its number (shares in per cent), and how far that may lie from the true one by rounding."""
    yield from _by_row(table)
    yield from _by_groups(table)


def _by_row(table: pl.DataFrame) -> Iterator[tuple[str, float, float]]:
    value = next((name for name in VALUES if name in table.columns), None)
    named = [name for name, kind in table.schema.items() if kind == pl.String and set(table[name]) & set(LABELS)]
    for row in table.iter_rows(named=True) if value and named else ():
        for name, what in ((value, ""), *((limit, f", {limit}") for limit in LIMITS if limit in table.columns)):
            text = str(row[name]).replace(",", "").removesuffix("%")
            if row[named[0]] in LABELS and text.replace(".", "", 1).isdigit():
                yield f"{row[named[0]]}{what}", float(text), rounded(text)


def _by_groups(table: pl.DataFrame) -> Iterator[tuple[str, float, float]]:
    groups = [name for name in table.columns if name in GROUPS]
    if not groups or table.columns[: len(groups)] != groups:
        return
    for name in table.columns:
        measure = LABELS.get(name.removesuffix(" (%)"))
        if measure is None or table[name].dtype == pl.String:
            continue
        counted = next((each for each in COUNTED if each in table.columns), None)
        if measure.kind == "count":
            yield measure.label, float(table[name].sum()), 0.5
        elif measure.kind == "share" and counted and table["Out of"].sum():
            yield measure.label, 100 * table[counted].sum() / table["Out of"].sum(), 0.0


def rounded(text: str) -> float:
    """Half of a number's last digit."""
    places = len(text.partition(".")[2])
    return 0.5 * 10**-places
