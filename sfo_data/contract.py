"""The contract in words, for those who prepare a delivery: docs/contract.md, written from `schema`."""

from sfo_data.schema import TABLES, Column, Table

HEAD = """# What a delivery contains

Written by `python -m sfo_data schema` from `sfo_data/schema.py`. Do not edit.

A delivery is a folder with one file for each table below, `<table>.csv` or `<table>.parquet`, and may hold
`delivery.json`: `{"known_on": "2020-05-11", "is_synthetic": false}`. Every delivery is complete: a row
that is no longer in it is closed.

- CSV is UTF-8, separated by commas, with a line of column names in any order. An empty field is a missing value.
- Dates are YYYY-MM-DD, booleans `true` or `false`, numbers whole and without separators.
- Identifiers and codes are letters, digits, `-` and `_`, at most 64. No table holds a name of a person.
- A row that breaks a rule is set aside with its line and the reason; the row as last known stays in force.
"""


def contract_text() -> str:
    """The text of docs/contract.md."""
    return "\n".join([HEAD, *map(_table, TABLES)])


def _table(table: Table) -> str:
    rows = "\n".join(
        f"| `{c.name}` | {_kind(c)} | {'yes' if c.nullable else 'no'} | {c.description} |" for c in table.columns
    )
    order = "".join(f"- `{earlier}` is not after `{later}`.\n" for earlier, later in table.date_order)
    return (
        f"## {table.name}\n\n{table.grain} Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n"
        f"| column | kind | may be empty | meaning |\n|---|---|---|---|\n{rows}\n\n{order}"
    )


def _kind(column: Column) -> str:
    if column.categories:
        return "one of: " + ", ".join(column.categories)
    if column.references:
        return f"{column.kind}, in `{column.references}`"
    return f"{column.kind}, may lie ahead" if column.may_be_future else column.kind
