"""What are the rows of a sheet of a workbook (XLSX or ODS), as the text a CSV file would hold?"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError

import fastexcel
import polars as pl

from sfo_data.store.ingest import headings, sheet_ods, sheet_xml
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.sheet_seen import SheetSeen, letters
from sfo_data.store.schema import Table
from sfo_data.store.validation.mending import BLANKS
from sfo_data.store.validation.rows import Rows, broken_schema
from sfo_data.store.validation.values import FORMULA_ERRORS

SUFFIXES = (".xlsx", ".ods")
# A title, descriptions and an example may stand above the headings.
FURTHEST_HEADING = 30
MIDNIGHT = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00:00(\.0+)?$"
# A full sheet of a million rows and 25 columns unpacks to about this.
MOST_UNPACKED = 1_000_000_000  # bytes
# Cells far below or right of the others: the reader would lay out every cell in between.
MOST_CELLS = 60_000_000
# Faults of one kind named in a sentence.
NAMED = 5
DAMAGED = (KeyError, StopIteration, ValueError, ElementTree.ParseError, ExpatError, zipfile.BadZipFile, OSError)
ERRORS = {shown.strip("#!?").replace("/", ""): shown for shown in FORMULA_ERRORS}


@dataclass(frozen=True)
class Workbook:
    """A workbook that was opened; `path` is where it lies."""

    path: Path

    @cached_property
    def _reader(self) -> fastexcel.ExcelReader:
        _check_size(self.path)
        # The reader of an ODS lays out every sheet as soon as it opens it.
        for name in self._of_ods:
            self._check_reach(name, self._of_ods[name])
        try:
            return fastexcel.read_excel(self.path)
        except (fastexcel.FastExcelError, OSError) as error:
            raise _damaged(self.path) from error

    @cached_property
    def sheets(self) -> tuple[str, ...]:
        """The names of its sheets, in their order. Raises Refused."""
        return tuple(self._reader.sheet_names)

    @cached_property
    def _of_ods(self) -> dict[str, SheetSeen]:
        """What an ODS says of its sheets, which lie in one part; none of an XLSX. Raises Refused."""
        if self.path.suffix.lower() != ".ods":
            return {}
        try:
            return sheet_ods.read(self.path)
        except DAMAGED as error:
            raise _damaged(self.path) from error

    @cached_property
    def _of_xlsx(self) -> dict[str, SheetSeen]:
        """What was asked for so far of the sheets of an XLSX."""
        return {}

    def _seen(self, name: str) -> SheetSeen | None:
        """What the file says of a sheet; None where it has none of the name.

        Raises Refused where its cells lie too far apart.
        """
        if name not in self.sheets or name in self._of_ods:
            return self._of_ods.get(name)
        if name not in self._of_xlsx:
            try:
                self._of_xlsx[name] = sheet_xml.read(self.path, name)
            except DAMAGED as error:
                raise _damaged(self.path) from error
        self._check_reach(name, self._of_xlsx[name])
        return self._of_xlsx[name]

    def _check_reach(self, name: str, seen: SheetSeen) -> None:
        if seen.rows * seen.columns > MOST_CELLS:
            raise Refused(
                f"{self.path.name}, sheet {name}: a cell lies in row {seen.rows:,}, and one in column "
                f"{letters(seen.columns - 1)}. Delete what stands far below or right of the table."
            )

    def is_hidden(self, name: str) -> bool:
        """Whether somebody has put the sheet away. Raises Refused."""
        self._seen(name)
        try:
            return self._reader.load_sheet(name, header_row=None, n_rows=0).visible != "visible"
        except fastexcel.FastExcelError as error:
            raise _damaged(self.path) from error

    def sheet(self, name: str) -> "Sheet":
        """The cells of a sheet. Raises Refused where it is damaged, or hidden: somebody has put it away."""
        seen = self._seen(name)
        try:
            loaded = self._reader.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            batch, errors = loaded.to_arrow_with_errors()
        except fastexcel.FastExcelError as error:
            raise _damaged(self.path) from error
        if loaded.visible != "visible":
            raise Refused(f"{self.path.name}: the sheet {name} is hidden. Show it, or delete it if it is not meant.")
        places = [column.absolute_index for column in loaded.available_columns()]
        cells = pl.DataFrame(pl.from_arrow(batch)) if batch.num_columns else pl.DataFrame()
        cells = cells.rename(dict(zip(cells.columns, map(str, range(cells.width)), strict=True)))
        for fault in errors.errors if errors else ():
            kind = fault.detail.partition("Error(")[2].rstrip("')").upper()
            cells[fault.offset_position] = ERRORS.get(kind, "#VALUE!")
        cells = cells.select(pl.all().replace("", None).str.replace(MIDNIGHT, "$1"))
        return Sheet(f"{self.path.name}, sheet {name}", cells, tuple(map(letters, places)), seen)


@dataclass(frozen=True)
class Sheet:
    """The cells of a sheet as text, from its first row on; `letters` are those over the columns.

    `seen` is what the file says of it besides.
    """

    name: str
    cells: pl.DataFrame
    letters: tuple[str, ...]
    seen: SheetSeen | None = None

    def below(self, heading_row: int) -> pl.DataFrame:
        """The rows under the headings that are not blank, each with its number in `line`.

        Raises Refused where cells among them are merged, or hold a formula without a value: both would read as empty.
        """
        self._check_values(heading_row + 1)
        below = self.cells.with_row_index("line", 1).with_columns(pl.col("line").cast(pl.Int64)).slice(heading_row + 1)
        return below.filter(~pl.all_horizontal(pl.exclude("line").str.strip_chars(BLANKS).fill_null("") == ""))

    def _check_values(self, heading_line: int) -> None:
        if self.seen is None:
            return
        found = []
        if ranges := [place for place, last in self.seen.merged if last > heading_line]:
            found.append(
                f"{self.name}: {_named(ranges, 'cells')} are merged, so only the first of them has the value. "
                "Unmerge them and fill in each."
            )
        if cells := self.seen.unsaved:
            found.append(
                f"{self.name}: {_named(cells, 'cell')}: a formula without a saved value. Open the workbook in a "
                "spreadsheet, let it calculate, and save it; or write the values."
            )
        if found:
            raise Refused(*found)

    def heading_row(self, wanted: frozenset[str]) -> int:
        """The place of the row with the most `wanted` headings; without any, of the fullest of the first rows."""
        rows = self.cells.head(FURTHEST_HEADING).rows()
        known = [sum(headings.word(cell) in wanted for cell in row if cell) for row in rows]
        if any(known):
            return known.index(max(known))
        filled = [sum(cell is not None for cell in row) for row in rows]
        return filled.index(max(filled)) if filled else 0


def read(workbook: Workbook, sheet_name: str, table: Table) -> Rows:
    """The rows of the sheet as text, by the numbers left of them. Raises Refused.

    What stands above the headings, blank rows, and columns with neither heading nor value are left out.
    """
    sheet = workbook.sheet(sheet_name)
    if sheet.cells.is_empty():
        raise Refused(f"{sheet.name} is empty. Write the headings in it, even where there are no rows.")
    at = sheet.heading_row(frozenset(table.column_names))
    below = sheet.below(at)
    titles = [title or "" for title in sheet.cells.row(at)]
    kept = [place for place, title in enumerate(titles) if title or below[str(place)].null_count() < below.height]
    cells = [f"{sheet.letters[place]}{at + 1}" for place in kept]
    settled = headings.settle(sheet.name, [titles[place] for place in kept], table, cells)
    named = below.select(pl.col(str(place)).alias(name) for place, name in zip(kept, settled.names, strict=True))
    whole = headings.whole(named, table, sheet.name).select(below["line"], pl.all())
    over = {name: sheet.letters[place] for place, name in zip(kept, settled.names, strict=True)}
    return Rows(whole, pl.DataFrame(schema=broken_schema(table)), settled.mended, over)


def _named(places: Sequence[str], what: str) -> str:
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return f"{what} {', '.join(places[:NAMED])}{more}"


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _damaged(path) from error
    if size > MOST_UNPACKED:
        raise Refused(f"{path.name} would unpack to {size / 1e9:,.1f} GB; the most is {MOST_UNPACKED / 1e9:.0f} GB.")


def _damaged(path: Path) -> Refused:
    return Refused(
        f"{path.name} is not a whole workbook: it was cut short or damaged, has a password, or is of another kind. "
        "Open it, save it as XLSX or ODS, and deliver it again."
    )
