"""A figure in words and as a table: the alternative text and the twin, from the same frame as the chart."""

from collections.abc import Mapping
from datetime import date
from html import escape

import polars as pl

# Longer than this and a listener is better served by the table, which the text then names.
ROWS_IN_WORDS = 30
MISSING = "–"


def describe(title: str, table: pl.DataFrame) -> str:
    """Alternative text: the finding, then every row (up to 30) as "heading value" pairs."""
    rows = [
        ", ".join(f"{heading} {text}" for heading, text in row.items() if text != MISSING)
        for row in as_text(table.head(ROWS_IN_WORDS)).iter_rows(named=True)
    ]
    more = f" {table.height - ROWS_IN_WORDS} more rows are in the table below." if table.height > ROWS_IN_WORDS else ""
    return f"{title}. {'; '.join(rows)}.{more}"


def as_text(table: pl.DataFrame) -> pl.DataFrame:
    """Every value as the twin table prints it: numbers of a column with the same decimals, "–" where there is none."""
    return pl.DataFrame(
        {name: _cells_of(column) for name, column in table.to_dict().items()},
        schema=dict.fromkeys(table.columns, pl.String),
    )


def _cells_of(column: pl.Series) -> list[str]:
    decimals = _decimals(column)
    return [_cell(value, decimals) for value in column.to_list()]


def _decimals(column: pl.Series) -> int:
    if not column.dtype.is_float():
        return 0
    return next(
        places for places in (0, 1, 2) if places == 2 or (column - column.round(places)).abs().max() in (0, None)
    )


def _cell(value: object, decimals: int) -> str:
    if value is None:
        return MISSING
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:,.{decimals}f}"
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)


def html_table(caption: str, table: pl.DataFrame) -> str:
    """An accessible HTML table: caption, column headings, the first column as row headings, numbers to the right."""
    side = {name: ' style="text-align:right"' if kind.is_numeric() else "" for name, kind in table.schema.items()}
    head = "".join(f'<th scope="col"{side[name]}>{escape(name)}</th>' for name in table.columns)
    body = "".join(f"<tr>{_cells(row, side)}</tr>" for row in as_text(table).iter_rows(named=True))
    return (
        f'<div class="twin" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Mapping[str, str], side: Mapping[str, str]) -> str:
    (first, heading), *rest = row.items()
    return f'<th scope="row"{side[first]}>{escape(heading)}</th>' + "".join(
        f"<td{side[name]}>{escape(text)}</td>" for name, text in rest
    )
