"""What does the file of an XLSX sheet say that its values do not: formulas never worked out, merged cells, how far?"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from sfo_data.store.ingest.sheet_seen import SheetSeen

# A sheet of a million rows is read in pieces; the text of one cell is at most 32,767 letters.
PIECE = 1 << 24  # bytes
CELL_END = b"</c>"
# No spreadsheet has worked out such a formula yet: a program wrote it.
UNSAVED = re.compile(
    rb'<c [^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)
MERGED = re.compile(rb'<mergeCell [^>]*?\bref="([A-Z]+[0-9]+:[A-Z]+([0-9]+))"')
CELL = re.compile(rb'<c [^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"')
RELATIONSHIP = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(path: Path, sheet: str) -> SheetSeen:
    """What the sheet's XML says, read in bounded memory. Raises KeyError or StopIteration where it is damaged."""
    unsaved: list[str] = []
    merged: list[tuple[str, int]] = []
    rows, letters = 0, {b"A"}
    for piece in _pieces(path, sheet):
        unsaved += [match[1].decode() for match in UNSAVED.finditer(piece)]
        merged += [(match[1].decode(), int(match[2])) for match in MERGED.finditer(piece)]
        for column, row in CELL.findall(piece):
            letters.add(column)
            rows = max(rows, int(row))
    return SheetSeen(tuple(unsaved), tuple(merged), rows, max(map(_number, letters)))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - ord("A") + 1
    return number


def _pieces(path: Path, sheet: str) -> Iterator[bytes]:
    """The sheet's XML in pieces that end with a cell."""
    with zipfile.ZipFile(path) as parts, parts.open(_part_of(parts, sheet)) as file:
        rest = b""
        while read := file.read(PIECE):
            whole, end, rest = (rest + read).rpartition(CELL_END)
            if len(rest) > PIECE:
                whole, end, rest = rest, b"", b""
            yield whole + end
        yield rest


def _part_of(parts: zipfile.ZipFile, sheet: str) -> str:
    """Where in the workbook the sheet of a name lies."""
    book = ElementTree.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314 - expat bounds what entities become
    named = {each.get("name"): each.get(RELATIONSHIP) for each in book.iter() if each.tag.endswith("}sheet")}
    links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(each.get("Target", "") for each in links if each.get("Id") == named[sheet])
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
