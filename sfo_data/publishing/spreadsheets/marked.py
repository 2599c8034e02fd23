"""A clerk's own file with its faults marked in place: a coloured cell and a note in XLSX, a column in CSV.

Of an ODS file an XLSX file is made, of a Parquet file a CSV file.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sfo_data.publishing.spreadsheets.names import LONGEST
from sfo_data.store.ingest import Inspection, Refused, csv_file
from sfo_data.store.ingest.headings import MARKS
from sfo_data.store.ingest.source import Source
from sfo_data.store.schema import TABLES

FAULT = PatternFill("solid", fgColor="FFD966")
AUTHOR = "sfo check"
NOTE = {"width": 320, "height": 120}
# How the marked copy of another kind ends. A folder may hold cases.ods and cases.xlsx, of CSV and Parquet only one.
COPIES = {".ods": ".ods.xlsx", ".parquet": ".csv"}


def marked(inspection: Inspection) -> dict[Path, bytes]:
    """A marked copy of each file with faults, by the file's path. Raises Refused where one is damaged."""
    by_path: dict[Path, dict[str, Source]] = {}
    for name in inspection.faults["table_name"].unique(maintain_order=True):
        source = inspection.sources[name]
        by_path.setdefault(source.path, {})[name] = source
    return {
        path: _marked_workbook(path, sources, inspection)
        if copy_name(path).endswith(".xlsx")
        else _marked_csv(sources, inspection.faults.filter(pl.col("table_name").is_in(list(sources))))
        for path, sources in by_path.items()
    }


def copy_name(path: Path) -> str:
    """What the marked copy of a file is called: the file's name, with the ending of what the copy is."""
    suffix = path.suffix.lower()
    return path.stem + COPIES.get(suffix, suffix)


def _marked_workbook(path: Path, sources: Mapping[str, Source], inspection: Inspection) -> bytes:
    book, sheets = _of_ods(sources) if path.suffix.lower() == ".ods" else _of_xlsx(path)
    for name, source in sources.items():
        sheet = sheets[source.sheet]
        for place, said in _by_place(inspection.faults.filter(table_name=name)).items():
            cell = sheet[place]
            cell.fill = FAULT
            cell.comment = Comment(said, AUTHOR, **NOTE)
    _list_faults(book, inspection)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def _of_xlsx(path: Path) -> tuple[Workbook, dict[str, Worksheet]]:
    """The workbook, and its sheets by name."""
    try:
        book = openpyxl.load_workbook(path)
    except (InvalidFileException, KeyError, ValueError) as error:
        raise Refused(f"{path.name} cannot be marked. Save it as XLSX anew, then check it again.") from error
    return book, {sheet.title: sheet for sheet in book.worksheets}


def _of_ods(sources: Mapping[str, Source]) -> tuple[Workbook, dict[str, Worksheet]]:
    """A workbook of the sheets that are not hidden, as text, each value in its own cell; its sheets by name in ODS."""
    read = next(source.book for source in sources.values() if source.book)
    book, sheets = Workbook(), {}
    book.remove(book.worksheets[0])
    for name in read.sheets:
        if read.is_hidden(name):
            continue
        # A name in XLSX is shorter than one in ODS may be, and lacks these signs.
        sheets[name] = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "_", name)[:LONGEST])
        found = read.sheet(name)
        for row, values in enumerate(found.cells.iter_rows(), 1):
            for letters, value in zip(found.letters, values, strict=True):
                if value is not None:
                    cell = sheets[name][f"{letters}{row}"]
                    cell.value = value
                    # A text that begins with "=" stays a text.
                    cell.data_type = "s"
    return book, sheets


def _by_place(faults: pl.DataFrame) -> dict[str, str]:
    """What is to be said at each cell; a fault of a whole row is said in its first."""
    place = faults["place"].str.replace("^cell ", "").str.replace("^row ", "A")
    grouped = faults.with_columns(place).group_by("place", maintain_order=True).agg(pl.col("reason").str.join("\n"))
    return dict(grouped.select("place", "reason").iter_rows())


def _list_faults(book: Workbook, inspection: Inspection) -> None:
    """A last sheet with all faults by kind."""
    sheet = book.create_sheet(AUTHOR)
    sheet.append(["table", "column", "rows", "first at", "what is wrong"])
    for said in inspection.refusals:
        sheet.append(["", "", None, "", said])
    for row in inspection.kinds().rows():
        sheet.append(list(row))
    sheet.column_dimensions["E"].width = 120


def _marked_csv(sources: Mapping[str, Source], faults: pl.DataFrame) -> bytes:
    said = dict(faults.group_by("line", maintain_order=True).agg(pl.col("reason").str.join(" ")).iter_rows())
    headings, rows = _rows(*next(iter(sources.items())))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([*headings, MARKS])
    for line, fields in rows:
        writer.writerow([*fields, *([""] * (len(headings) - len(fields))), said.get(line, "")])
    return text.getvalue().encode("utf-8-sig")


def _rows(name: str, source: Source) -> tuple[Sequence[str], Iterable[tuple[int, Sequence[str | None]]]]:
    """The headings of a CSV or Parquet file, and its rows with their lines."""
    if source.path.suffix.lower() == ".csv":
        return csv_file.headings_of(source.path), csv_file.numbered(source.path)
    whole = source.read(next(table for table in TABLES if table.name == name)).whole
    return whole.columns[1:], ((line, fields) for line, *fields in whole.iter_rows())
