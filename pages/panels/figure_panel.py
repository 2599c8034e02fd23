"""A figure on a page: its finding as the title, one line of caption, the chart, and a menu with all else."""

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
from pages.frame import cached_reader, downloads, filter_bar
from pages.frame.equal_reading import points
from pages.frame.picture import picture_buttons
from pages.frame.plotly_chart import as_sent, plotly_chart
from pages.frame.print_style import printed_table
from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.wording import tables

NOTHING = "Nothing to show under these filters. Clear one of them, or choose a longer period."
SYNTHETIC = settings.SYNTHETIC_MARK

P = ParamSpec("P")


@dataclass(frozen=True, eq=False)
class Panel:
    """One figure of a page; what is made of it is made once. `name` is unique on the page and names the file.

    `table` holds the figures drawn, with the headings readers see; `notes`, captions and tables, go below it.
    `filters` are those its rows were read with, not those of the page: caption, picture and files say them. None where
    it is not of the extract. `narrows` is the dimension that a click on a bar or area sets; its labels are the points'
    custom data.
    """

    name: str
    title: str
    chart: go.Figure | pdk.Deck | None
    table: pl.DataFrame
    caption: str
    filters: Filters | None
    narrows: str | None = None
    notes: Sequence[tuple[str, pl.DataFrame]] = ()

    @cached_property
    def has_points(self) -> bool:
        """Whether anything is drawn: a chart may have axes alone."""
        if not isinstance(self.chart, go.Figure):
            return True
        return any(_holds(trace, "x") and (_holds(trace, "y") or _holds(trace, "z")) for trace in self.chart.data)

    @cached_property
    def description(self) -> str:
        """The figure in sentences; see `describe`."""
        return describe(self.title, self.table)

    @cached_property
    def points(self) -> str:
        """The buttons that read its table row by row, as HTML."""
        return points(self.title, self.table)

    @cached_property
    def sent(self) -> bytes:
        """Its figure as it is sent; see `as_sent`."""
        return as_sent(self.chart, self.description, self.narrows is not None)


def _holds(trace: Any, axis: str) -> bool:
    return any(value is not None for value in trace.to_plotly_json().get(axis, ()))


def cached_panel(make: Callable[P, Panel]) -> Callable[P, None]:
    """Draws on each run the panel that `make` gave once per load, scope and arguments, told apart by their repr.

    `make` may read and compute, but not draw: neither widgets nor what the session holds may change what it gives.
    """

    @wraps(make)
    def draw(*arguments: P.args, **named: P.kwargs) -> None:
        name = f"{make.__module__}.{make.__qualname__}"
        figure_panel(cached_reader.computed(name, lambda: make(*arguments, **named), arguments, named))

    return draw


def figure_panel(panel: Panel) -> None:
    """Draws one figure: its finding, one line of caption, the chart, and a menu with all else."""
    with st.container(key=f"panel_{panel.name}"):
        line = panel.caption.partition(". ")[0].rstrip(".")
        st.html(f'<h2>{escape(panel.title)}</h2><p class="caption">{escape(line)}.</p>')
        _menu(panel)
        if panel.table.is_empty() or not panel.has_points:
            st.html(f'<p class="nothing">{NOTHING}</p>')
        elif panel.chart is not None:
            _draw(panel)


def heading(title: str) -> None:
    """A second-level heading; names out of the data are text in it, never markup."""
    st.header(unmarked(title), anchor=False)


def folded(name: str, label: str) -> Any:
    """A place under `label` that nothing is drawn in, nor worked out for, before it is opened: None until then.

    Its tables are among the page's numbers once they are drawn.
    """
    place = st.expander(label, key=f"fold_{name}", on_change="rerun")
    return place if place.open else None


def _draw(panel: Panel) -> None:
    key, narrows = f"chart_{panel.name}", panel.narrows
    if isinstance(panel.chart, pdk.Deck):
        picked: Any = "ignore" if narrows is None else lambda: _narrow_to_area(key, narrows)
        st.pydeck_chart(panel.chart, height=520, alt=panel.description, key=key, on_select=picked)
    else:
        clicked = None if narrows is None else lambda name: filter_bar.narrow(narrows, as_named(name))
        plotly_chart(panel.sent, key, clicked)


def _narrow_to_area(key: str, dimension: str) -> None:
    objects = st.session_state[key]["selection"].get("objects", {})
    if areas := [item for items in objects.values() for item in items]:
        properties: Mapping[str, Any] = areas[0].get("properties", areas[0])
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
    marking = f"{SYNTHETIC}. " if cached_reader.facts().is_synthetic else ""
    return f"{marking}{filters.as_known()}."


def showing(filters: Filters) -> str:
    """What a figure shows, as its caption ends: its own filters, then `as_at`."""
    return f"Showing: {filters.sentence()} {as_at(filters)}"


def _menu(panel: Panel) -> None:
    """One button for what else there is of a figure, made when it is opened: picture, points, description, table, files
    and how to read it. The page's own download has its tables in any case. A figure that is but a table unfolds.
    """
    name, title, filters = panel.name, panel.title, panel.filters
    downloads.offer(name, title, panel.table, filters, panel.caption)
    further = [note for note in panel.notes if not note[1].is_empty()]
    for number, (what, rows) in enumerate(further):
        downloads.offer(f"{name}_notes{number + 1 if number else ''}", f"{what}: {title}", rows, filters)
    is_drawn = panel.chart is not None and panel.has_points
    if is_drawn:
        menu: Any = st.popover(f"Table, picture, files: {unmarked(title)}", key=f"twin_{name}", on_change="rerun")
    else:
        menu = st.expander("Table and files", key=f"twin_{name}", on_change="rerun")
    if not menu.open:
        return
    with menu:
        buttons = picture_buttons(name, title, panel.caption, filters) + panel.points
        read = unmarked(f"{panel.caption} {showing(filters)}" if filters else panel.caption)
        if is_drawn:
            st.html(buttons)
        st.caption(read)
        tables_ = "".join(html_table(*each) for each in [(title, panel.table), *further])
        st.html(f"<p>{escape(panel.description)}</p>{tables_}")
        downloads.download(name, title, panel.table, filters, panel.caption)
