"""How does a table stand on a slide? Native, with a header row, its rows as high as their text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Inches

from sfo_data.publishing.packs.slides.text import SMALLEST, Align, Box, Paragraph, describe, digits, emu, room, write
from sfo_data.publishing.packs.text_width import Run
from sfo_data.wording.palette import MUTED, RULE, TEXT

# PowerPoint's "No style, no grid", known to it by this name only.
NO_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
SIDE_MARGIN, TOP_MARGIN = 0.08, 0.04


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its width in inches, and on which side its text stands."""

    heading: str
    width: float
    align: Align = "l"


# One list of paragraphs for each column.
Row = Sequence[Sequence[Paragraph]]


def header(columns: Sequence[Column]) -> Row:
    """The header row."""
    return [[Paragraph((Run(each.heading, SMALLEST, MUTED, True),))] for each in columns]


def high(row: Row, columns: Sequence[Column]) -> float:
    """Inches of one row."""
    texts = (room(cell, each.width - 2 * SIDE_MARGIN) for cell, each in zip(row, columns, strict=True))
    return max(texts) + 2 * TOP_MARGIN


def pages(rows: Sequence[Row], columns: Sequence[Column], most: float) -> list[list[Row]]:
    """The rows in tables of at most so many inches, header rows counted; a row that is higher has one of its own."""
    found: list[list[Row]] = [[]]
    start = used = high(header(columns), columns)
    for row in rows:
        more = high(row, columns)
        if found[-1] and used + more > most:
            found.append([])
            used = start
        found[-1].append(row)
        used += more
    return found


def put_table(slide: Any, name: str, alt: str, box: Box, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """A table from the top left corner of the box."""
    every = [header(columns), *rows]
    frame = slide.shapes.add_table(len(every), len(columns), *emu(box))
    frame.name = name
    describe(frame, alt)
    table = frame.table
    table.first_row, table.horz_banding = True, False
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = NO_STYLE
    for number, column in enumerate(columns):
        table.columns[number].width = Inches(column.width)
    for number, row in enumerate(every):
        table.rows[number].height = Inches(high(row, columns))
        for place, (paragraphs, column) in enumerate(zip(row, columns, strict=True)):
            _fill(table.cell(number, place), paragraphs, column.align, TEXT if number == 0 else RULE)
    frame.height = sum(each.height for each in table.rows)


def _fill(cell: Any, paragraphs: Sequence[Paragraph], align: Align, line: str) -> None:
    cell.margin_left = cell.margin_right = Inches(SIDE_MARGIN)
    cell.margin_top = cell.margin_bottom = Inches(TOP_MARGIN)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    write(cell.text_frame, paragraphs, align)
    below = f'<a:lnB {nsdecls("a")} w="9525"><a:solidFill><a:srgbClr val="{digits(line)}"/></a:solidFill></a:lnB>'
    cell._tc.get_or_add_tcPr().insert(0, parse_xml(below))
