"""Accessible tables as an Excel workbook."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from textwrap import wrap

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sfo_data.publishing.spreadsheets.packing import repacked
from sfo_data.publishing.spreadsheets.rules import (
    CELL_STYLES,
    LANGUAGE,
    SHORTHAND,
    Column,
    Page,
    Sheet,
    one_line,
    pages,
)

PIXELS_PER_CM = 96 / 2.54
# Arial of 12 points: a letter takes 2.2 mm at most on average, a line 15.5 points; Excel's rows end at 409 points.
LETTERS_PER_CM, POINTS_A_LINE, TITLE_LINES, MOST_LINES = 4.5, 15.5, 1.4, 26
FONT = "Arial"
A4 = 9
ALIGN = {"start": "left", "end": "right"}
# The library has no cell styles but Normal; "Heading 1" (Excel's built-in style 16) is how a title is marked as one.
NO_STYLES = b'<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
NO_NAMES = b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
HEADING_STYLE = (
    NO_STYLES.replace(b'count="1"', b'count="2"').replace(
        b"</cellStyleXfs>", b'<xf numFmtId="0" fontId="1" fillId="0" borderId="0"/></cellStyleXfs>'
    )
)  # fmt: skip
HEADING_NAME = (
    NO_NAMES.replace(b'count="1"', b'count="2"').replace(
        b"</cellStyles>", b'<cellStyle name="Heading 1" xfId="1" builtinId="16"/></cellStyles>'
    )
)  # fmt: skip
AFTER_CREATOR = b"</dc:creator>"
SAYS_LANGUAGE = AFTER_CREATOR + f"<dc:language>{LANGUAGE}</dc:language>".encode()


def write_xlsx(
    title: str,
    about: Sequence[str],
    sheets: Sequence[Sheet],
    author: str,
    dated: date,
    notes: Mapping[str, str] = SHORTHAND,
) -> bytes:
    """What `write_ods` gives, as an Excel workbook. Numbers keep 16 significant digits. Raises NotPublishable."""
    written = pages(title, about, sheets, notes)
    saved = BytesIO()
    # No text is read as anything else: every cell is written by its own kind.
    workbook = Workbook(saved, {"in_memory": True})
    workbook.set_properties({"title": one_line(title), "author": author, "created": datetime.combine(dated, time())})
    formats = _formats(workbook)
    for page in written:
        _write(workbook.add_worksheet(page.name), page, formats)
    workbook.close()
    return repacked(
        saved.getvalue(),
        {
            "docProps/core.xml": lambda content: content.replace(AFTER_CREATOR, SAYS_LANGUAGE),
            "xl/styles.xml": lambda content: content.replace(NO_STYLES, HEADING_STYLE).replace(NO_NAMES, HEADING_NAME),
        },
    )


def _formats(workbook: Workbook) -> dict[str, Format]:
    """The cell styles; the title first, so that its font is number 1."""
    formats = {}
    for name, (size, is_bold, align, is_wrapped) in {**CELL_STYLES, "link": CELL_STYLES["words"]}.items():
        formats[name] = workbook.add_format(
            {
                "font_name": FONT,
                "font_size": size,
                "bold": is_bold,
                "text_wrap": is_wrapped,
                "align": ALIGN[align],
                "valign": "top",
                "indent": int(align == "end"),
                "underline": int(name == "link"),
            }
        )
    formats["title"].xf_id = 1
    return formats


def _write(worksheet: Worksheet, page: Page, formats: Mapping[str, Format]) -> None:
    worksheet.set_landscape()
    worksheet.set_paper(A4)
    worksheet.fit_to_pages(1, 0)
    for row, lines in _lines(page).items():
        worksheet.set_row(row, lines * POINTS_A_LINE)
    worksheet.write_string(0, 0, page.title, formats["title"])
    for row, sentence in enumerate(page.about, 1):
        worksheet.write_string(row, 0, sentence, formats["sentence"])
    heading_row = page.heading_row - 1
    worksheet.add_table(
        heading_row,
        0,
        page.last_row - 1,
        len(page.columns) - 1,
        {
            "name": f"{page.name}_data",
            "autofilter": False,
            "style": None,
            "columns": [
                {"header": column.heading, "header_format": formats[column.heading_style]} for column in page.columns
            ],
        },
    )
    for place, column in enumerate(page.columns):
        worksheet.set_column_pixels(place, place, round(column.width * PIXELS_PER_CM))
        _write_column(worksheet, place, heading_row + 1, column, formats[column.style])


def _lines(page: Page) -> dict[int, float]:
    """How many lines high the rows are that need more than one: LibreOffice does not work it out for a workbook."""
    lines = {0: TITLE_LINES}
    for column in page.columns:
        letters = int(column.width * LETTERS_PER_CM)
        for row, value in enumerate((column.heading, *column.values), page.heading_row - 1):
            if isinstance(value, str) and len(value) > letters:
                lines[row] = min(MOST_LINES, max(lines.get(row, 0), len(wrap(value, letters))))
    return lines


def _write_column(worksheet: Worksheet, place: int, first_row: int, column: Column, style: Format) -> None:
    for row, value in enumerate(column.values, first_row):
        if column.style == "link":
            worksheet.write_url(row, place, f"internal:'{value}'!A1", style, str(value))
        elif isinstance(value, str):
            worksheet.write_string(row, place, value, style)
        else:
            worksheet.write_number(row, place, value, style)
