"""A figure on a page: its finding as the title, the chart, its caption, its table and its download."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from html import escape
from typing import Any, ParamSpec

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

P = ParamSpec("P")


@dataclass(frozen=True, eq=False)
class Panel:
    """One figure of a page; what is made of it is made once. `name` is unique on the page and names the file.

    `table` holds the figures drawn, with the headings readers see; `notes`, captions and tables, go below it.
    `narrows` is the dimension that a click on a bar or area sets; its labels are the points' custom data. Published
    figures are not of the extract: `is_extract` False.
    """

    name: str
    title: str
    chart: go.Figure | pdk.Deck | None
    table: pl.DataFrame
    caption: str
    narrows: str | None = None
    is_extract: bool = True
    notes: Sequence[tuple[str, pl.DataFrame]] = ()

    @cached_property
    def description(self) -> str:
        """The figure in sentences; see `describe`."""
        return describe(self.title, self.table)

    @cached_property
    def points(self) -> str:
        """The buttons that read its table row by row, as HTML."""
        return points(self.title, self.table)

    @cached_property
    def drawn(self) -> go.Figure | pdk.Deck | None:
        """The chart as it is sent."""
        return _Sent(self.chart) if isinstance(self.chart, go.Figure) else self.chart


class _Sent(go.Figure):  # type: ignore[misc]
    """A figure that nobody changes any more: its dictionary, which Streamlit asks for on every run, takes 1 ms."""

    def __init__(self, figure: go.Figure) -> None:
        super().__init__()
        self.__dict__["sent"] = figure.to_dict()

    def to_dict(self) -> dict[str, Any]:
        return self.__dict__["sent"]  # type: ignore[no-any-return]


def kept(make: Callable[P, Panel]) -> Callable[P, None]:
    """Draws on each run the panel that `make` gave once per load, scope and arguments, told apart by their repr.

    `make` may read and compute, but not draw: neither widgets nor what the session holds may change what it gives.
    """

    @wraps(make)
    def draw(*arguments: P.args, **named: P.kwargs) -> None:
        name = f"{make.__module__}.{make.__qualname__}"
        figure_panel(frames.computed(name, lambda: make(*arguments, **named), arguments, named))

    return draw


def figure_panel(panel: Panel) -> None:
    """Draws one figure with its description, points, twin table and download."""
    filters = filter_bar.current()
    with st.container(key=f"panel_{panel.name}"):
        heading(panel.title)
        if panel.table.is_empty():
            st.info("Nothing to show under these filters.")
        elif panel.chart is not None:
            _draw(panel)
        st.caption(unmarked(f"{panel.caption} {as_at(filters)}" if panel.is_extract else panel.caption))
        if panel.chart is not None and not panel.table.is_empty():
            buttons = picture_buttons(panel.name, panel.title, panel.caption, filters, panel.is_extract)
            st.html(buttons + panel.points)
        _table_and_download(panel, filters if panel.is_extract else None)


def heading(title: str) -> None:
    """A second-level heading; names out of the data are text in it, never markup."""
    st.header(unmarked(title), anchor=False)


def _draw(panel: Panel) -> None:
    key, alt, chart, narrows = f"chart_{panel.name}", panel.description, panel.drawn, panel.narrows
    picked: Any = "ignore" if narrows is None else lambda: _narrow(key, narrows)
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


def _table_and_download(panel: Panel, filters: Filters | None) -> None:
    """The twin, drawn when it is opened; the page's own download has both tables in any case."""
    name, title = panel.name, panel.title
    downloads.offer(name, title, panel.table, filters, panel.caption)
    further = [note for note in panel.notes if not note[1].is_empty()]
    for number, (what, rows) in enumerate(further):
        downloads.offer(f"{name}_notes{number + 1 if number else ''}", f"{what}: {title}", rows, filters)
    twin = st.expander("Table and download", key=f"twin_{name}", on_change="rerun")
    if not twin.open:
        return
    with twin:
        st.html(f"<p>{escape(panel.description)}</p>{html_table(title, panel.table)}")
        for note in further:
            st.html(html_table(*note))
        downloads.download(name, title, panel.table, filters, panel.caption)
