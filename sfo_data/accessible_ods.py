"""How are tables published as a spreadsheet that everybody can read, with or without sight?

Rules of the Government Analysis Function, "Releasing statistics in spreadsheets" (2021): a cover with the contents, a
notes sheet, one table to a sheet under its title in A1, nothing merged, no blank row, column or cell, shorthand in
square brackets.
"""

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from math import isfinite
from xml.sax.saxutils import escape

import polars as pl
from odfdo import Document, Style
from odfdo.utils import digit_to_alpha

from sfo_data.reporting_calendar import day_in_words

MISSING = "[x]"
SHORTHAND = {
    "[c]": "Confidential: withheld so that nobody can be identified.",
    "[x]": "Not available.",
    "[z]": "Not applicable.",
}
COVER, NOTES = "Cover", "Notes"
LANGUAGE = "en-GB"
THUMBNAIL = "Thumbnails/thumbnail.png"  # of the library's empty document
BRACKETS = re.compile(r"\[[a-z]+ ?\d*\]")
WIDTHS = ("8cm", "5cm")  # of the first column and of the others
# Size, weight, alignment and whether long text takes several lines; no colour.
CELL_STYLES = {
    "title": ("16pt", "bold", "start", "no-wrap"),
    "sentence": ("12pt", "normal", "start", "no-wrap"),
    "heading": ("12pt", "bold", "start", "wrap"),
    "words": ("12pt", "normal", "start", "wrap"),
    "number": ("12pt", "normal", "end", "wrap"),
}
# What XML has no place for.
UNPRINTABLE = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]"
EMPTY_BODY = b"<office:spreadsheet/>"
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


class NotPublishable(ValueError):
    """A table that breaks a rule of accessible spreadsheets; the message says which."""


@dataclass(frozen=True)
class Sheet:
    """One table: `name` on the tab, `title` in A1, sentences `about` it below, then the table.

    `shorthand` has some of the table's columns: what stands in place of a value ("[c]"), or null where the value does.
    Missing values and empty text are written as [x].
    """

    name: str
    title: str
    about: Sequence[str]
    table: pl.DataFrame
    shorthand: pl.DataFrame | None = None


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
    _check([sheet.name for sheet in sheets], notes)
    names, titles = [NOTES, *(sheet.name for sheet in sheets)], [NOTES, *(sheet.title for sheet in sheets)]
    meanings = pl.DataFrame({"Shorthand": list(notes), "Meaning": list(notes.values())})
    tables, ranges = "", ""
    for sheet in (
        Sheet(COVER, title, about, pl.DataFrame({"Worksheet": names, "Title": titles})),
        Sheet(NOTES, NOTES, ["This worksheet contains one table: the shorthand used in the others."], meanings),
        *sheets,
    ):
        if sheet.table.is_empty() or not all(name.strip() for name in sheet.table.columns):
            raise NotPublishable(f"The table of “{sheet.name}” is empty, or has a column without a heading.")
        columns = {name: _column(sheet, name) for name in sheet.table.columns}
        _check_shorthand(sheet.name, columns, notes)
        tables += _table(sheet, columns)
        ranges += _range(sheet)
    body = f"{tables}<table:database-ranges>{ranges}</table:database-ranges>"
    return _packed(_document(title, author, dated), body)


def _check(names: Sequence[str], notes: Mapping[str, str]) -> None:
    for name in names:
        if not re.fullmatch(r"[A-Za-z]\w{0,30}", name, re.ASCII) or [COVER, NOTES, *names].count(name) > 1:
            raise NotPublishable(f"“{name}” does not serve as the name of one worksheet: letters, digits and _ only.")
    if odd := [mark for mark in notes if not BRACKETS.fullmatch(mark)]:
        raise NotPublishable(f"The shorthand “{odd[0]}” is not a word in square brackets.")


def _check_shorthand(name: str, columns: Mapping[str, Sequence[object]], notes: Mapping[str, str]) -> None:
    words = " ".join(str(value) for values in columns.values() for value in values)
    if unexplained := sorted(set(BRACKETS.findall(words)) - set(notes)):
        raise NotPublishable(f"“{name}” uses {', '.join(unexplained)}, which the notes do not explain.")


