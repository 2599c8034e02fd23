"""What are the rows of a CSV file, and on which line does each begin?"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

from sfo_data.store.ingest import headings
from sfo_data.store.ingest.file_bytes import scan
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import Table
from sfo_data.store.validation.rows import Rows, broken_schema, one_to_a_line

# Arrow splits a file into blocks of this size; a field in quotation marks that is longer cannot be read.
BLOCK = 8 << 20
# The csv module stops at fields of 131,072 characters, where a field may be as long as several lines.
csv.field_size_limit(1 << 30)


def read(path: Path, table: Table) -> Rows:
    """The rows of the file as text; an empty field is missing. Raises Refused where it is not clear where one ends."""
    found = scan(path)
    settled = headings.settle(path.name, headings_of(path), table)
    names = list(settled.names)
    # A lone carriage return also ends a line, and rows may stand behind it.
    if found.lines == 1 and found.is_even:
        none = pl.DataFrame(schema=dict.fromkeys(table.column_names, pl.String))
        return one_to_a_line(none, table, first_line=2, headings=settled.mended)
    whole = headings.whole(_whole_rows(path, names), table, path.name)
    # Every row on a line of its own, none with a wrong number of fields, none inside another's quotation marks.
    if found.is_even and found.lines == 1 + whole.height:
        return one_to_a_line(whole, table, first_line=2, headings=settled.mended)
    records = _records(path, len(names))
    if len(records.lines) != whole.height:
        raise Refused(
            f"{path.name} can be read in two ways; its quotation marks are probably damaged. Export it again."
        )
    lines = pl.Series("line", records.lines, pl.Int64)
    return Rows(whole.select(lines, pl.all()), _broken(records.broken, names, table), settled.mended)


def headings_of(path: Path) -> list[str]:
    """The headings as they are written. Raises Refused."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            return next(csv.reader(text, strict=True), [])
    except csv.Error as error:
        raise Refused(f"{path.name}, line 1: a quotation mark in the headings is never closed.") from error


def _whole_rows(path: Path, names: list[str]) -> pl.DataFrame:
    """The rows with the right number of fields."""
    try:
        rows = arrow_csv.read_csv(
            path,
            arrow_csv.ReadOptions(column_names=names, skip_rows=1, block_size=BLOCK),
            arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=lambda _: "skip"),
            arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid as error:
        _records(path, len(names))
        raise Refused(f"{path.name} has a row of more than {BLOCK:,} bytes. Is a quotation mark missing?") from error
    return pl.DataFrame(pl.from_arrow(rows))


@dataclass(frozen=True)
class _Records:
    """The lines on which the rows with the right number of fields begin; line and fields of the others."""

    lines: list[int]
    broken: list[tuple[int, list[str]]]


def _records(path: Path, width: int) -> _Records:
    """A second, slower reading that knows lines. Only for files that are not plain (1,000,000 rows: 3 s)."""
    lines, broken = [], []
    for line, fields in numbered(path):
        if len(fields) == width:
            lines.append(line)
        else:
            broken.append((line, fields))
    return _Records(lines, broken)


def numbered(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows below the headings, each with the line on which it begins. Raises Refused."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        next(reader)
        line = reader.line_num + 1
        try:
            for fields in reader:
                if fields:
                    yield line, fields
                line = reader.line_num + 1
        except csv.Error as error:
            raise Refused(
                f"{path.name}, line {line}: a quotation mark is missing or out of place in the row that begins here, "
                "and the rows after it cannot be told apart. Put the whole field in quotation marks and write each "
                "quotation mark inside it twice."
            ) from error


def _broken(broken: list[tuple[int, list[str]]], names: list[str], table: Table) -> pl.DataFrame:
    """Rows with a wrong number of fields; what stands where the key should be may still say which row it was."""
    width = len(names)
    data = {
        "line": [line for line, _ in broken],
        "reason": [f"This line has {len(fields)} fields where the headings have {width}." for _, fields in broken],
        "row_text": [json.dumps(fields, ensure_ascii=False) for _, fields in broken],
    }
    for key in table.key:
        at = names.index(key)
        data[key] = [fields[at] if at < len(fields) else None for _, fields in broken]
    return pl.DataFrame(data, schema=broken_schema(table))
