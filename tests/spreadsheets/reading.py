"""Reads a spreadsheet back without the code that wrote it."""

from tests.spreadsheets.book import Book
from tests.spreadsheets.open_documents import read_ods
from tests.spreadsheets.workbooks import read_xlsx


def read(content: bytes, kind: str) -> Book:
    return read_xlsx(content) if kind == "XLSX" else read_ods(content)
