"""Victims and families on a page: the steps from offer to reading, why none was made, and take-up by group."""

import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.dots import dots_with_intervals
from pages.frame import cached_reader
from pages.panels.compared_panel import Standard, compared_panel
from pages.panels.control_panel import control_panel
from pages.panels.figure_panel import Panel, cached_panel, heading
from pages.panels.held_panels import is_held, of_feed
from pages.panels.measure_sentence import chart_of
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects import victims
from sfo_data.subjects.victims import victim_words

QUESTION, DATED_BY, TAKE_UP = "victim_contacts", "charge_outcome_on", "victim_take_up_share"


@of_feed("victim_offered_share")
@cached_panel
def steps_panel(filters: Filters) -> Panel:
    """The steps from an offer owed to a review that could be read."""
    steps = victims.protect_steps(victims.follow(cached_reader.read(QUESTION, filters, DATED_BY)))
    return Panel(
        "victim_steps",
        victim_words.steps_title(steps),
        ranked_bars(victim_words.bars(steps), "label", "count", "Families", victim_words.step_texts(steps)),
        victim_words.steps_table(steps),
        victim_words.steps_caption(steps),
        filters,
    )


@of_feed("victim_offered_share")
@cached_panel
def reasons_panel(filters: Filters) -> Panel:
    """Why families owed an offer had none."""
    reasons = victims.reasons(cached_reader.read(QUESTION, filters, DATED_BY))
    return Panel(
        "victim_reasons",
        victim_words.reasons_title(reasons),
        ranked_bars(reasons, "reason", "count", "Families"),
        victim_words.reasons_table(reasons),
        victim_words.REASONS,
        filters,
    )


@of_feed("victim_take_up_share")
@cached_panel
def divisions_panel(filters: Filters) -> Panel:
    """Take-up by division of England and Wales, and which stand apart."""
    years = victims.all_years(filters, cached_reader.facts().known.first_day)
    nation = years.national()
    rows = cached_reader.read(QUESTION, nation, DATED_BY)
    shares = victims.protect(victims.by_group(rows, TAKE_UP, "division"), "division")
    shares = victim_words.with_findings(shares, victims.against_the_nation(cached_reader.read, years, TAKE_UP))
    words = victim_words.divisions_title(shares), victim_words.divisions_caption(shares, nation.period)
    drawn, standard = victim_words.parts(shares), Standard(victim_words.whole(shares))
    axis, table = (MEASURES[TAKE_UP].label, ".0%"), victim_words.groups_table(shares, "division", "Division")
    return compared_panel("victim_take_up_by_division", words, nation, drawn, "division", axis, standard, table)


def over_time_panel(filters: Filters, name: str) -> None:
    """A victim measure by quarter, or a sentence where no quarter has enough families."""
    if not is_held(filters, name):
        return
    if chart_of(filters, name).points["value"].is_not_null().any():
        control_panel(filters, name)
    else:
        heading(f"{MEASURES[name].label}: too few families by quarter to show")
        st.info(victim_words.TOO_FEW)


@of_feed("victim_take_up_share")
@cached_panel
def offences_panel(filters: Filters) -> Panel:
    """Take-up by offence group, under the filters, over all years."""
    by, years = "offence_group", victims.all_years(filters, cached_reader.facts().known.first_day)
    shares = victims.protect(victims.by_group(cached_reader.read(QUESTION, years, DATED_BY), TAKE_UP, by), by)
    return Panel(
        "victim_take_up_by_offence_group",
        victim_words.groups_title(shares, "offence group"),
        dots_with_intervals(
            victim_words.parts(shares), by, MEASURES[TAKE_UP].label, victim_words.whole(shares), "All", ".0%"
        ),
        victim_words.groups_table(shares, by, DIMENSIONS[by].label),
        victim_words.groups_caption(shares, years.period),
        years,
    )


def care() -> None:
    """A word to those who read this page, and what it does not hold."""
    st.markdown(victim_words.CARE)
