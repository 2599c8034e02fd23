"""Accessible tables as an OpenDocument spreadsheet."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from xml.sax.saxutils import escape

from odfdo import Document, Style
from odfdo.utils import digit_to_alpha

from sfo_data.publishing.spreadsheets.names import COVER
from sfo_data.publishing.spreadsheets.packing import repacked
from sfo_data.publishing.spreadsheets.rules import (
    CELL_STYLES,
    FIRST_WIDTH,
    LANGUAGE,
    SHORTHAND,
    WIDE,
    WIDTH,
    Page,
    Sheet,
    one_line,
    pages,
)

THUMBNAIL = "Thumbnails/thumbnail.png"  # of the library's empty document
EMPTY_BODY = b"<office:spreadsheet/>"
LIBRARYS_SHEET = b">Feuille1<"  # what the library's empty document opens on
HEADING = "Heading_20_1"
PAGE = b'<style:page-layout-properties style:writing-mode="lr-tb"/>'
ACROSS = (
    b' fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" style:scale-to-X="1"'
    b' style:scale-to-Y="0"'
)


def write_ods(
    title: str,
    about: Sequence[str],
    sheets: Sequence[Sheet],
    author: str,
    dated: date,
    notes: Mapping[str, str] = SHORTHAND,
) -> bytes:
    """The sheets as an OpenDocument spreadsheet behind a cover (`title`, `about`, contents) and `notes`.

    `notes` explain each shorthand by its text in brackets. The same arguments give the same bytes; `dated` is the day
    the document bears. Raises NotPublishable.
    """
    written = pages(title, about, sheets, notes)
    tables, ranges = "".join(map(_table, written)), "".join(map(_range, written))
    body = f"<office:spreadsheet>{tables}<table:database-ranges>{ranges}</table:database-ranges></office:spreadsheet>"
    saved = BytesIO()
    # The body goes in as text, because the library's rows take the square of their number (3,000 rows: 20 s).
    _document(one_line(title), author, dated).save(saved)
    return repacked(
        saved.getvalue(),
        {
            "content.xml": lambda content: content.replace(EMPTY_BODY, body.encode()),
            "styles.xml": _printed,
            "settings.xml": lambda content: content.replace(LIBRARYS_SHEET, f">{COVER}<".encode()),
        },
    )


def _printed(styles: bytes) -> bytes:
    """The library's page styles without their headers and footers, on A4 across, as wide as the table."""
    bare = re.sub(rb"<style:(header|footer)>.*?</style:\1>", rb'<style:\1 style:display="false"/>', styles)
    return bare.replace(PAGE, PAGE.replace(b"/>", ACROSS + b"/>"), 1)


def _table(page: Page) -> str:
    above = "".join(_row([sentence], ["sentence"]) for sentence in page.about)
    headings = _row([column.heading for column in page.columns], [column.heading_style for column in page.columns])
    styles = [column.style for column in page.columns]
    rows = zip(*(column.values for column in page.columns), strict=True)
    widths = "".join(f'<table:table-column table:style-name="width{column.width}"/>' for column in page.columns)
    return (
        f'<table:table table:name="{page.name}">{widths}'
        + _row([page.title], ["title"])
        + f"{above}<table:table-header-rows>{headings}</table:table-header-rows>"
        + "".join(_row(values, styles) for values in rows)
        + "</table:table>"
    )


def _row(values: Sequence[str | int | float], styles: Sequence[str]) -> str:
    cells = "".join(_cell(value, style) for value, style in zip(values, styles, strict=True))
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value: str | int | float, style: str) -> str:
    """A number as a number, a name in the contents as a link to that sheet, all else as text: never a formula."""
    text = escape(str(value))
    kind = "string" if isinstance(value, str) else f'float" office:value="{text}'
    if style == "link":
        style, text = "words", f'<text:a xlink:type="simple" xlink:href="#{text}">{text}</text:a>'
    return (
        f'<table:table-cell office:value-type="{kind}" table:style-name="{style}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def _range(page: Page) -> str:
    """Marks the table as one, headings included, for whoever listens to it or reads it by program."""
    end = f"{digit_to_alpha(len(page.columns) - 1)}{page.last_row}"
    return (
        f'<table:database-range table:name="{page.name}_data" table:contains-header="true" '
        f'table:target-range-address="{page.name}.A{page.heading_row}:{page.name}.{end}"/>'
    )


def _document(title: str, author: str, dated: date) -> Document:
    document = Document("spreadsheet")
    document.body.clear()
    document.language = LANGUAGE
    document.del_part(THUMBNAIL)
    document.manifest.del_full_path(THUMBNAIL)
    meta = document.meta
    meta.title, meta.creator, meta.initial_creator = title, author, author
    meta.creation_date = meta.date = datetime.combine(dated, time())
    # The library's own Heading 1 is turned by 90 degrees.
    document.insert_style(Style("table-cell", HEADING, display_name="Heading 1", parent_style="Default"))
    for name, (size, is_bold, align, is_wrapped) in CELL_STYLES.items():
        style = Style("table-cell", name, parent_style=HEADING if name == "title" else "Default")
        wraps = {"fo:wrap-option": "wrap" if is_wrapped else "no-wrap"}
        style.set_properties({"style:vertical-align": "top", "fo:padding": "0.1cm", **wraps}, area="table-cell")
        style.set_properties({"fo:text-align": align}, area="paragraph")
        weight = "bold" if is_bold else "normal"
        style.set_properties({"fo:font-size": f"{size}pt", "fo:font-weight": weight}, area="text")
        document.insert_style(style, automatic=True)
    for width in (FIRST_WIDTH, WIDTH, WIDE):
        document.insert_style(Style("table-column", f"width{width}", width=f"{width}cm"), automatic=True)
    return document
