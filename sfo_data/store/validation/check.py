"""Which rows of one delivered table are accepted, and which are set aside and why?"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.store.schema import Table
from sfo_data.store.validation import faults
from sfo_data.store.validation.mending import COPIES, HEADINGS, MENDED, mend
from sfo_data.store.validation.references import References
from sfo_data.store.validation.rows import Rows
from sfo_data.store.validation.values import typed


@dataclass(frozen=True)
class Checked:
    """One table of a delivery, every row but copies of another in exactly one of the first two.

    `accepted` has the contract's columns in the store's types. `quarantined` has line, column_name, value, reason and
    row_text (the row as JSON). `set_aside` has the line and key of each quarantined row, as far as they can be read.
    `mended` counts the values that were mended on the way, see `mending.mend`. `faults` has every fault of a row, where
    `quarantined` has the first: line, column_name, value, reason.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    set_aside: pl.DataFrame
    mended: pl.DataFrame
    faults: pl.DataFrame

    @property
    def delivered(self) -> int:
        """How many rows came, copies included."""
        copies = self.mended.filter(column_name=COPIES)["values"].sum()
        return self.accepted.height + self.quarantined.height + int(copies)


def check(rows: Rows, table: Table, known_on: date, references: References) -> Checked:
    """The rows, accepted or quarantined with the first fault found: values by order of columns, then
    names alike, then keys, then dates.

    Broken rows come with their own reason. What columns may refer to is in `references`.
    """
    # A value that can be mended is faulty as it stands: columns without faults are left alone, and not looked at twice.
    suspects = faults.columns_with_faults(rows.whole, table, known_on, references)
    whole, mended = mend(rows.whole, table, suspects)
    if rows.headings:
        headings = pl.DataFrame([(table.name, HEADINGS, rows.headings)], schema=MENDED, orient="row")
        mended = pl.concat([headings, mended])
    ready = whole.select("line", *(typed(column) for column in table.columns))
    every = pl.concat(
        [
            faults.in_columns(whole, suspects, known_on, references),
            faults.in_names(ready, table),
            faults.in_keys(ready, table),
            faults.in_date_order(ready, table),
        ]
    )
    found = every.unique("line", keep="first", maintain_order=True)
    is_set_aside = pl.col("line").is_in(found["line"].implode())
    accepted = ready if found.is_empty() else ready.filter(~is_set_aside)
    return Checked(
        accepted.select(table.column_names),
        _quarantined(rows, table, found, is_set_aside),
        _keys(whole, rows.broken, table, is_set_aside),
        mended,
        pl.concat([every, _broken(rows)]).sort("line", maintain_order=True),
    )


def _broken(rows: Rows) -> pl.DataFrame:
    """Rows with a wrong number of fields, as faults of no column."""
    return rows.broken.select(
        "line", column_name=pl.lit(None, pl.String), value=pl.lit(None, pl.String), reason="reason"
    )


def _quarantined(rows: Rows, table: Table, found: pl.DataFrame, is_set_aside: pl.Expr) -> pl.DataFrame:
    texts = rows.whole.filter(is_set_aside).select(
        "line", pl.struct(table.column_names).struct.json_encode().alias("row_text")
    )
    broken = _broken(rows).with_columns(rows.broken["row_text"])
    # PostgreSQL stores no zero byte; the value is shown with a sign in its place.
    visible = pl.col("value").str.replace_all("\x00", "␀", literal=True)
    return pl.concat([found.join(texts, on="line", how="left").with_columns(visible), broken]).sort("line")


def _keys(whole: pl.DataFrame, broken: pl.DataFrame, table: Table, is_set_aside: pl.Expr) -> pl.DataFrame:
    keys = [typed(table.column(name)) for name in table.key]
    both = pl.concat([whole.filter(is_set_aside).select("line", *table.key), broken.select("line", *table.key)])
    return both.select("line", *keys)
