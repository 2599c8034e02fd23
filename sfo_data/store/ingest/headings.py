"""Are the columns of a file those of the contract?"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import Table
from sfo_data.store.validation.mending import BLANKS

WRONG_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "upright bars"}
SHOWN = 60  # characters of an unknown heading
# What pandas writes over the numbers of its rows, as the first column.
INDEX_HEADINGS = ("", "unnamed: 0")
INDEX = "(index)"
# The column that `sfo check --out` adds to a CSV file: a mended file may keep it.
MARKS = "sfo_check"


@dataclass(frozen=True)
class Headings:
    """The headings of a file in the contract's words, in the file's order, and how many were mended."""

    names: tuple[str, ...]
    mended: int


def word(text: str) -> str:
    """A heading, or a name of a file or sheet, in the contract's spelling: small letters, and _ for blanks."""
    return re.sub(r"[\s\u00a0_-]+", "_", text.strip(BLANKS)).lower()


def settle(file_name: str, names: Sequence[str], table: Table, cells: Sequence[str] = ()) -> Headings:
    """The headings, where they are the table's columns in any order, all that must be there. Raises Refused.

    Case, and blanks at the ends or in place of "_", are mended. `cells` says where each heading stands in a sheet.
    The refusal tells every fault of the headings.
    """
    if len(names) == 1:
        for delimiter, called in WRONG_DELIMITERS.items():
            if delimiter in names[0]:
                raise Refused(f"{file_name}: the columns are separated by {called}. Separate them by commas.")
    own = [name if name in table.column_names else word(name) for name in names]
    if own and names[0].strip(BLANKS).lower() in INDEX_HEADINGS:
        own[0] = INDEX
    faults = [
        _unknown(file_name, name, table, f", cell {cells[place]}," if cells else "")
        for place, name in enumerate(names)
        if own[place] not in (*table.column_names, INDEX, MARKS)
    ]
    repeated = [name for name, times in Counter(own).items() if times > 1 and name in table.column_names]
    faults += [f"{file_name} has the column {name} twice. Leave one out." for name in repeated]
    missing = [column.name for column in table.columns if column.name not in own and not column.may_be_absent]
    if missing:
        what = "column" if len(missing) == 1 else "columns"
        faults.append(f"{file_name} lacks the {what} {', '.join(missing)}. Deliver every column, even if empty.")
    if faults:
        raise Refused(*faults)
    return Headings(tuple(own), sum(mine != theirs for mine, theirs in zip(own, names, strict=True)))


def _unknown(file_name: str, name: str, table: Table, where: str) -> str:
    called = f"an unknown column “{name[:SHOWN]}”" if name else "a column without a heading"
    hint = did_you_mean(name[:SHOWN], table.column_names)
    return f"{file_name}{where} has {called}.{hint} Correct the heading, or leave the column out."


def whole(rows: pl.DataFrame, table: Table, file_name: str) -> pl.DataFrame:
    """The table's columns of `rows`, in their order; one that is absent is empty. Raises Refused."""
    if INDEX in rows.columns and not _is_index(rows[INDEX]):
        raise Refused(f"{file_name} has a first column without a heading. Write its heading, or leave the column out.")
    absent = [pl.lit(None, pl.String).alias(name) for name in table.column_names if name not in rows.columns]
    return rows.with_columns(absent).select(table.column_names)


def _is_index(numbers: pl.Series) -> bool:
    """Whether the numbers of the rows, from 0 or from 1, stand in the column."""
    found = numbers.cast(pl.Int64, strict=False)
    return any(found.equals(pl.int_range(first, first + len(found), eager=True)) for first in (0, 1))
