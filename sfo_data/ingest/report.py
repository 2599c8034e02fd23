"""What became of the rows of a load?"""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

COUNTS = ("delivered", "accepted", "quarantined", "opened", "unchanged", "closed")


@dataclass(frozen=True)
class LoadReport:
    """What a load did. A series of deliveries makes one report.

    `counts` has one row per delivery and raw table: known_on, table_name and the columns of `COUNTS`, where
    delivered = accepted + quarantined and accepted = opened + unchanged. `quarantined` has one row per row set aside:
    known_on, table_name, line, column_name, value, reason, row_text. `changed` is false where the store already held
    all of it; then nothing was written.
    """

    known_on: date
    counts: pl.DataFrame = field(repr=False)
    quarantined: pl.DataFrame = field(repr=False)
    changed: bool

    def by_table(self) -> pl.DataFrame:
        """One row per raw table, in loading order: the counts of every delivery together."""
        return self.counts.group_by("table_name", maintain_order=True).agg(pl.col(COUNTS).sum())
