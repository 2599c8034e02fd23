"""Which rows of one delivered table are accepted, and which are set aside and why?"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.schema import Table
from sfo_data.validate import faults
from sfo_data.validate.references import References
from sfo_data.validate.rows import Rows
from sfo_data.validate.values import typed


@dataclass(frozen=True)
class Checked:
    """One table of a delivery, every row in exactly one of the first two.

    `accepted` has the contract's columns in the store's types. `quarantined` has line, column_name, value, reason and
    row_text (the row as JSON). `set_aside` has the line and key of each quarantined row, as far as they can be read.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    set_aside: pl.DataFrame


def check(rows: Rows, table: Table, known_on: date, references: References) -> Checked:
    """The rows, accepted or quarantined with the first fault found: values by order of columns, then keys, then dates.

    Broken rows come with their own reason. What columns may refer to is in `references`.
    """
    ready = rows.whole.select("line", *(typed(column) for column in table.columns))
    found = pl.concat(
        [
            faults.in_columns(rows.whole, table, known_on, references),
            faults.in_keys(ready, table),
            faults.in_date_order(ready, table),
        ]
    ).unique("line", keep="first", maintain_order=True)
    is_set_aside = pl.col("line").is_in(found["line"].implode())
    accepted = ready if found.is_empty() else ready.filter(~is_set_aside)
    return Checked(
        accepted.select(table.column_names),
        _quarantined(rows, table, found, is_set_aside),
        _keys(rows, table, is_set_aside),
    )


def _quarantined(rows: Rows, table: Table, found: pl.DataFrame, is_set_aside: pl.Expr) -> pl.DataFrame:
    texts = rows.whole.filter(is_set_aside).select(
        "line", pl.struct(table.column_names).struct.json_encode().alias("row_text")
    )
    broken = rows.broken.select(
        "line",
        pl.lit(None, pl.String).alias("column_name"),
        pl.lit(None, pl.String).alias("value"),
        "reason",
        "row_text",
    )
    # PostgreSQL stores no zero byte; the value is shown with a sign in its place.
    visible = pl.col("value").str.replace_all("\x00", "␀", literal=True)
    return pl.concat([found.join(texts, on="line", how="left").with_columns(visible), broken]).sort("line")


def _keys(rows: Rows, table: Table, is_set_aside: pl.Expr) -> pl.DataFrame:
    keys = [typed(table.column(name)) for name in table.key]
    both = pl.concat(
        [rows.whole.filter(is_set_aside).select("line", *table.key), rows.broken.select("line", *table.key)]
    )
    return both.select("line", *keys)
