"""A delivered file as text, row by row with its line number; faults of the file as a whole refuse the delivery."""

import codecs
import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from sfo_data.loading.refusal import Refused
from sfo_data.schema import Table
from sfo_data.suggestions import did_you_mean

CHUNK = 1 << 20
LONGEST_LINE = 1_000_000
HEADER_BYTES = 65_536
DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "bars"}
SAVE_AS = "In the spreadsheet choose “CSV UTF-8 (comma delimited)”."


@dataclass(frozen=True)
class Delivered:
    """A table as delivered: `rows` has the contract's columns as text (null: empty) and `line`.

    `ragged` are the lines whose number of fields is wrong: line, found (fields), text.
    """

    rows: pl.DataFrame
    ragged: pl.DataFrame


RAGGED = {"line": pl.Int64, "found": pl.Int64, "text": pl.String}


def read(path: Path, table: Table) -> Delivered:
    """The rows of a CSV or Parquet file. Raises Refused."""
    return _read_parquet(path, table) if path.suffix == ".parquet" else _read_csv(path, table)


def _read_csv(path: Path, table: Table) -> Delivered:
    lines = _scan(path)
    _check_header(path, table, _header(path))
    ragged: list[tuple[int, int, str]] = []

    def set_aside(row: pa.csv.InvalidRow) -> str:
        ragged.append((row.number or 0, row.actual_columns, row.text))
        return "skip"

    try:
        read = pa.csv.read_csv(
            path,
            pa.csv.ReadOptions(use_threads=False, block_size=2 * LONGEST_LINE + CHUNK),
            pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=set_aside),
            pa.csv.ConvertOptions(
                column_types={name: pa.string() for name in table.column_names},
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise Refused(f"{path.name} is not a CSV file that can be read. {SAVE_AS}") from error
    frame = pl.DataFrame(pl.from_arrow(read)).select(table.column_names)
    return _numbered(frame, ragged, lines)


def _scan(path: Path) -> int:
    """The number of line breaks; refuses what is not UTF-8 text with lines of a bearable length, in bounded memory."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, unbroken, quotes = 0, 0, 0
    with path.open("rb") as content:
        while chunk := content.read(CHUNK):
            if lines == unbroken == 0 and chunk[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise Refused(f"{path.name} is saved as UTF-16. Save it as UTF-8. {SAVE_AS}")
            if b"\0" in chunk:
                line = lines + chunk[: chunk.index(b"\0")].count(b"\n") + 1
                raise Refused(
                    f"{path.name}, line {line}, holds zero bytes: UTF-16 or not text. Save it as UTF-8. {SAVE_AS}"
                )
            _decode(decoder, chunk, path, lines)
            parts = chunk.split(b"\n")
            longest = max(unbroken + len(parts[0]), *map(len, parts))
            if longest > LONGEST_LINE:
                raise Refused(
                    f"{path.name} has a line longer than {LONGEST_LINE:,} bytes after line {lines}: not a table."
                )
            unbroken = len(parts[-1]) if len(parts) > 1 else unbroken + len(chunk)
            lines += len(parts) - 1
            quotes += chunk.count(b'"')
    if lines == unbroken == 0:
        raise Refused(f"{path.name} is empty. A table without rows still has its line of column names.")
    _decode(decoder, b"", path, lines)
    if quotes % 2:
        raise Refused(f"{path.name} has a quotation mark that is never closed: rows behind it would be lost. Close it.")
    return lines


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, path: Path, lines: int) -> None:
    try:
        decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        line = lines + error.object[: error.start].count(b"\n") + 1
        raise Refused(
            f"{path.name}, line {line}, is not UTF-8 text (Windows-1252, perhaps, or two encodings mixed). {SAVE_AS}"
        ) from error


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", errors="ignore", newline="") as content:
        return next(csv.reader(content.read(HEADER_BYTES).splitlines(keepends=True)), [])


def _check_header(path: Path, table: Table, header: list[str]) -> None:
    found = next((name for mark, name in DELIMITERS.items() if len(header) == 1 and mark in header[0]), None)
    if found:
        raise Refused(f"{path.name} is separated by {found}. Separate it by commas. {SAVE_AS}")
    known = table.column_names
    for name in header:
        if name not in known:
            hint = did_you_mean(name, known)
            raise Refused(f"{path.name} has a column “{name}” that the contract does not know.{hint}")
        if header.count(name) > 1:
            raise Refused(f"{path.name} has the column “{name}” more than once.")
    if missing := [name for name in known if name not in header]:
        raise Refused(f"{path.name} lacks the column{'s' * (len(missing) > 1)} {', '.join(missing)}.")


def _numbered(frame: pl.DataFrame, ragged: list[tuple[int, int, str]], lines: int) -> Delivered:
    """Lines as an editor counts them: a row starts after the breaks inside the fields of the rows before it."""
    # pyarrow numbers rows from 1 for the header; rows it skipped keep their number.
    skipped = np.array(sorted(number for number, _, _ in ragged), dtype=np.int64)
    total = frame.height + len(skipped)
    is_kept = np.ones(total + 2, dtype=bool)
    is_kept[skipped] = False
    numbers = np.flatnonzero(is_kept)[2:][: frame.height]
    breaks = np.zeros(total + 2, dtype=np.int64)
    if lines > total + 1:
        inside = frame.select(pl.sum_horizontal(pl.all().str.count_matches("\n").fill_null(0)))
        breaks[numbers] = inside.to_series().to_numpy()
    for number, _, text in ragged:
        breaks[number] = text.count("\n")
    line_of = np.arange(total + 2) + np.cumsum(breaks) - breaks
    # A blank line is a row of nothing: it has a number but no place in the table.
    is_blank = pl.all_horizontal(pl.all().exclude("line").is_null())
    aside = [(int(line_of[number]), found, text) for number, found, text in ragged if text.strip()]
    return Delivered(
        frame.with_columns(pl.Series("line", line_of[numbers], dtype=pl.Int64)).filter(~is_blank),
        pl.DataFrame(aside, schema=RAGGED, orient="row"),
    )


def _read_parquet(path: Path, table: Table) -> Delivered:
    try:
        names = pa.parquet.read_schema(path).names
        _check_header(path, table, names)
        frame = pl.read_parquet(path, use_pyarrow=False).select(table.column_names)
        text = frame.with_columns(pl.all().cast(pl.String)).with_columns(
            pl.when(pl.all() != "").then(pl.all()).name.keep()
        )
    except (pa.ArrowException, OSError, pl.exceptions.PolarsError) as error:
        raise Refused(f"{path.name} is not a whole Parquet file of plain columns. Write or copy it again.") from error
    numbered = text.with_columns(line=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    return Delivered(numbered, pl.DataFrame(schema=RAGGED))
