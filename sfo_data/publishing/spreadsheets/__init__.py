"""How are tables published as a spreadsheet that everybody can read, with or without sight?

Rules of the Government Analysis Function, "Releasing statistics in spreadsheets" (2021) and its checklist: a cover with
the contents, a notes sheet, one table to a sheet under its title in A1, marked as a table, nothing merged, frozen,
filtered or hidden, no blank row, column or cell, shorthand in square brackets.
"""

from sfo_data.publishing.spreadsheets.marks import values_and_marks
from sfo_data.publishing.spreadsheets.names import sheet_names
from sfo_data.publishing.spreadsheets.ods import write_ods
from sfo_data.publishing.spreadsheets.rules import (
    MISSING,
    MOST_ROWS,
    SHORTHAND,
    NotPublishable,
    Sheet,
    check,
    unexplained,
)
from sfo_data.publishing.spreadsheets.xlsx import write_xlsx

__all__ = [
    "MISSING",
    "MOST_ROWS",
    "SHORTHAND",
    "NotPublishable",
    "Sheet",
    "check",
    "sheet_names",
    "unexplained",
    "values_and_marks",
    "write_ods",
    "write_xlsx",
]
