"""What goes into which cell of an accessible spreadsheet, whatever its format, and what is refused?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Literal

import polars as pl

from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.spreadsheets.names import COVER, NOTES, is_name

MISSING = "[x]"
SHORTHAND = {
    "[c]": "Confidential: withheld so that nobody can be identified.",
    "[x]": "Not available.",
    "[z]": "Not applicable.",
}
LANGUAGE = "en-GB"
BRACKETS = re.compile(r"\[[a-z]+ ?\d*\]")
# A worksheet holds 1,048,576 rows; 50,000 of 20 columns take 7 s and 0.6 GB to write as XLSX, 2 s as ODS.
MOST_ROWS = 50_000
MOST_LETTERS = 32_767  # in one cell of Excel, which cuts the rest off
# White space, and what XML has no place for: ODF reads a run of white space as one space, so both formats have one.
GAPS = re.compile("[\x00-\x20\x7f\ufffe\uffff]+")
# Centimetres: of the first column, of the others, and of those with text of more than `LONG` letters.
FIRST_WIDTH, WIDTH, WIDE, LONG = 8, 5, 12, 40
# Size, whether bold, alignment and whether long text takes several lines; no colour.
CELL_STYLES = {
    "title": (16, True, "start", False),
    "sentence": (12, False, "start", False),
    "heading": (12, True, "start", True),
    "number_heading": (12, True, "end", True),
    "words": (12, False, "start", True),
    "number": (12, False, "end", True),
}

CellStyle = Literal["link", "words", "number"]


class NotPublishable(ValueError):
    """A table that breaks a rule of accessible spreadsheets; the message says which."""


@dataclass(frozen=True)
class Sheet:
    """One table: `name` on the tab, `title` in A1, sentences `about` it below, then the table.

    `shorthand` has some of the table's columns: what stands in place of a value ("[c]"), or null where the value does.
    Missing values and empty text are written as [x], dates in words.
    """

    name: str
    title: str
    about: Sequence[str]
    table: pl.DataFrame
    shorthand: pl.DataFrame | None = None


@dataclass(frozen=True)
class Column:
    """A column as it is written: numbers as numbers, all else as text, no cell empty; its width in centimetres."""

    heading: str
    values: Sequence[str | int | float]
    style: CellStyle
    width: int

    @property
    def heading_style(self) -> str:
        """Headings stand over their numbers, to the right."""
        return "number_heading" if self.style == "number" else "heading"


@dataclass(frozen=True)
class Page:
    """A worksheet as it is written: `above` the table title and sentences, then headings and rows."""

    name: str
    title: str
    about: Sequence[str]
    columns: Sequence[Column]

    @property
    def heading_row(self) -> int:
        """The row of the headings, the first being 1."""
        return len(self.about) + 2

    @property
    def last_row(self) -> int:
        """The last row of the table."""
        return self.heading_row + len(self.columns[0].values)


def pages(title: str, about: Sequence[str], sheets: Sequence[Sheet], notes: Mapping[str, str]) -> list[Page]:
    """Cover with contents, notes, and the sheets in their order. Raises NotPublishable."""
    _check_names([sheet.name for sheet in sheets])
    if odd := [mark for mark in notes if not BRACKETS.fullmatch(mark)]:
        raise NotPublishable(f"The shorthand “{odd[0]}” is not a word in square brackets.")
    names, titles = [NOTES, *(sheet.name for sheet in sheets)], [NOTES, *(sheet.title for sheet in sheets)]
    contents = Sheet(COVER, title, about, pl.DataFrame({"Worksheet": names, "Title": titles}))
    meanings = pl.DataFrame({"Shorthand": list(notes), "Meaning": list(notes.values())})
    explained = Sheet(NOTES, NOTES, ["This worksheet contains one table: the shorthand used in the others."], meanings)
    for sheet in (explained, *sheets):
        check(sheet)
        if unknown := unexplained(sheet, notes):
            raise NotPublishable(f"“{sheet.name}” uses {', '.join(unknown)}, which the notes do not explain.")
    return [_page(sheet) for sheet in (contents, explained, *sheets)]


def check(sheet: Sheet) -> None:
    """Raises NotPublishable where a table has no rows or too many, a heading none or its like, a cell too much text."""
    headings = [one_line(name) for name in sheet.table.columns]
    if sheet.table.is_empty() or not all(headings):
        raise NotPublishable(f"The table of “{sheet.name}” is empty, or has a column without a heading.")
    if len({heading.lower() for heading in headings}) < len(headings):
        raise NotPublishable(f"The table of “{sheet.name}” has two columns of one heading.")
    if sheet.table.height > MOST_ROWS:
        raise NotPublishable(
            f"The table of “{sheet.name}” has {sheet.table.height:,} rows; a worksheet takes {MOST_ROWS:,}."
        )
    longest = sheet.table.select(pl.max_horizontal(pl.col(pl.String).str.len_chars().max(), 0)).item()
    if longest > MOST_LETTERS:
        raise NotPublishable(
            f"A cell of the table of “{sheet.name}” has {longest:,} letters; a cell takes {MOST_LETTERS:,}."
        )


def unexplained(sheet: Sheet, notes: Mapping[str, str]) -> list[str]:
    """The words in square brackets in the sheet's cells that are not among the notes."""
    texts = [
        text for frame in (sheet.table, sheet.shorthand) if frame is not None
        for name in frame.columns if frame[name].dtype == pl.String for text in frame[name].drop_nulls()
    ]  # fmt: skip
    return sorted({mark for text in texts for mark in BRACKETS.findall(text)} - set(notes))


def one_line(text: str) -> str:
    """The text as a cell has it: runs of white space and unprintable characters as one space, none at the ends."""
    return GAPS.sub(" ", text).strip()


def _check_names(names: Sequence[str]) -> None:
    taken = [name.lower() for name in names]
    for name in names:
        if not is_name(name) or taken.count(name.lower()) > 1:
            raise NotPublishable(f"“{name}” does not serve as the name of one worksheet: letters, digits and _ only.")


def _page(sheet: Sheet) -> Page:
    columns = [_column(sheet, name, place) for place, name in enumerate(sheet.table.columns)]
    return Page(sheet.name, one_line(sheet.title), [one_line(each) for each in sheet.about], columns)


def _column(sheet: Sheet, name: str, place: int) -> Column:
    series = sheet.table[name]
    marks = [None] * series.len()
    if sheet.shorthand is not None and name in sheet.shorthand.columns:
        marks = sheet.shorthand[name].to_list()
    values = [mark or _value(value) for mark, value in zip(marks, series.to_list(), strict=True)]
    is_link = sheet.name == COVER and place == 0
    longest = max(len(value) for value in (name, *values) if isinstance(value, str))
    width = WIDE if longest > LONG else WIDTH if place else FIRST_WIDTH
    style: CellStyle = "link" if is_link else "number" if series.dtype.is_numeric() else "words"
    return Column(one_line(name), values, style, width)


def _value(value: object) -> str | int | float:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int | float):
        return value if isfinite(value) else MISSING
    if isinstance(value, date):
        return day_in_words(value)
    return MISSING if value is None else one_line(str(value)) or MISSING
