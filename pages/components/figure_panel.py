"""A figure on a page: its finding as the title, the chart, its caption, its table and its download."""

import re
from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pydeck as pdk
import streamlit as st

from pages.charts.text import describe, html_table
from pages.components import filter_bar, frames
from sfo_data import safe_csv
from sfo_data.filters import Filters

SYNTHETIC = "SYNTHETIC DATA: invented cases, real published totals"
NO_TOOLBAR = {"displayModeBar": False, "scrollZoom": False}


def figure_panel(
    name: str,
    title: str,
    chart: go.Figure | pdk.Deck | None,
    table: pl.DataFrame,
    caption: str,
    narrows: str | None = None,
    is_extract: bool = True,
    notes: tuple[str, pl.DataFrame] | None = None,
) -> None:
    """Draws one figure with its twin table and download. `name` is unique on the page and names the file.

    `table` holds the figures drawn, with the headings readers see; `notes`, a caption and a table, go below it.
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
        st.caption(f"{caption} {as_at(filters)}" if is_extract else caption)
        _table_and_download(name, title, table, filters if is_extract else None, notes)


def heading(title: str) -> None:
    """A second-level heading; names out of the data are text in it, never markup."""
    st.header(re.sub(r"([\\`*_{}\[\]<>#$~:])", r"\\\1", title), anchor=False)


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
        filter_bar.narrow(dimension, label[0] if isinstance(label, list) else label)
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
        on_select=narrow,
        selection_mode="single-row",
        key=key,
        alt=f"{table.height} rows by {column}",
    )


def as_at(filters: Filters) -> str:
    """How a caption ends: the marking, where the data are synthetic, and the day of knowledge."""
    marking = f"{SYNTHETIC}. " if frames.facts().is_synthetic else ""
    return f"{marking}{filters.as_known()}."


def _table_and_download(
    name: str, title: str, table: pl.DataFrame, filters: Filters | None, notes: tuple[str, pl.DataFrame] | None
) -> None:
    twin = st.expander("Table and download", key=f"twin_{name}", on_change="rerun")
    if not twin.open:
        return
    with twin:
        st.html(html_table(title, table))
        if notes and not notes[1].is_empty():
            st.html(html_table(*notes))
        download(name, table, filters)


def download(name: str, table: pl.DataFrame, filters: Filters | None, label: str = "Download CSV") -> None:
    """A button that gives `table` as a CSV file, each row with its filters, day of knowledge and marking.

    Published figures and definitions are not of the extract: no `filters`, no marking.
    """
    file_name = f"{name}.csv"
    if filters:
        is_synthetic = frames.facts().is_synthetic
        table = table.with_columns(
            pl.lit(filters.sentence()).alias("Filters"),
            pl.lit(filters.known_on).alias("Data as known on"),
            pl.lit(SYNTHETIC if is_synthetic else "Case extract").alias("Marking"),
        )
        file_name = f"{'SYNTHETIC-' if is_synthetic else ''}{name}-{filters.known_on}.csv"
    st.download_button(
        label,
        lambda: safe_csv.write_csv(table),
        file_name=file_name,
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
    )
