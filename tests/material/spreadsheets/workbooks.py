"""Reads an Excel workbook back by openpyxl, without the code that wrote it."""

from io import BytesIO

import openpyxl
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tests.material.spreadsheets.book import Book, parts

NEVER = ("media", "drawing", "vba", "comments")


def read_xlsx(content: bytes) -> Book:
    book = openpyxl.load_workbook(BytesIO(content))
    sheets = book.worksheets
    tables = [(sheet, table) for sheet in sheets for table in sheet.tables.values()]
    in_tables = [(sheet, cell) for sheet, table in tables for row in sheet[table.ref] for cell in row]
    of_package = [name for name in parts(content) if any(odd in name for odd in NEVER)]
    of_cells = [odd for sheet in sheets for row in sheet.iter_rows() for cell in row for odd in _of_cell(cell)]
    blanks = [f"{sheet.title}: nothing in {cell.coordinate}" for sheet, cell in in_tables if cell.value is None]
    said = book.properties
    return Book(
        {each.title: [[cell.value for cell in row if cell.value is not None] for row in each.rows] for each in sheets},
        {table.name: (sheet.title, table.ref, table.headerRowCount) for sheet, table in tables},
        [(cell.value, cell.hyperlink.location) for row in sheets[0].rows for cell in row if cell.hyperlink],
        {sheet.title: sheet["A1"].style for sheet in sheets},
        {sheet.title: [each.width for _, each in sorted(sheet.column_dimensions.items())] for sheet in sheets},
        [cell.value for _, cell in in_tables if isinstance(cell.value, str) and not cell.alignment.wrap_text],
        [*of_package, *of_cells, *blanks, *(odd for sheet in sheets for odd in _of_sheet(sheet))],
        {
            "title": said.title,
            "author": said.creator,
            "language": said.language,
            "created": said.created.isoformat(),
        },
        f"{book.active.title}!{book.active.sheet_view.selection[0].activeCell}",
    )


def _of_sheet(sheet: Worksheet) -> list[str]:
    sizes = [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()]
    running = [
        sheet.oddHeader,
        sheet.oddFooter,
        sheet.evenHeader,
        sheet.evenFooter,
        sheet.firstHeader,
        sheet.firstFooter,
    ]
    found = {
        "bands of colour": any((each.tableStyleInfo and each.tableStyleInfo.name) for each in sheet.tables.values()),
        "merged cells": bool(sheet.merged_cells.ranges),
        "frozen panes": bool(sheet.freeze_panes),
        "a filter": bool(sheet.auto_filter.ref) or any(table.autoFilter for table in sheet.tables.values()),
        "hidden": sheet.sheet_state != "visible" or any(each.hidden for each in sizes),
        "a header or footer": any(part.text for each in running for part in (each.left, each.center, each.right)),
    }
    return [f"{sheet.title}: {what}" for what, is_there in found.items() if is_there]


def _of_cell(cell: Cell) -> list[str]:
    font = cell.font.color
    is_coloured = cell.fill.patternType or (font and (font.type, font.theme) != ("theme", 1))
    return [f"formula in {cell.coordinate}"] * (cell.data_type == "f") + [f"colour in {cell.coordinate}"] * bool(
        is_coloured
    )
