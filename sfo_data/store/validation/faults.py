"""Which rows are at fault, in which column and why? Each answer has a row per fault: FAULT's columns."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfo_data.definitions.dimensions import slug
from sfo_data.store.schema import Column, Table
from sfo_data.store.validation.reasons import Known, reason
from sfo_data.store.validation.references import References, of
from sfo_data.store.validation.values import is_faulty

FAULT = {"line": pl.Int64, "column_name": pl.String, "value": pl.String, "reason": pl.String}
# Looking for the nearest known word takes about 1 ms; beyond so many different wrong values none is suggested.
MOST_SUGGESTED = 500
LINES_SHOWN = 5


def columns_with_faults(whole: pl.DataFrame, table: Table, known_on: date, references: References) -> list[Column]:
    """The columns that hold a value which cannot be accepted as it stands."""
    faulty = whole.select(is_faulty(column, known_on, references).any().alias(column.name) for column in table.columns)
    return [column for column in table.columns if faulty[column.name].item()]


def in_columns(whole: pl.DataFrame, columns: Sequence[Column], known_on: date, references: References) -> pl.DataFrame:
    """Values that cannot be accepted, in the order of the columns."""
    none = pl.DataFrame(schema=FAULT)
    return pl.concat([none, *(_in_column(whole, column, known_on, references) for column in columns)])


def _in_column(whole: pl.DataFrame, column: Column, known_on: date, references: References) -> pl.DataFrame:
    faulty = whole.filter(is_faulty(column, known_on, references)).select("line", value=column.name)
    if faulty.is_empty():
        return pl.DataFrame(schema=FAULT)
    referred = of(column, references)
    values = faulty["value"].unique(maintain_order=True)
    set_aside = referred.set_aside.filter(pl.col("value").is_in(values.implode())).unique("value", keep="first")
    lines: dict[str, int] = dict(set_aside.select("value", "line").iter_rows())
    words: list[str] = []
    if values.len() <= MOST_SUGGESTED:
        # Identifiers are too many, and too alike, to suggest one of them.
        known_codes = [] if referred.valid is None else referred.valid.to_list()
        words = known_codes if column.kind == "code" else list(column.categories)
    known = Known(known_on, words, lines)
    why = pl.Series([reason(column, value, known) for value in values], dtype=pl.String)
    reasons = pl.DataFrame({"value": values, "reason": why})
    named = faulty.join(reasons, on="value", how="left", nulls_equal=True, maintain_order="left")
    return named.select("line", pl.lit(column.name).alias("column_name"), "value", "reason")


def in_keys(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Every row of a key that is delivered more than once. `rows` are typed, and have their lines."""
    keyed = rows.filter(pl.all_horizontal(pl.col(table.key).is_not_null()))
    repeated = keyed.filter(pl.struct(table.key).is_duplicated())
    if repeated.is_empty():
        return pl.DataFrame(schema=FAULT)
    key = pl.concat_str(pl.col(table.key).cast(pl.String), separator=", ")
    lines = pl.col("line").cast(pl.String).sort_by("line").head(LINES_SHOWN).str.join(", ").over(table.key)
    more = pl.when(pl.len().over(table.key) > LINES_SHOWN).then(pl.lit(" and more")).otherwise(pl.lit(""))
    what = pl.format(
        "This key is delivered {} times (lines {}{}); the rows differ. Deliver one row.",
        pl.len().over(table.key),
        lines,
        more,
    )
    return repeated.select(
        "line", pl.lit(", ".join(table.key)).alias("column_name"), key.alias("value"), what.alias("reason")
    )


def in_names(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Every row with a name that is in an address what another of its column is. `rows` have their lines."""
    names = [column.name for column in table.columns if column.kind == "name"]
    return pl.concat([pl.DataFrame(schema=FAULT), *(_alike(rows, name) for name in names)])


def _alike(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    first = rows.drop_nulls(name).group_by(name).agg(pl.col("line").min()).sort("line")
    alike = first.with_columns(slug=pl.col(name).map_elements(slug, pl.String)).filter(pl.col("slug").is_duplicated())
    if alike.is_empty():
        return pl.DataFrame(schema=FAULT)
    others = alike.select("slug", other=name, at="line")
    paired = alike.select(name, "slug").join(others, on="slug").filter(pl.col(name) != pl.col("other"))
    named = rows.join(paired.sort("at").unique(name, keep="first"), on=name, how="inner")
    what = (
        "“{}” and “{}” (line {}) cannot be told apart in an address. Spell one name the same everywhere, or change one."
    )
    return named.select(
        "line", pl.lit(name).alias("column_name"), pl.col(name).alias("value"),
        pl.format(what, name, "other", "at").alias("reason"),
    ).sort("line")  # fmt: skip


def in_date_order(rows: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Rows with a date before one that it must follow. `rows` are typed, and have their lines."""
    return pl.concat([pl.DataFrame(schema=FAULT), *(_reversed(rows, first, then) for first, then in table.date_order)])


def _reversed(rows: pl.DataFrame, first: str, then: str) -> pl.DataFrame:
    return rows.filter(pl.col(then) < pl.col(first)).select(
        "line",
        pl.lit(then).alias("column_name"),
        pl.col(then).cast(pl.String).alias("value"),
        pl.format(f"{then} ({{}}) is before {first} ({{}}). Correct the one that is wrong.", then, first).alias(
            "reason"
        ),
    )
