"""What would a mapping of this workbook look like? A first one, from headings and values, to be read and completed."""

import json
import re
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path

import polars as pl

from sfo_data.store.ingest import grid, parts
from sfo_data.store.ingest.grid import Grid
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.source import in_the_box
from sfo_data.store.ingest.workbook import Workbook
from sfo_data.store.schema import REFERENCE_TABLES, TABLES, Column, Table
from sfo_data.store.validation.mending import BLANKS

HEAD = """# How {name} leads to the tables of the contract (docs/contract.md).
# Written by `sfo map --guess`, from headings and values. Read every line, and complete what is marked "?": take the
# "# ?" away where the guess is right. A word that leads to "" means: not recorded.
# Then try it: sfo check {name} --mapping FILE
"""
# What teams write over a column, beside its own name. Compared without capitals, blanks and signs.
ALSO = {
    "review_id": ("sfo ref", "reference", "case", "case ref", "case id", "review", "sfo id"),
    "person_id": ("person ref", "ndelius", "crn", "pnc", "person"),
    "provider_code": ("provider", "area", "division", "region", "npsdivision"),
    "offence_code": ("offence", "sfo offence", "charge"),
    "offence_on": ("date of offence", "offence date", "date of sfo"),
    "charged_on": ("date of charge", "charge date", "date charged"),
    "notified_on": ("notified", "date notified", "notified to hmpps", "notification"),
    "review_due_on": ("due", "review due", "due date", "deadline"),
    "risk_at_offence": ("rosh at time", "rosh", "risk at time", "rosh at offence"),
    "risk_highest": ("highest rosh", "max rosh", "highest risk"),
    "charge_outcome": ("outcome", "court outcome", "result at court"),
    "reasonable_steps": ("all reasonable steps", "reasonable steps?"),
    "received_on": ("qa recd", "qa received", "received"),
    "completed_on": ("done on", "completed", "date done", "qa done"),
    "rating_overall": ("rating", "overall rating"),
    "finding_id": ("finding no", "finding ref", "finding number"),
    "finding_text": ("finding", "learning point", "learning"),
    "practice_level": ("level",),
    "theme_code": ("theme",),
    "action_id": ("action ref", "action no", "action number"),
    "action_text": ("action", "recommendation"),
    "owner_code": ("owner",),
    "raised_on": ("agreed", "date agreed", "raised"),
    "due_on": ("due", "due date", "by when"),
}
LIKE = 0.8  # how alike two headings are, from 0 to 1
MOST_WORDS = 60
NUMBERS = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.][0-9]{4}")


def guess(path: Path) -> str:
    """The text of a TOML file that leads from a workbook or CSV file to the contract. Raises Refused."""
    grids = _grids(path)
    taken: dict[str, list[str]] = {}
    for sheet, each in grids.items():
        table, columns = max(
            ((t, _matches(each, t)) for t in TABLES if t.name not in taken), key=lambda match: len(match[1])
        )
        if len(columns) > 1:
            taken[table.name] = _table_lines(path, sheet, each, table, columns)
    missing = [t.name for t in TABLES if t.name not in taken and t not in REFERENCE_TABLES]
    lines = [
        HEAD.format(name=path.name),
        *_dates(grids),
        "# Tables that this source does not have; pages say that they are not held. A table may also lie in a sheet",
        "# that another is read from. What the store has from another source goes into: elsewhere = []",
        f"not_held = {json.dumps(missing)}",
    ]
    return "\n".join([*lines, *(line for each in taken.values() for line in ["", *each])]) + "\n"


def _grids(path: Path) -> dict[str, Grid]:
    if parts.is_workbook(path):
        book = Workbook(path)
        return {name: grid.of_sheet(book.sheet(name)) for name in book.sheets if not book.is_hidden(name)}
    if not parts.is_data(path):
        raise Refused(f"{path.name} is neither a workbook nor a CSV file.")
    return {"": grid.of_csv(path)}


