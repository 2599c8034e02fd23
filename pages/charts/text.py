"""A figure in words and as a table: the alternative text and the twin, from the same frame as the chart."""

from datetime import date
from html import escape

import polars as pl

# Longer than this and a listener is better served by the table, which the text then names.
ROWS_IN_WORDS = 30


def describe(title: str, table: pl.DataFrame) -> str:
    """Alternative text: the finding, then every row (up to 30) as "heading value" pairs."""
    rows = [
        ", ".join(f"{heading} {cell(value)}" for heading, value in row.items() if value is not None)
        for row in table.head(ROWS_IN_WORDS).iter_rows(named=True)
    ]
    more = f" {table.height - ROWS_IN_WORDS} more rows are in the table below." if table.height > ROWS_IN_WORDS else ""
    return f"{title}. {'; '.join(rows)}.{more}"


def cell(value: object) -> str:
    """A value as the twin table prints it; "–" where there is none."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == int(value) and abs(value) >= 10 else f"{value:,.2f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, date):
        return f"{value.day} {value:%b %Y}"
    return str(value)


def html_table(caption: str, table: pl.DataFrame) -> str:
    """An accessible HTML table: caption, column headings, the first column as row headings, numbers to the right."""
    numeric = {name for name, kind in table.schema.items() if kind.is_numeric()}
    side = {name: ' style="text-align:right"' if name in numeric else "" for name in table.columns}
    head = "".join(f'<th scope="col"{side[name]}>{escape(name)}</th>' for name in table.columns)
    body = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row"{side[name]}>{escape(cell(value))}</th>'
            if place == 0
            else f"<td{side[name]}>{escape(cell(value))}</td>"
            for place, (name, value) in enumerate(row.items())
        )
        + "</tr>"
        for row in table.iter_rows(named=True)
    )
    return (
        f'<div class="twin" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
