"""Deliveries as workbooks, made from the CSV files of a folder with other libraries than the product's reader."""

import csv
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
from odfdo import Cell, Document, Row
from odfdo import Table as OdfTable

from sfo_data.store.schema import TABLES, Column, Table

Value = str | int | bool | date | None


def rows_of(folder: Path, table: Table) -> list[list[Value]]:
    """The rows of a CSV file, each value as a clerk's spreadsheet would hold it."""
    with (folder / f"{table.name}.csv").open(newline="", encoding="utf-8") as file:
        return [[_value(table.column(name), row[name]) for name in table.column_names] for row in csv.DictReader(file)]


def _value(column: Column, text: str) -> Value:
    if not text:
        return None
    with suppress(ValueError):
        if column.kind == "date":
            return date.fromisoformat(text)
        if column.kind == "integer":
            return int(text)
    return text == "true" if text in ("true", "false") else text


def as_xlsx(folder: Path, out: Path) -> Path:
    """The tables of the folder as an XLSX workbook of a sheet each."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in TABLES:
        sheet = book.create_sheet(table.name)
        for row in [table.column_names, *rows_of(folder, table)]:
            sheet.append(list(row))
    book.save(out)
    return out


def as_ods(folder: Path, out: Path) -> Path:
    """The tables of the folder as an ODS workbook of a sheet each."""
    document = Document("spreadsheet")
    document.body.clear()
    for table in TABLES:
        sheet = OdfTable(table.name)
        for values in [table.column_names, *rows_of(folder, table)]:
            row = Row()
            row.extend_cells([Cell(value) for value in values])
            sheet.append_row(row, clone=False)
        document.body.append(sheet)
    document.save(out)
    return out


def filled_template(template: Path, folder: Path, out: Path) -> Path:
    """The template with the folder's rows written under its headings; reference tables are left as they are."""
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        sheet = book[table.name]
        if sheet.protection.sheet:
            continue
        for row, values in enumerate(rows_of(folder, table), 6):
            for place, value in enumerate(values, 1):
                sheet.cell(row, place).value = value
    book.save(out)
    return out
