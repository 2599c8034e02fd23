"""Every number of a briefing as an accessible spreadsheet: a cover, notes, one table to a sheet."""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import NOTHING, WITHHELD, Briefing
from sfo_data.publishing.briefing.every_number import NumberTable, numbers
from sfo_data.publishing.exports import STANDS_SO
from sfo_data.publishing.spreadsheets import SHORTHAND, Sheet, unexplained, write_ods

AUDIENCES = {
    "internal": "Small numbers are shown: for internal use only.",
    "wider": "Small numbers are withheld and stand as [c].",
}
LONGEST_NAME = 31  # of a worksheet, in Excel's rules
AUTHOR = "The national view of Serious Further Offences"


def workbook(briefing: Briefing, code: str) -> bytes:
    """The briefing's tables as an OpenDocument spreadsheet; the same briefing and code give the same bytes."""
    tables = numbers(briefing)
    sheets = [_sheet(each) for each in tables if not each.table.is_empty()]
    title = f"Serious Further Offences (SFOs), {briefing.place}: week to {day_in_words(briefing.filters.known_on)}"
    about = _about(briefing, code, [each for each in tables if each.table.is_empty()])
    # Names out of a delivery may have words in square brackets of their own.
    own = {mark: STANDS_SO for sheet in sheets for mark in unexplained(sheet, SHORTHAND)}
    return write_ods(title, about, sheets, AUTHOR, briefing.filters.known_on, {**SHORTHAND, **own})


def _sheet(each: NumberTable) -> Sheet:
    name = each.name if len(each.name) <= LONGEST_NAME else each.name.removesuffix("_over_time")[:LONGEST_NAME]
    # A dash stands for nothing on a page; a spreadsheet says [x].
    cells = each.table.with_columns(pl.col(pl.String).replace(NOTHING, None))
    counted = [column.name for column in cells if _is_counted(column)]
    marks = cells.select(pl.when(pl.col(column) == WITHHELD).then(column).alias(column) for column in counted)
    typed = cells.with_columns(pl.col(column).cast(pl.Float64, strict=False) for column in counted)
    whole = [column for column in counted if (typed[column].drop_nulls() % 1 == 0).all()]
    table = typed.with_columns(pl.col(whole).cast(pl.Int64))
    return Sheet(name, each.title, (f"This worksheet contains one table. {each.about}",), table, marks)


def _is_counted(column: pl.Series) -> bool:
    """Whether a column of text holds numbers, but for what is withheld: numbers are written as numbers."""
    if column.dtype != pl.String:
        return False
    told = column.filter(column != WITHHELD).drop_nulls()
    return not told.is_empty() and bool(told.str.contains(r"^-?(0|[1-9]\d*)(\.\d+)?$").all())


def _about(briefing: Briefing, code: str, empty: Sequence[NumberTable]) -> list[str]:
    """The lines of the cover: marking, finding, what is shown and as known when, code, and which tables are empty."""
    synthetic = [f"{settings.SYNTHETIC_MARK}."] if briefing.is_synthetic else []
    return [
        f"{settings.marking()}.",
        *synthetic,
        briefing.title,
        f"Showing: {briefing.filters.sentence()} {briefing.filters.as_known()}.",
        AUDIENCES[briefing.audience],
        briefing_words.in_force(briefing),
        *(f"There is nothing under “{each.title}”." for each in empty),
        f"Code of this view: {code}",
    ]
