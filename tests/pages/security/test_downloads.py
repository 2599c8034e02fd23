"""Nothing that a delivery says is active in a file that a page gives."""

import csv
import io
import zipfile
from collections.abc import Iterator

import openpyxl
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from streamlit.testing.v1 import AppTest

from sfo_data.publishing import exports
from tests.material.active_content import active, names_in, starts_a_formula

# Pages that say or ask for something, and have no table to give.
WITHOUT_TABLES = {
    "pages/briefing/check_a_screenshot.py",
    "pages/reference/accessibility.py",
    "pages/reference/check_a_delivery.py",
}


def tables(app: AppTest) -> list[exports.Export]:
    assert not app.exception and not app.error
    return list(app.session_state["offered_tables"].values())


def csv_cells(content: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            rows = list(csv.reader(io.StringIO(package.read(name).decode("utf-8-sig"), newline="")))
            assert len({len(row) for row in rows}) == 1
            for row in rows:
                yield from row


def test_what_is_active_would_be_found():
    """The same questions, put to files that are."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    run = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(run)
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://zq7.example"))
    writer.write(held := io.BytesIO())
    assert {"/JavaScript", "/JS", "/URI", "/OpenAction"} <= names_in(held.getvalue())
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A2"] = "=1+1", "linked"
    book.active["A2"].hyperlink = "https://zq7.example"
    book.save(held := io.BytesIO())
    found = "".join(active(held.getvalue()))
    assert "}f" in found and "Target=https://zq7.example" in found and "TargetMode=External" in found
    assert starts_a_formula("\t=1") and not starts_a_formula("-2.5")