def _bare(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


def _matches(found: Grid, table: Table) -> dict[str, int]:
    """Our columns, and the place of the heading that fits each best; no heading serves two."""
    scores = [
        (_alike(name, column), column.name, place)
        for place, name in enumerate(found.names)
        if name
        for column in table.columns
    ]
    matched: dict[str, int] = {}
    for score, column_name, place in sorted(scores, key=lambda each: -each[0]):
        if score >= LIKE and column_name not in matched and place not in matched.values():
            matched[column_name] = place
    return matched


def _alike(name: str, column: Column) -> float:
    known = [column.name, re.sub("_(on|id|code)$", "", column.name), *ALSO.get(column.name, ())]
    return max(SequenceMatcher(None, _bare(name), _bare(each)).ratio() for each in known)


def _dates(grids: dict[str, Grid]) -> list[str]:
    values = [value for each in grids.values() for column in each.rows.iter_columns() for value in _texts(column)]
    pairs = [tuple(map(int, found.groups())) for value in values if (found := NUMBERS.fullmatch(value))]
    orders = [name for place, name in enumerate(("day first", "month first")) if any(p[place] > 12 for p in pairs)]
    if len(orders) == 1:
        return [f'# {len(pairs):,} dates are written in numbers like 31/12/2019.\ndates = "{orders[0]}"']
    said = "both orders occur" if orders else "nothing shows in which order"
    return [f'# {len(pairs):,} dates are written in numbers, and {said}: "day first" or "month first".\n# ? dates = ""']


def _texts(column: pl.Series) -> list[str]:
    return [] if column.dtype != pl.String else column.drop_nulls().str.strip_chars(BLANKS).unique().to_list()


def _table_lines(path: Path, sheet: str, found: Grid, table: Table, columns: dict[str, int]) -> list[str]:
    where = f"sheet = {json.dumps(sheet, ensure_ascii=False)}" if sheet else f"file = {json.dumps(path.name)}"
    lines = [f"[tables.{table.name}]", where, "", f"[tables.{table.name}.columns]"]
    lines += [
        f"{c.name} = {json.dumps(found.names[columns[c.name]], ensure_ascii=False)}"
        if c.name in columns
        else f'# ? {c.name} = ""   # {"every row needs it" if not c.nullable else "may be left out"}: {c.description}'
        for c in table.columns
    ]
    unused = [name for place, name in enumerate(found.names) if name and place not in columns.values()]
    if unused:
        lines.append(f"# Not used: {', '.join(unused)}")
    for column in table.columns:
        if column.name in columns:
            lines += _words(table, column, _texts(found.rows[str(columns[column.name])]))
    return lines


def _words(table: Table, column: Column, values: list[str]) -> list[str]:
    """Your words and ours, for the values that are not ours already."""
    known = _known(column)
    strange = sorted(value for value in values if value.lower() not in {ours.lower() for ours in known.values()})
    if not known or not strange or len(strange) > MOST_WORDS:
        return []
    lines = ["", f"[tables.{table.name}.words.{column.name}]"]
    by_bare = {_bare(name): ours for name, ours in known.items()}
    for value in strange:
        ours = by_bare.get(_bare(value))
        near = get_close_matches(_bare(value), by_bare, n=1, cutoff=0.6)
        line = f"{json.dumps(value, ensure_ascii=False)} = {json.dumps(ours or (by_bare[near[0]] if near else ''))}"
        # A word that is only like one of ours may mean another: the clerk decides.
        lines.append(line if ours else f"# ? {line}")
    return lines


def _known(column: Column) -> dict[str, str]:
    """The words that may stand in a column, by what they are called."""
    if column.categories:
        return {each: each for each in column.categories}
    name, _, code = (column.references or "").partition(".")
    table = next((each for each in REFERENCE_TABLES if each.name == name), None)
    if table is None:
        return {}
    rows = in_the_box(table)
    called = {"offences": "offence", "providers": "provider", "themes": "theme", "agencies": "agency"}[name]
    return dict(rows.select(called, code).iter_rows()) | {each: each for each in rows[code]}
