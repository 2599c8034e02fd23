"""Reads a spreadsheet back without the code that wrote it."""

from tests.material.spreadsheets.book import Book
from tests.material.spreadsheets.open_documents import read_ods
from tests.material.spreadsheets.workbooks import read_xlsx


def read(content: bytes, kind: str) -> Book:
    return read_xlsx(content) if kind == "XLSX" else read_ods(content)
