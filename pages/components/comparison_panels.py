"""Providers beside each other on one measure: the reader's choice, the funnel, the map, the intervals."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.charts.area_map import area_map
from pages.charts.dots import dots_with_intervals
from pages.charts.funnel import funnel_chart
from pages.components import frames
from pages.components.figure_panel import figure_panel
from sfo_data import tables, titles
from sfo_data.fair_comparison import ALLOWED, Comparison, Mix, compare, within
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES

# For each view: the provider types shown, the boundaries drawn, and the dimension a click on an area narrows.
VIEWS = {
    "NPS divisions": (("NPS",), "nps_divisions", "division"),
    "CRC areas": (("CRC",), "crc_areas", "provider"),
    "All providers": ((), None, "provider"),
}
MIXES = {"none": "Nothing", "type": "Provider type", "offence": "Offence", "risk": "Risk", "both": "Risk and offence"}


@dataclass(frozen=True, eq=False)
class Shown:
    """What the reader chose to compare: all providers, of them the `groups` of the view, and their `table`."""

    name: str
    view: str
    mix: Mix
    is_widened: bool
    found: Comparison
    groups: pl.DataFrame
    table: pl.DataFrame


def choose(filters: Filters) -> Shown:
    """Draws the choice of measure, areas and mix, and compares."""
    columns = st.columns([4, 4, 3, 3], vertical_alignment="bottom")
    name = columns[0].selectbox("Measure", ALLOWED, format_func=lambda key: MEASURES[key].label, key="provider_measure")
    view = columns[1].segmented_control("Areas", VIEWS, default="NPS divisions", required=True, key="provider_view")
    last = len(ALLOWED[name]) - 1
    mix = columns[2].selectbox("Allow for", ALLOWED[name], last, format_func=MIXES.__getitem__, key=f"mix_{name}")
    is_widened = columns[3].toggle("Widen for overdispersion", key="provider_overdispersion")
    choice = (filters.national(), name, mix, is_widened)
    found = frames.computed("fair_comparison", lambda: compare(frames.read, *choice), *choice)
    types = VIEWS[view][0] or filters.selected("provider_type")
    groups = within(found, filters.select("provider_type", types))
    return Shown(name, view, mix, is_widened, found, groups, tables.provider_words(groups, name))


def funnel_panel(shown: Shown, filters: Filters) -> None:
    """The funnel; a click on a dot narrows to its provider."""
    found, axes, digits = shown.found, tables.funnel_axes(shown.name), tables.tick_format(shown.name)
    caption = titles.funnel_caption(shown.groups, found.spread, shown.is_widened, filters.period)
    figure_panel(
        "funnel",
        titles.standing_title(shown.groups, f"{shown.view}, {MEASURES[shown.name].label}", shown.mix),
        funnel_chart(shown.groups, found.curves, found.position, found.target, axes, digits),
        shown.table,
        f"{caption} Click a dot to narrow the page.",
        narrows="provider",
        notes=[("The limits drawn", tables.funnel_limits(found.curves, shown.name))],
    )


def map_panel(shown: Shown) -> None:
    """The map, where the view has one; a click on an area narrows to it."""
    _, boundaries, narrows = VIEWS[shown.view]
    if boundaries:
        figure_panel(
            "provider_map",
            titles.standing_title(shown.groups, "Areas", shown.mix),
            area_map(boundaries, tables.map_areas(shown.groups, narrows, shown.name)),
            shown.table,
            f"{MEASURES[shown.name].label} by area, by the rule of the funnel. Strong blue: above England and "
            "Wales. Faint blue: below. Grey: no evidence of a difference. Click an area to narrow the page to it.",
            narrows=narrows,
        )


def intervals_panel(shown: Shown) -> None:
    """Each provider with its interval, by name."""
    axis, digits = tables.funnel_axes(shown.name)[1], tables.tick_format(shown.name)
    figure_panel(
        "provider_intervals",
        titles.overlap_title(shown.groups, shown.found.target),
        dots_with_intervals(shown.groups, "provider", axis, shown.found.target, "England and Wales", digits),
        shown.table,
        "With 95% intervals, by name and not by value, whose order is mostly chance. Of many intervals a few miss the "
        "national figure by chance alone: only the finding in the table allows for that.",
        narrows="provider",
    )
