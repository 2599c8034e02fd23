"""What became of the rows of a delivery?"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl


@dataclass(frozen=True)
class LoadReport:
    """What loading one delivery did.

    `counts` has one row per raw table: table_name, delivered, accepted, quarantined, opened, unchanged, closed.
    `quarantined` has one row per row set aside: table_name, line, column_name, value, reason, row_text.
    `mended` counts values that could mean one thing only and were written as the contract has them: table_name,
    column_name, values.
    `is_changed` is false where the store already had all of it; then nothing was written.
    """

    delivery: str
    known_on: date
    counts: pl.DataFrame = field(repr=False)
    quarantined: pl.DataFrame = field(repr=False)
    is_changed: bool
    mended: pl.DataFrame = field(repr=False)
