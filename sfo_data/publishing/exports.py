"""How does a table leave the product as a file: CSV, XLSX, ODS or Parquet, with its filters, day and marking?"""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.publishing import safe_csv
from sfo_data.publishing.spreadsheets import (
    SHORTHAND,
    NotPublishable,
    Sheet,
    check,
    sheet_names,
    unexplained,
    values_and_marks,
    write_ods,
    write_xlsx,
)

AUTHOR = "HM Prison and Probation Service"
OTHERWISE = " A table that shows something else says so above it."
STANDS_SO = "Stands so in the text."
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
# A sentence ends where a capital follows; one cut too often is still one cell after the other.
SENTENCE_END = re.compile(r"(?<=[.?!]) +(?=[A-Z“])")
WORKBOOKS = {"XLSX": write_xlsx, "ODS": write_ods}
SUFFIXES = {"CSV": "csv", "XLSX": "xlsx", "ODS": "ods", "Parquet": "parquet"}
MIMES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}


@dataclass(frozen=True, eq=False)
class Export:
    """One table to take away, with the headings readers see; `name` names its file or worksheet.

    `caption` is what the page says of it. Published figures and definitions are not of the extract: no `filters`.
    Withheld values stand in the table as "[c]".
    """

    name: str
    title: str
    table: pl.DataFrame
    caption: str = ""
    filters: Filters | None = None


@dataclass(frozen=True)
class Stamp:
    """What a file says of all it holds: the marking, whether the data are synthetic, the day it is dated.

    `filters` are those of the page, where tables stand together, or of the one table; each table has its own.
    """

    marking: str
    is_synthetic: bool
    known_on: date
    filters: Filters | None = None

    def words(self) -> str:
        """ "OFFICIAL-SENSITIVE. SYNTHETIC DATA: …"."""
        return f"{self.marking}. {settings.SYNTHETIC_MARK}" if self.is_synthetic else self.marking

    def as_at(self, filters: Filters) -> str:
        """How a table's caption ends: the mark of synthetic data, and its day of knowledge."""
        synthetic = f"{settings.SYNTHETIC_MARK}. " if self.is_synthetic else ""
        return f"{synthetic}{filters.as_known()}."


def file_name(name: str, suffix: str, is_synthetic: bool, filters: Filters | None) -> str:
    """The name of a file; of the extract it says whether the data are synthetic, and their day."""
    if filters is None:
        return f"{_safe(name)}.{suffix}"
    return f"{'SYNTHETIC-' if is_synthetic else ''}{_safe(name)}-{filters.known_on}.{suffix}"


def _safe(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", name)


def one(export: Export, kind: str, stamp: Stamp) -> bytes:
    """One table as a file of a kind of `SUFFIXES`; the same table gives the same bytes."""
    if kind in WORKBOOKS:
        return _workbook(kind, export.title, [export], replace(stamp, filters=export.filters))
    return _plain(export, kind, stamp)


def together(title: str, exports: Sequence[Export], kind: str, stamp: Stamp) -> bytes:
    """Several tables as one file: a workbook, or a zip of CSV or Parquet files with a table of contents.

    Tables that a file cannot hold, such as empty ones, are named on its cover or in its contents.
    """
    if kind in WORKBOOKS:
        return _workbook(kind, title, exports, stamp)
    files = [(f"{_safe(export.name)}.{SUFFIXES[kind]}", export) for export in exports]
    contents = pl.DataFrame(
        {
            "File": [None if export.table.is_empty() else name for name, export in files],
            "Title": [export.title for export in exports],
            "About": [_empty(export) if export.table.is_empty() else export.caption for export in exports],
            "Rows": [export.table.height for export in exports],
        },
        schema_overrides={"File": pl.String},
    )
    parts = {"contents.csv": safe_csv.write_csv(_with_stamp(contents, stamp.filters, stamp))}
    return _zipped(parts | {name: _plain(each, kind, stamp) for name, each in files if not each.table.is_empty()})


def _workbook(kind: str, title: str, exports: Sequence[Export], stamp: Stamp) -> bytes:
    sheets, left_out = [], []
    for name, export in zip(sheet_names([each.name for each in exports]), exports, strict=True):
        sheet = _sheet(name, export, stamp)
        try:
            check(sheet)
            sheets.append(sheet)
        except NotPublishable as reason:
            left_out.append(_empty(export) if export.table.is_empty() else f"Left out: “{export.title}”. {reason}")
    about = [*_origin(exports, stamp), "This cover lists the worksheets; each has one table.", *left_out]
    own = {mark: STANDS_SO for sheet in sheets for mark in unexplained(sheet, SHORTHAND)}
    write: Callable[..., bytes] = WORKBOOKS[kind]
    return write(title, about, sheets, AUTHOR, stamp.known_on, {**SHORTHAND, **own})


def _origin(exports: Sequence[Export], stamp: Stamp) -> list[str]:
    """What the cover says of where the numbers come from; nothing where none is of the extract."""
    if not stamp.filters or not any(export.filters for export in exports):
        return []
    said = [
        f"{stamp.words()}.",
        f"Showing: {stamp.filters.sentence()}{OTHERWISE if len(exports) > 1 else ''}",
        f"{stamp.filters.as_known()}.",
    ]
    is_mixed = not all(export.filters for export in exports)
    return [*said, "A table without a day of knowledge above it is not of the case extract."] if is_mixed else said


def _sheet(name: str, export: Export, stamp: Stamp) -> Sheet:
    values, marks = values_and_marks(export.table)
    caption = export.caption
    if export.filters:
        showing = "" if export.filters == stamp.filters else f"Showing: {export.filters.sentence()} "
        caption = f"{caption} {showing}{stamp.as_at(export.filters)}"
    about = ["This worksheet contains one table.", *SENTENCE_END.split(caption.strip())]
    return Sheet(name, export.title, [sentence for sentence in about if sentence], values, marks)


def _empty(export: Export) -> str:
    return f"Left out: “{export.title}”. Nothing to show under these filters."


def _plain(export: Export, kind: str, stamp: Stamp) -> bytes:
    """CSV with marks as they stand; Parquet with numbers, and the marks in columns of their own."""
    if kind == "CSV":
        return safe_csv.write_csv(_with_stamp(export.table, export.filters, stamp))
    values, marks = values_and_marks(export.table)
    frame = values.with_columns(marks.rename({name: f"{name}, shorthand" for name in marks.columns}))
    words = {"title": export.title, "about": export.caption} | ({"marking": stamp.words()} if export.filters else {})
    written = BytesIO()
    _with_stamp(frame, export.filters, stamp).write_parquet(written, metadata=words)
    return written.getvalue()


def _with_stamp(table: pl.DataFrame, filters: Filters | None, stamp: Stamp) -> pl.DataFrame:
    if filters is None:
        return table
    return table.with_columns(
        pl.lit(filters.sentence()).alias("Filters"),
        pl.lit(filters.known_on).alias("Data as known on"),
        pl.lit(stamp.words()).alias("Marking"),
    )


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip without the hour of packing."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name, content in parts.items():
            out.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
