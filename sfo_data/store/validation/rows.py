"""What does one delivered file hold, before anything about its values is known?"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from sfo_data.store.schema import Table


@dataclass(frozen=True)
class Rows:
    """The rows of one file as text.

    `whole` has `line` and the contract's columns. `broken` has the rows with a wrong number of fields: `line`,
    `reason`, `row_text`, and what stands in the place of the key. A line is counted as a text editor counts, from 1
    with the headings; in a Parquet file it is the number of the row, in a sheet what stands left of the row.
    `headings` is how many headings were mended; `letters` stand over the columns of a sheet.
    """

    whole: pl.DataFrame
    broken: pl.DataFrame
    headings: int = 0
    letters: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str | None) -> str:
        """How the place of a value is called, up to the number of its row: "cell D" in a sheet, "line " in a file."""
        if not self.letters:
            return "line "
        first = (column or "").partition(", ")[0]
        return f"cell {self.letters[first]}" if first in self.letters else "row "

    @property
    def delivered(self) -> int:
        return self.whole.height + self.broken.height


def one_to_a_line(whole: pl.DataFrame, table: Table, first_line: int, headings: int = 0) -> Rows:
    """Rows that lie one to a line from `first_line` on, none of them broken."""
    lines = pl.int_range(first_line, first_line + whole.height, dtype=pl.Int64, eager=True).alias("line")
    return Rows(whole.select(lines, pl.all()), pl.DataFrame(schema=broken_schema(table)), headings)


def broken_schema(table: Table) -> dict[str, type[pl.DataType]]:
    """The columns of `Rows.broken`."""
    return {"line": pl.Int64, "reason": pl.String, "row_text": pl.String} | dict.fromkeys(table.key, pl.String)
