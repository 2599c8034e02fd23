"""Providers beside each other on one measure: the reader's choice, the funnel, the map, the intervals."""

from dataclasses import dataclass

import polars as pl
import streamlit as st

from pages.charts.area_map import area_map
from pages.charts.dots import dots_with_intervals
from pages.charts.funnel import funnel_chart
from pages.frame import cached_reader
from pages.panels.compared_panel import Standard, compared_panel
from pages.panels.figure_panel import Panel, cached_panel
from pages.panels.held_panels import of_feed
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, Mix
from sfo_data.questions.fair_comparison import ALLOWED, Comparison, compare, within
from sfo_data.questions.figures import figures
from sfo_data.subjects.providers import provider_words
from sfo_data.wording import tables

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
    return cached_reader.computed("fair_comparison", lambda: compare(cached_reader.read, *inputs), *inputs)


def groups_shown(filters: Filters, choice: Choice) -> pl.DataFrame:
    """Of the providers compared those of the view."""
    types = VIEWS[choice.view][0] or filters.selected("provider_type")
    return within(comparison(filters, choice), filters.select("provider_type", types))


def table_shown(filters: Filters, choice: Choice) -> pl.DataFrame:
    """The providers of the view with their figures and findings, as readers see them."""
    return cached_reader.computed(
        "provider_words", lambda: tables.provider_words(groups_shown(filters, choice), choice.name), filters, choice
    )


@cached_panel
def funnel_panel(filters: Filters, choice: Choice) -> Panel:
    """The funnel; a click on a dot narrows to its provider."""
    found, groups = comparison(filters, choice), groups_shown(filters, choice)
    axes, digits = tables.funnel_axes(choice.name), tables.tick_format(choice.name)
    caption = provider_words.funnel_caption(
        groups, found.spread, choice.is_widened, filters.period, MEASURES[choice.name].kind == "rate"
    )
    return Panel(
        "funnel",
        provider_words.providers_title(groups, f"{choice.view}, {MEASURES[choice.name].label}", choice.mix),
        None
        if found.target is None
        else funnel_chart(groups, found.curves, found.position, found.target, axes, digits),
        table_shown(filters, choice),
        f"{caption} Click a dot to narrow the page.",
        filters,
        narrows="provider",
        notes=[("The limits drawn", tables.funnel_limits(found.curves, choice.name))],
    )


def map_panel(filters: Filters, choice: Choice) -> None:
    """The map, where the view has one; a click on an area narrows to it."""
    if VIEWS[choice.view][1]:
        _map_panel(filters, choice)


@cached_panel
def _map_panel(filters: Filters, choice: Choice) -> Panel:
    groups = groups_shown(filters, choice)
    _, boundaries, narrows = VIEWS[choice.view]
    return Panel(
        "provider_map",
        provider_words.providers_title(groups, "Areas", choice.mix),
        area_map(str(boundaries), tables.map_areas(groups, narrows, choice.name)),
        table_shown(filters, choice),
        provider_words.map_caption(choice.name),
        filters,
        narrows=narrows,
    )


@cached_panel
def intervals_panel(filters: Filters, choice: Choice) -> Panel:
    """Each provider with its interval, by name."""
    groups, target = groups_shown(filters, choice), comparison(filters, choice).target
    words = provider_words.overlap_title(groups, target), provider_words.INTERVALS_CAPTION
    axis = tables.funnel_axes(choice.name)[1], tables.tick_format(choice.name)
    table = table_shown(filters, choice)
    return compared_panel(
        "provider_intervals", words, filters, groups, "provider", axis, Standard(target), table, "provider"
    )


@of_feed("sfo_rate")
@cached_panel
def rates_panel(nation: Filters) -> Panel:
    """The SFO rate of each provider type at the same risk."""
    rates = tables.rate_groups(figures(cached_reader.read, nation, ["sfo_rate"], RATE_BY))
    return Panel(
        "sfo_rate_by_risk",
        provider_words.RATES_TITLE,
        dots_with_intervals(rates, "group", "SFOs per 1,000 people supervised a year", None, ""),
        tables.as_table(rates, "sfo_rate", provider_type="Provider type", risk_at_offence="Risk at the offence"),
        provider_words.RATES_CAPTION,
        nation,
    )
