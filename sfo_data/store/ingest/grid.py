"""The rows of a file or sheet under a team's own headings."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from sfo_data.store.ingest import csv_file
from sfo_data.store.ingest.file_bytes import scan
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.workbook import Sheet


@dataclass(frozen=True)
class Grid:
    """`names`: the headings. `rows`: line, and a column of text for each heading, named by its place from 0.

    `letters` stand over the columns of a sheet; a CSV file has none.
    """

    name: str
    names: tuple[str, ...]
    rows: pl.DataFrame
    letters: tuple[str, ...] = ()


def of_sheet(sheet: Sheet, wanted: frozenset[str] = frozenset()) -> Grid:
    """The rows under the row with the most of the `wanted` headings; without any, under the fullest of the first."""
    at = sheet.heading_row(wanted)
    titles = tuple(title or "" for title in sheet.cells.row(at)) if sheet.cells.height else ()
    return Grid(sheet.name, titles, sheet.below(at), sheet.letters)


def of_csv(path: Path) -> Grid:
    """The rows of a CSV file. Raises Refused, also where a row has a wrong number of fields."""
    scan(path)
    names = csv_file.headings_of(path)
    numbered = list(csv_file.numbered(path))
    for line, fields in numbered:
        if len(fields) != len(names):
            raise Refused(f"{path.name}, line {line} has {len(fields)} fields where the headings have {len(names)}.")
    columns = {str(place): [fields[place] or None for _, fields in numbered] for place in range(len(names))}
    rows = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    lines = pl.Series("line", [line for line, _ in numbered], pl.Int64)
    return Grid(path.name, tuple(names), rows.select(lines, pl.all()))
