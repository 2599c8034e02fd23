"""A figure on a page: its finding as the title, the chart, its caption, its table and its download."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pydeck as pdk
import streamlit as st

from pages.charts.description import describe
from pages.charts.style import as_named
from pages.charts.text import html_table, unmarked
from pages.components import downloads, filter_bar, frames
from pages.components.equal_reading import points
from pages.components.picture import picture_buttons
from pages.components.print_style import printed_table
from sfo_data import settings, tables
from sfo_data.filters import Filters

SYNTHETIC = settings.SYNTHETIC_MARK
NO_TOOLBAR = {"displayModeBar": False, "scrollZoom": False}


def figure_panel(
    name: str,
    title: str,
    chart: go.Figure | pdk.Deck | None,
    table: pl.DataFrame,
    caption: str,
    narrows: str | None = None,
    is_extract: bool = True,
    notes: Sequence[tuple[str, pl.DataFrame]] = (),
) -> None:
    """Draws one figure with its twin table and download. `name` is unique on the page and names the file.

    `table` holds the figures drawn, with the headings readers see; `notes`, captions and tables, go below it.
    `narrows` is the dimension that a click on a bar or area sets; its labels are the points' custom data. Published
    figures are not of the extract: `is_extract` False.
    """
    filters = filter_bar.current()
    with st.container(key=f"panel_{name}"):
        heading(title)
        if table.is_empty():
            st.info("Nothing to show under these filters.")
        elif chart is not None:
            _draw(name, chart, describe(title, table), narrows)
        st.caption(unmarked(f"{caption} {as_at(filters)}" if is_extract else caption))
        if chart is not None and not table.is_empty():
            st.html(picture_buttons(name, title, caption, filters, is_extract) + points(title, table))
        _table_and_download(name, title, table, filters if is_extract else None, caption, notes)


def heading(title: str) -> None:
    """A second-level heading; names out of the data are text in it, never markup."""
    st.header(unmarked(title), anchor=False)


def _draw(name: str, chart: go.Figure | pdk.Deck, alt: str, narrows: str | None) -> None:
    key = f"chart_{name}"
    picked: Any = "ignore" if narrows is None else lambda: _narrow(key, str(narrows))
    if isinstance(chart, pdk.Deck):
        st.pydeck_chart(chart, height=520, alt=alt, key=key, on_select=picked)
    else:
        st.plotly_chart(
            chart, theme=None, config=NO_TOOLBAR, alt=alt, key=key, on_select=picked, selection_mode="points"
        )


def _narrow(key: str, dimension: str) -> None:
    picked = st.session_state[key]["selection"]
    if picked.get("points"):
        label = picked["points"][0]["customdata"]
        filter_bar.narrow(dimension, as_named(label[0] if isinstance(label, list) else label))
    elif objects := [item for items in picked.get("objects", {}).values() for item in items]:
        properties: Mapping[str, Any] = objects[0].get("properties", objects[0])
        filter_bar.narrow(dimension, properties["label"])


def narrowing_table(name: str, table: pl.DataFrame, dimension: str, column: str) -> None:
    """A table whose chosen row narrows the page to the row's `column`, a label of `dimension`."""
    key = f"rows_{name}"

    def narrow() -> None:
        if rows := st.session_state[key]["selection"]["rows"]:
            filter_bar.narrow(dimension, table[column][rows[0]])

    st.dataframe(
        table,
        hide_index=True,
        column_config={
            column.name: st.column_config.NumberColumn(format=f"%.{tables.decimals(column)}f")
            for column in table
            if column.dtype.is_float()
        },
        on_select=narrow,
        selection_mode="single-row",
        key=key,
        alt=f"{table.height} rows by {column}",
    )
    printed_table(f"By {column.lower()}", table)


def as_at(filters: Filters) -> str:
    """How a caption ends: the marking, where the data are synthetic, and the day of knowledge."""
    marking = f"{SYNTHETIC}. " if frames.facts().is_synthetic else ""
    return f"{marking}{filters.as_known()}."


def _table_and_download(
    name: str,
    title: str,
    table: pl.DataFrame,
    filters: Filters | None,
    caption: str,
    notes: Sequence[tuple[str, pl.DataFrame]],
) -> None:
    """The twin, drawn when it is opened; the page's own download has both tables in any case."""
    downloads.offer(name, title, table, filters, caption)
    further = [note for note in notes if not note[1].is_empty()]
    for number, (what, rows) in enumerate(further):
        downloads.offer(f"{name}_notes{number + 1 if number else ''}", f"{what}: {title}", rows, filters)
    twin = st.expander("Table and download", key=f"twin_{name}", on_change="rerun")
    if not twin.open:
        return
    with twin:
        st.html(f"<p>{escape(describe(title, table))}</p>{html_table(title, table)}")
        for note in further:
            st.html(html_table(*note))
        downloads.download(name, title, table, filters, caption)
