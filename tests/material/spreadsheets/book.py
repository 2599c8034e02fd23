"""What a reading program finds in a spreadsheet."""

import zipfile
from dataclasses import dataclass
from io import BytesIO

Value = str | int | float


@dataclass(frozen=True)
class Book:
    """What a reading program finds. `cells`: sheet, rows, values of the filled cells, numbers as numbers.

    `tables`: the marked tables, by name: sheet, first and last cell, rows of headings. `links`: cover cell and sheet.
    `cut_off`: text in a table whose cell does not wrap. `oddities`: what no accessible spreadsheet has.
    """

    cells: dict[str, list[list[Value]]]
    tables: dict[str, tuple[str, str, int]]
    links: list[tuple[str, str]]
    headings: dict[str, str]
    widths: dict[str, list[float]]
    cut_off: list[str]
    oddities: list[str]
    properties: dict[str, str]
    opens_on: str


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