def _column(sheet: Sheet, name: str) -> list[object]:
    """The values of one column, no cell empty: numbers as numbers, all else as text."""
    values = sheet.table[name].to_list()
    marks = [None] * len(values)
    if sheet.shorthand is not None and name in sheet.shorthand.columns:
        marks = sheet.shorthand[name].to_list()
    return [mark or _value(value) for mark, value in zip(marks, values, strict=True)]


def _value(value: object) -> object:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return value if isfinite(value) else MISSING
    if isinstance(value, date):
        return day_in_words(value)
    return MISSING if value is None else str(value).strip() or MISSING


def _table(sheet: Sheet, columns: Mapping[str, Sequence[object]]) -> str:
    styles = ["number" if kind.is_numeric() else "words" for kind in sheet.table.dtypes]
    above = "".join(_row([sentence], ["sentence"]) for sentence in sheet.about)
    headings = _row(list(columns), ["heading"] * len(columns))
    rows = zip(*columns.values(), strict=True)
    if sheet.name == COVER:
        body = "".join(_row([f"#{name}", title], ["link", "words"]) for name, title in rows)
    else:
        body = "".join(_row(values, styles) for values in rows)
    return (
        f'<table:table table:name="{sheet.name}"><table:table-column table:style-name="width0"/>'
        + '<table:table-column table:style-name="width1"/>' * (len(columns) - 1)
        + _row([sheet.title], ["title"])
        + f"{above}<table:table-header-rows>{headings}</table:table-header-rows>{body}</table:table>"
    )


def _row(values: Sequence[object], styles: Sequence[str]) -> str:
    cells = "".join(_cell(value, style) for value, style in zip(values, styles, strict=True))
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(value: object, style: str) -> str:
    """A number as a number, "#name" in the contents as a link to that sheet, all else as text: never a formula."""
    text = escape(re.sub(UNPRINTABLE, " ", str(value)))
    kind = f'float" office:value="{text}' if isinstance(value, int | float) else "string"
    if style == "link":
        style, text = "words", f'<text:a xlink:type="simple" xlink:href="{text}">{text[1:]}</text:a>'
    return (
        f'<table:table-cell office:value-type="{kind}" table:style-name="{style}"><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


def _range(sheet: Sheet) -> str:
    """Marks the table as one, headings included, for whoever listens to it or reads it by program."""
    first = len(sheet.about) + 2
    end = f"{digit_to_alpha(sheet.table.width - 1)}{first + sheet.table.height}"
    return (
        f'<table:database-range table:name="{sheet.name}_data" table:contains-header="true" '
        f'table:target-range-address="{sheet.name}.A{first}:{sheet.name}.{end}"/>'
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
    for name, (size, weight, align, wrap) in CELL_STYLES.items():
        style = Style("table-cell", name)
        style.set_properties({"fo:wrap-option": wrap}, area="table-cell")
        style.set_properties({"fo:text-align": align}, area="paragraph")
        style.set_properties({"fo:font-size": size, "fo:font-weight": weight}, area="text")
        document.insert_style(style, automatic=True)
    for place, width in enumerate(WIDTHS):
        document.insert_style(Style("table-column", f"width{place}", width=width), automatic=True)
    return document


def _packed(document: Document, body: str) -> bytes:
    """The document with `body` in it and one fixed time on each part: the library stamps the hour of writing.

    The body goes in as text, because the library's rows take the square of their number (3,000 rows: 20 s).
    """
    saved, fixed = BytesIO(), BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(fixed, "w") as out:
        for part in parts.infolist():
            content = parts.read(part)
            if part.filename == "content.xml":
                before, after = content.split(EMPTY_BODY)
                content = before + f"<office:spreadsheet>{body}</office:spreadsheet>".encode() + after
            out.writestr(zipfile.ZipInfo(part.filename, ZIP_EPOCH), content, part.compress_type)
    return fixed.getvalue()
