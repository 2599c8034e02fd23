"""Where does a table of a delivery lie, and what are its rows?"""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sfo_data.store.database import Change
from sfo_data.store.ingest import csv_file, grid, headings, parquet_file, workbook
from sfo_data.store.ingest.grid import Grid
from sfo_data.store.ingest.mapping import TableMapping
from sfo_data.store.ingest.workbook import Workbook
from sfo_data.store.schema import OPEN_END, REFERENCE_TABLES, Table
from sfo_data.store.synthetic import reference
from sfo_data.store.validation import Rows, one_to_a_line


@dataclass(frozen=True)
class Source:
    """A CSV or Parquet file, or a sheet of a workbook; with the mapping of a team's own headings, if it has them."""

    path: Path
    book: Workbook | None = None
    sheet: str = ""
    mapping: TableMapping | None = None

    @property
    def name(self) -> str:
        return f"{self.path.name}, sheet {self.sheet}" if self.book else self.path.name

    def read(self, table: Table) -> Rows:
        """Its rows as text. Raises Refused."""
        if self.mapping:
            return self.mapping.rows(self._grid(self.mapping), table)
        if self.book:
            return workbook.read(self.book, self.sheet, table)
        if self.path.suffix.lower() == ".parquet":
            return parquet_file.read(self.path, table)
        return csv_file.read(self.path, table)

    def _grid(self, mapping: TableMapping) -> Grid:
        if not self.book:
            return grid.of_csv(self.path)
        wanted = frozenset(headings.word(heading) for heading in mapping.columns.values())
        return grid.of_sheet(self.book.sheet(self.sheet), wanted)


def nothing(table: Table) -> Rows:
    """No rows: of a table that the source does not hold."""
    return one_to_a_line(pl.DataFrame(schema=dict.fromkeys(table.column_names, pl.String)), table, first_line=1)


def not_sent(change: Change, table: Table) -> Rows:
    """The rows of a table that is not in the delivery: as the store holds them, or else those in the box."""
    columns = ", ".join(table.column_names)
    rows = change.read(
        f"select {columns} from raw_{table.name} where known_to = :open_end order by {', '.join(table.key)}",
        {"open_end": OPEN_END},
    )
    return one_to_a_line(in_the_box(table) if rows.is_empty() else rows.cast(pl.String), table, first_line=1)


def in_the_box(table: Table) -> pl.DataFrame:
    """The rows of a reference table as the box has them, as text; none of another."""
    if table not in REFERENCE_TABLES:
        return pl.DataFrame(schema=dict.fromkeys(table.column_names, pl.String))
    return reference.read(table.name).select(table.column_names).cast(pl.String)
