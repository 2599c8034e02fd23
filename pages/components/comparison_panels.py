"""Providers beside each other on one measure: the reader's choice, the funnel, the map, the intervals."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.charts.area_map import area_map
from pages.charts.dots import dots_with_intervals
from pages.charts.funnel import funnel_chart
from pages.components import frames
from pages.components.figure_panel import Panel, kept
from sfo_data import tables, titles
from sfo_data.fair_comparison import ALLOWED, Comparison, Mix, compare, within
from sfo_data.figures import figures
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES

# For each view: the provider types shown, the boundaries drawn, and the dimension a click on an area narrows.
VIEWS = {
    "NPS divisions": (("NPS",), "nps_divisions", "division"),
    "CRC areas": (("CRC",), "crc_areas", "provider"),
    "All providers": ((), None, "provider"),
}
RATE_BY = ["provider_type", "risk_at_offence"]
MIXES = {"none": "Nothing", "type": "Provider type", "offence": "Offence", "risk": "Risk", "both": "Risk and offence"}


@dataclass(frozen=True)
class Choice:
    """What the reader chose to compare: the measure's `name`, the view, what is allowed for, wider limits."""

    name: str
    view: str
    mix: Mix
    is_widened: bool


def choose() -> Choice:
    """Draws the choice of measure, areas and mix."""
    columns = st.columns([3, 5, 3, 3], vertical_alignment="bottom")
    name = columns[0].selectbox("Measure", ALLOWED, format_func=lambda key: MEASURES[key].label, key="provider_measure")
    view = columns[1].segmented_control("Areas", VIEWS, default="NPS divisions", required=True, key="provider_view")
    last = len(ALLOWED[name]) - 1
    mix = columns[2].selectbox("Allow for", ALLOWED[name], last, format_func=MIXES.__getitem__, key=f"mix_{name}")
    is_widened = columns[3].toggle("Widen for overdispersion", key="provider_overdispersion")
    return Choice(name, view, mix, is_widened)


def comparison(filters: Filters, choice: Choice) -> Comparison:
    """All providers compared, made once per load."""
    inputs = (filters.national(), choice.name, choice.mix, choice.is_widened)
    return frames.computed("fair_comparison", lambda: compare(frames.read, *inputs), *inputs)


def groups_shown(filters: Filters, choice: Choice) -> pl.DataFrame:
    """Of the providers compared those of the view."""
    types = VIEWS[choice.view][0] or filters.selected("provider_type")
    return within(comparison(filters, choice), filters.select("provider_type", types))


def table_shown(filters: Filters, choice: Choice) -> pl.DataFrame:
    """The providers of the view with their figures and findings, as readers see them."""
    return frames.computed(
        "provider_words", lambda: tables.provider_words(groups_shown(filters, choice), choice.name), filters, choice
    )


@kept
def funnel_panel(filters: Filters, choice: Choice) -> Panel:
    """The funnel; a click on a dot narrows to its provider."""
    found, groups = comparison(filters, choice), groups_shown(filters, choice)
    axes, digits = tables.funnel_axes(choice.name), tables.tick_format(choice.name)
    caption = titles.funnel_caption(groups, found.spread, choice.is_widened, filters.period)
    return Panel(
        "funnel",
        titles.standing_title(groups, f"{choice.view}, {MEASURES[choice.name].label}", choice.mix),
        funnel_chart(groups, found.curves, found.position, found.target, axes, digits),
        table_shown(filters, choice),
        f"{caption} Click a dot to narrow the page.",
        narrows="provider",
        notes=[("The limits drawn", tables.funnel_limits(found.curves, choice.name))],
    )


def map_panel(filters: Filters, choice: Choice) -> None:
    """The map, where the view has one; a click on an area narrows to it."""
    if VIEWS[choice.view][1]:
        _map_panel(filters, choice)


@kept
def _map_panel(filters: Filters, choice: Choice) -> Panel:
    groups = groups_shown(filters, choice)
    _, boundaries, narrows = VIEWS[choice.view]
    return Panel(
        "provider_map",
        titles.standing_title(groups, "Areas", choice.mix),
        area_map(str(boundaries), tables.map_areas(groups, narrows, choice.name)),
        table_shown(filters, choice),
        f"{MEASURES[choice.name].label} by area, by the rule of the funnel. Strong blue: above England and "
        "Wales. Faint blue: below. Grey: no evidence of a difference. Click an area to narrow the page to it.",
        narrows=narrows,
    )


@kept
def intervals_panel(filters: Filters, choice: Choice) -> Panel:
    """Each provider with its interval, by name."""
    groups, target = groups_shown(filters, choice), comparison(filters, choice).target
    axis, digits = tables.funnel_axes(choice.name)[1], tables.tick_format(choice.name)
    return Panel(
        "provider_intervals",
        titles.overlap_title(groups, target),
        dots_with_intervals(groups, "provider", axis, target, "England and Wales", digits),
        table_shown(filters, choice),
        "With 95% intervals, by name and not by value, whose order is mostly chance. Of many intervals a few miss the "
        "national figure by chance alone: only the finding in the table allows for that.",
        narrows="provider",
    )


@kept
def rates_panel(nation: Filters) -> Panel:
    """The SFO rate of each provider type at the same risk."""
    rates = tables.rate_groups(figures(frames.read, nation, ["sfo_rate"], RATE_BY))
    return Panel(
        "sfo_rate_by_risk",
        "SFO rate by risk: NPS and CRC at the same level",
        dots_with_intervals(rates, "group", "SFOs per 1,000 people supervised a year", None, ""),
        tables.as_table(rates, "sfo_rate", provider_type="Provider type", risk_at_offence="Risk at the offence"),
        "England and Wales; risk at the offence over people supervised at that risk, with 95% intervals. People "
        "supervised are counted by risk and not by offence: the SFO rate is standardised for risk only.",
    )
