"""What spreadsheets do to values and can mean one thing only: undone, and counted."""

from collections.abc import Sequence

import polars as pl

from sfo_data.store.schema import Column, Table

# Blanks, tabs, line breaks, and the no-break, narrow and zero-width spaces that spreadsheets and web pages leave.
BLANKS = " \t\r\n\u00a0\u2007\u2009\u202f\u200b\ufeff"
MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(:00([.,]0+)?)?Z?$"
THOUSANDS = r"^[1-9][0-9]{0,2}([, \x{a0}\x{2007}\x{2009}\x{202f}'][0-9]{3})+$"
COPIES, HEADINGS = "copies of a row", "headings"
TRUE, FALSE = ("true", "yes", "y", "1", "1.0"), ("false", "no", "n", "0", "0.0")
MENDED = {"table_name": pl.String, "column_name": pl.String, "values": pl.Int64}


def mend(whole: pl.DataFrame, table: Table, suspects: Sequence[Column]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows as text with such values mended in the columns `suspects`, and how many were, by column (MENDED).

    Blanks at the ends of all but texts; the case of categories; TRUE, Yes and 1; dates with the time of midnight;
    separators of thousands, and ".0" behind a whole number; exact copies of a row. What can mean two things is left for
    validation to refuse.
    """
    mended = whole.with_columns(_mended(column) for column in suspects)
    counts = {column.name: int(whole[column.name].ne_missing(mended[column.name]).sum()) for column in suspects}
    once = _without_copies(mended, table)
    counts[COPIES] = mended.height - once.height
    changed = [(table.name, name, count) for name, count in counts.items() if count]
    return once, pl.DataFrame(changed, schema=MENDED, orient="row")


def _mended(column: Column) -> pl.Expr:
    value = pl.col(column.name)
    if column.kind in ("name", "text"):
        return value
    bare = value.str.strip_chars(BLANKS).replace("", None)
    match column.kind:
        case "category":
            mended = _in_the_contracts_case(bare, column)
        case "boolean":
            word = bare.str.to_lowercase()
            mended = pl.when(word.is_in(TRUE)).then(pl.lit("true")).when(word.is_in(FALSE)).then(pl.lit("false"))
            mended = mended.otherwise(bare)
        case "date":
            mended = bare.str.replace(MIDNIGHT, "$1")
        case "integer":
            whole = pl.when(bare.str.contains(THOUSANDS)).then(bare.str.replace_all("[^0-9]", "")).otherwise(bare)
            mended = whole.str.replace(r"^([0-9]+)\.0+$", "$1")
        case _:
            mended = bare
    return mended.alias(column.name)


def _in_the_contracts_case(bare: pl.Expr, column: Column) -> pl.Expr:
    """The category that differs from the value in case alone, if there is one."""
    known = {category.lower(): category for category in column.categories}
    return bare.str.to_lowercase().replace_strict(known, default=bare)


def _without_copies(whole: pl.DataFrame, table: Table) -> pl.DataFrame:
    """The rows without exact copies of an earlier one."""
    if not whole.select(pl.struct(table.key).is_duplicated().any()).item():
        return whole
    return whole.unique(table.column_names, keep="first", maintain_order=True)
