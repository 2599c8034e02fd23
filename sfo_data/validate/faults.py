"""Which rows are at fault, in which column and why? Each answer has a row per fault: FAULT's columns."""

from datetime import date

import polars as pl

from sfo_data.schema import Column, Table
from sfo_data.validate.reasons import Known, reason
from sfo_data.validate.references import References, of
from sfo_data.validate.values import is_faulty

FAULT = {"line": pl.Int64, "column_name": pl.String, "value": pl.String, "reason": pl.String}
# Looking for the nearest known word takes about 1 ms; beyond so many different wrong values none is suggested.
MOST_SUGGESTED = 500
LINES_SHOWN = 5


def in_columns(whole: pl.DataFrame, table: Table, known_on: date, references: References) -> pl.DataFrame:
    """Values that cannot be accepted, in the order of the columns."""
    return pl.concat([_in_column(whole, column, known_on, references) for column in table.columns])


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
        words = referred.valid.to_list() if column.kind == "code" else list(column.categories)
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
    alike = pl.struct(table.column_names).n_unique().over(table.key) == 1
    lines = pl.col("line").cast(pl.String).sort_by("line").head(LINES_SHOWN).str.join(", ").over(table.key)
    more = pl.when(pl.len().over(table.key) > LINES_SHOWN).then(pl.lit(" and more")).otherwise(pl.lit(""))
    differ = pl.when(alike).then(pl.lit("the rows are the same")).otherwise(pl.lit("the rows differ"))
    what = pl.format(
        "This key is delivered {} times (lines {}{}); {}. Deliver one row.",
        pl.len().over(table.key),
        lines,
        more,
        differ,
    )
    return repeated.select(
        "line", pl.lit(", ".join(table.key)).alias("column_name"), key.alias("value"), what.alias("reason")
    )


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
