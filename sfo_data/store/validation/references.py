"""Which values may a column that refers to another table take?"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sfo_data.store.schema import TABLES, Column


@dataclass(frozen=True)
class Referred:
    """The values of one column that others refer to: those there are, and those set aside in this delivery.

    `valid` is None where the table could not be read: then only the form of a value can be checked. `set_aside` has
    `value` and `line`.
    """

    valid: pl.Series | None
    set_aside: pl.DataFrame


# By the name in `Column.references`, "table.column".
References = Mapping[str, Referred]
NONE_SET_ASIDE = pl.DataFrame(schema={"value": pl.String, "line": pl.Int64})
NOTHING = Referred(pl.Series([], dtype=pl.String), NONE_SET_ASIDE)
UNREAD = Referred(None, NONE_SET_ASIDE)


def referred_columns(table: str) -> list[str]:
    """The columns of `table` that columns of any table refer to."""
    names = {column.references for t in TABLES for column in t.columns if column.references}
    return sorted(name.partition(".")[2] for name in names if name.partition(".")[0] == table)


def of(column: Column, references: References) -> Referred:
    """What `column` may refer to; nothing where that table is still unread."""
    return references.get(column.references or "", NOTHING)
