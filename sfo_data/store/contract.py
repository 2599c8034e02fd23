"""The contract in words, for those who prepare a delivery: docs/contract.md, written from `schema`."""

from textwrap import fill

from sfo_data.definitions.coverage import FEEDS
from sfo_data.store.schema import TABLES, Column, Table

NAMED = fill(", ".join(f"`{feed}`" for feed in FEEDS) + ".", 116)
HEAD = f"""# What a delivery contains

Written by `sfo schema` from `sfo_data/store/schema.py`. Do not edit.

A delivery is a workbook (XLSX or ODS) with a sheet for each table below, or a folder with a file for each:
`<table>.csv`, `<table>.parquet`, or sheets in a workbook. Offences, providers, themes and agencies may be left out.
A folder may hold `delivery.json`: `{{"known_on": "2020-05-11", "is_synthetic": false}}`; a workbook may say the same in
a sheet `delivery`, a word and its value in each row. Every delivery is complete: a row that is no longer in it is
closed. `sfo template --out FILE.xlsx` writes a workbook to fill in.

Beside these two, `"first_days": {{"actions": "2016-04-01"}}` (in a sheet three cells: `first_days`, the table, a day)
may give the first day from which a table is complete. That can be said of
{NAMED}
No figure counts days before it, and nothing is compared with a period that begins before it. Of a table that is not
named it is the earliest day by which its rows are dated. A day later than that of a row is refused.

- CSV is UTF-8, separated by commas, with a line of column names in any order. An empty field is a missing value.
- Dates are YYYY-MM-DD, booleans `true` or `false`, numbers whole. What a spreadsheet does to
  them is mended where it can mean one thing only ([loading](loading.md)).
- Identifiers and codes are letters, digits, `-` and `_`, at most 64. No table holds a name of a person.
- Names are at most 120 characters, are none of the dashboard's own words (such as “All” or “Not recorded”), and two
  names of a column differ in more than case, blanks and signs.
- A row that breaks a rule is set aside with its line and the reason; the row as last known stays in force.
"""


def contract_text() -> str:
    """The text of docs/contract.md."""
    return "\n".join([HEAD, *map(_table, TABLES)])


def _table(table: Table) -> str:
    rows = "\n".join(f"| `{c.name}` | {_kind(c)} | {_empty(c)} | {c.description} |" for c in table.columns)
    order = "".join(f"- `{earlier}` is not after `{later}`.\n" for earlier, later in table.date_order)
    return (
        f"## {table.name}\n\n{table.grain} Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n"
        f"| column | kind | may be empty | meaning |\n|---|---|---|---|\n{rows}\n\n{order}"
    )


def _empty(column: Column) -> str:
    if column.may_be_absent:
        return "yes, or left out"
    return "yes" if column.nullable else "no"


def _kind(column: Column) -> str:
    if column.categories:
        return "one of: " + ", ".join(column.categories)
    if column.references:
        return f"{column.kind}, in `{column.references}`"
    return f"{column.kind}, may lie ahead" if column.may_be_future else column.kind
