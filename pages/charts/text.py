"""A figure as a table, from the same frame as the chart; and text that is never markup."""

import re
from collections.abc import Mapping
from html import escape

import polars as pl

from sfo_data.wording.tables import as_text


def unmarked(text: str) -> str:
    """Text that Streamlit shows as it is, whatever marks it holds.

    Streamlit links a bare address after its marks were escaped; a word joiner, which nobody sees, stands in its way.
    """
    apart = re.sub(r"(?i)(https?:|www|@)(?=[/.\w])", "\\1\u2060", text)
    return re.sub(r"([\\`*_{}\[\]<>#$~@|]|:(?=\S))", r"\\\1", apart)


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
