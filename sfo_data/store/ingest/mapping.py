"""How does a team's own workbook lead to the contract? One TOML file says it, and nothing else decides it."""

import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.ingest import headings
from sfo_data.store.ingest.grid import Grid
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import TABLES, Column, Table
from sfo_data.store.validation import Rows, broken_schema
from sfo_data.store.validation.mending import BLANKS

DATE_ORDERS = {"day first": r"$3-$2-$1", "month first": r"$3-$1-$2", "year first": ""}
NUMBERS = r"^([0-9]{2})[-/.]([0-9]{2})[-/.]([0-9]{4})$"
ONE_DIGIT = r"^([0-9])([-/.])"
ONE_DIGIT_INSIDE = r"([-/.])([0-9])([-/.])"
TIME = r"[ T]00:00(:00)?$"
WORDS = ("%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%B-%Y")
TOP = ("dates", "tables", "not_held", "elsewhere")
OF_A_TABLE = ("sheet", "file", "columns", "words", "constants", "zeros", "only_with")


@dataclass(frozen=True)
class TableMapping:
    """Where a table lies in a source, and how its columns are read.

    `columns`: our column and your heading. `words`: by our column, your word and ours. `constants`: our column and one
    value for all rows. `zeros`: how many digits a code has. `only_with`: rows without a value in this column of
    ours are no rows of the table. `dates`: one of DATE_ORDERS, or empty.
    """

    sheet: str
    file: str
    columns: Pairs[str, str]
    words: Pairs[str, Pairs[str, str]]
    constants: Pairs[str, str]
    zeros: Pairs[str, int]
    only_with: str
    dates: str

    def rows(self, grid: Grid, table: Table) -> Rows:
        """The rows of the table in the contract's columns, as text. Raises Refused where a heading is not there."""
        places = {headings.word(name): place for place, name in reversed(list(enumerate(grid.names)))}
        lacking = [name for name in self.columns.values() if headings.word(name) not in places]
        if lacking:
            raise Refused(*(self._lacks(grid, name) for name in dict.fromkeys(lacking)))
        at = {ours: places[headings.word(theirs)] for ours, theirs in self.columns.items()}
        whole = grid.rows.select("line", *(self._column(column, at.get(column.name)) for column in table.columns))
        if self.only_with:
            whole = whole.filter(pl.col(self.only_with).is_not_null())
        over = {ours: grid.letters[place] for ours, place in at.items()} if grid.letters else {}
        return Rows(whole, pl.DataFrame(schema=broken_schema(table)), letters=over)

    def _lacks(self, grid: Grid, name: str) -> str:
        return f"{grid.name} has no heading “{name}”, which the mapping names.{did_you_mean(name, grid.names)}"

    def _column(self, column: Column, place: int | None) -> pl.Expr:
        if place is None:
            return pl.lit(self.constants.get(column.name), pl.String).alias(column.name)
        value = pl.col(str(place)).str.strip_chars(BLANKS).replace("", None)
        if words := self.words.get(column.name):
            value = value.str.to_lowercase().replace_strict({k.lower(): v for k, v in words.items()}, default=value)
            value = value.replace("", None)
        if column.name in self.zeros:
            digits = value.str.replace(r"\.0+$", "")
            is_number = digits.str.contains(r"^[0-9]+$")
            value = pl.when(is_number).then(digits.str.zfill(self.zeros[column.name])).otherwise(value)
        if column.kind == "date" and self.dates:
            value = _iso(value, DATE_ORDERS[self.dates])
        return value.fill_null(pl.lit(self.constants.get(column.name), pl.String)).alias(column.name)


def _iso(value: pl.Expr, order: str) -> pl.Expr:
    """Dates as YYYY-MM-DD, from numbers in the order that was declared, or with the month as a word."""
    bare = value.str.replace(TIME, "")
    two = bare.str.replace(ONE_DIGIT, "0${1}${2}").str.replace(ONE_DIGIT_INSIDE, "${1}0${2}${3}")
    numbers = two.str.replace(NUMBERS, order) if order else two
    parsed = [bare.str.to_date(form, strict=False).dt.strftime("%Y-%m-%d") for form in WORDS]
    return pl.coalesce(*parsed, numbers)


@dataclass(frozen=True)
class Mapping:
    """What the file of a source says. `text` is the file itself, as a part of what was delivered."""

    tables: Pairs[str, TableMapping]
    not_held: frozenset[str] = field(default_factory=frozenset)
    elsewhere: frozenset[str] = field(default_factory=frozenset)
    text: str = ""


def read(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises Refused, with every fault of it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        said = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise Refused(f"{path.name} cannot be read as TOML: {error}.") from error
    faults = [f"{path.name}: {fault}" for fault in _faults(said)]
    if faults:
        raise Refused(*faults)
    dates = said.get("dates", "")
    tables = {name: _table(each, dates) for name, each in said.get("tables", {}).items()}
    return Mapping(tables, frozenset(said.get("not_held", [])), frozenset(said.get("elsewhere", [])), text)


def _table(said: Pairs[str, Any], dates: str) -> TableMapping:
    return TableMapping(
        said.get("sheet", ""),
        said.get("file", ""),
        said.get("columns", {}),
        said.get("words", {}),
        {name: str(value) for name, value in said.get("constants", {}).items()},
        said.get("zeros", {}),
        said.get("only_with", ""),
        dates,
    )


def _faults(said: Pairs[str, Any]) -> list[str]:
    known = {table.name: table for table in TABLES}
    faults = [f"unknown entry “{name}”.{did_you_mean(name, TOP)}" for name in said if name not in TOP]
    if said.get("dates", "day first") not in DATE_ORDERS:
        faults.append(f"dates is “{said['dates']}”; it is one of {', '.join(DATE_ORDERS)}.")
    named = [*said.get("tables", {}), *said.get("not_held", []), *said.get("elsewhere", [])]
    faults += [f"“{name}” is not a table.{did_you_mean(name, known)}" for name in named if name not in known]
    faults += [f"{name} is named twice." for name in known if named.count(name) > 1]
    for name, each in said.get("tables", {}).items():
        if name in known:
            faults += [f"{name}: {fault}" for fault in _faults_of(known[name], each)]
    return faults


def _faults_of(table: Table, said: Pairs[str, Any]) -> list[str]:
    faults = [f"unknown entry “{name}”.{did_you_mean(name, OF_A_TABLE)}" for name in said if name not in OF_A_TABLE]
    if not (said.get("sheet") or said.get("file")):
        faults.append("write the sheet (or the file) in which it lies.")
    given = {name for part in ("columns", "constants") for name in said.get(part, {})}
    named = given | set(said.get("words", {})) | set(said.get("zeros", {}))
    faults += [
        f"“{name}” is not a column.{did_you_mean(name, table.column_names)}"
        for name in sorted(named)
        if name not in table.column_names
    ]
    if "only_with" in said and said["only_with"] not in given:
        faults.append(f"only_with is “{said['only_with']}”; it is a column that a heading leads to.")
    lacking = [column.name for column in table.columns if not column.nullable and column.name not in given]
    if lacking:
        faults.append(f"nothing leads to {', '.join(lacking)}, which every row needs. Name a heading or a constant.")
    return faults
