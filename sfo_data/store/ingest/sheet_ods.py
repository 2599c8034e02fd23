"""What does the file of an ODS workbook say of its sheets besides values: formulas never worked out, merged cells?"""

import zipfile
from pathlib import Path
from xml.parsers import expat

from sfo_data.store.ingest.sheet_seen import SheetSeen, letters

# The names of OpenDocument 1.3, part 3, chapters 9 and 19.
TABLE, OFFICE = (f"urn:oasis:names:tc:opendocument:xmlns:{each}:1.0 " for each in ("table", "office"))
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


class _Reading:
    """Takes the elements of a content.xml in their order; `sheets` is what they said."""

    def __init__(self) -> None:
        self.sheets: dict[str, SheetSeen] = {}
        # Of a table in a cell, or in a chart, nothing is a row of the sheet.
        self.depth = 0

    def begin(self, name: str, said: dict[str, str]) -> None:
        if name == f"{TABLE}table":
            self.depth += 1
            if self.depth == 1:
                self._sheet(said.get(f"{TABLE}name", ""))
        elif self.depth == 1 and name == f"{TABLE}table-row":
            self.row, self.column = self.next_row, 0
            self.next_row += int(said.get(f"{TABLE}number-rows-repeated", 1))
        elif self.depth == 1 and name in CELLS:
            self._cell(said)

    def end(self, name: str) -> None:
        if name == f"{TABLE}table":
            self.depth -= 1
            if self.depth == 0:
                self.sheets[self.name] = SheetSeen(tuple(self.unsaved), tuple(self.merged), self.rows, self.columns)

    def _sheet(self, name: str) -> None:
        self.name = name
        self.unsaved: list[str] = []
        self.merged: list[tuple[str, int]] = []
        self.next_row = self.rows = self.columns = 0

    def _cell(self, said: dict[str, str]) -> None:
        at, self.column = self.column, self.column + int(said.get(f"{TABLE}number-columns-repeated", 1))
        wide, high = (int(said.get(f"{TABLE}number-{what}-spanned", 1)) for what in ("columns", "rows"))
        first, last = f"{letters(at)}{self.row + 1}", self.row + high
        if wide > 1 or high > 1:
            self.merged.append((f"{first}:{letters(at + wide - 1)}{last}", last))
        has_formula, has_value = f"{TABLE}formula" in said, f"{OFFICE}value-type" in said
        if has_formula and not has_value:
            self.unsaved.append(first)
        if has_formula or has_value:
            self.rows, self.columns = self.row + 1, max(self.columns, at + 1)


def read(path: Path) -> dict[str, SheetSeen]:
    """What content.xml says of each sheet, by its name, read in bounded memory.

    Raises KeyError, ExpatError, ValueError or BadZipFile where it is damaged.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler = reading.begin, reading.end
    with zipfile.ZipFile(path) as parts, parts.open("content.xml") as file:
        parser.ParseFile(file)
    return reading.sheets
