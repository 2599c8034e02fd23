"""Victims and families on a page: the steps from offer to reading, why none was made, and take-up by group."""

import streamlit as st

from pages.charts.bars import ranked_bars
from pages.charts.dots import dots_with_intervals
from pages.components import frames
from pages.components.control_panel import chart_of, control_panel
from pages.components.figure_panel import Panel, heading, kept
from sfo_data import victims
from sfo_data.dimensions import DIMENSIONS
from sfo_data.filters import Filters
from sfo_data.measures import INSPECTION, MEASURES
from sfo_data.victims import words

QUESTION, DATED_BY, TAKE_UP = "victim_contacts", "charge_outcome_on", "victim_take_up_share"
COUNTED = "Victims and families by date of the outcome in court"


@kept
def steps_panel(filters: Filters) -> Panel:
    """The steps from an offer owed to a review that could be read."""
    steps = victims.protect_steps(victims.follow(frames.read(QUESTION, filters, DATED_BY)))
    return Panel(
        "victim_steps",
        words.steps_title(steps),
        ranked_bars(words.bars(steps), "label", "count", "Families", words.step_texts(steps)),
        words.steps_table(steps),
        f"{COUNTED}, where it led to a conviction. Each share is of those at the step before for whom it was recorded. "
        f"{words.gaps(steps)}The table says what each could be at least and at most, and 95% intervals. "
        "Support, disclosure and meeting each follow the answer, not each other. After a recent outcome an offer or a "
        f"disclosure may still come. Source: case extract; the steps are those of {INSPECTION}.{words.note(steps)}",
    )


@kept
def reasons_panel(filters: Filters) -> Panel:
    """Why families owed an offer had none."""
    reasons = victims.reasons(frames.read(QUESTION, filters, DATED_BY))
    return Panel(
        "victim_reasons",
        words.reasons_title(reasons),
        ranked_bars(reasons, "reason", "count", "Families"),
        words.reasons_table(reasons),
        f"{COUNTED}, where it led to a conviction and no offer was made. “Not recorded”: nothing was entered, mostly "
        "where the outcome is recent and an offer may still come; “not recorded by provider” is what the provider "
        "sent. Reasons for fewer than 10 families are put together. Source: case extract.",
    )


@kept
def divisions_panel(filters: Filters) -> Panel:
    """Take-up by division of England and Wales, and which stand apart."""
    nation = victims.all_years(filters.national(), frames.facts().known.first_day)
    rows = frames.read(QUESTION, nation, DATED_BY)
    shares = victims.protect(victims.by_group(rows, TAKE_UP, "division"), "division")
    shares = words.with_findings(shares, victims.against_the_nation(rows, TAKE_UP))
    return Panel(
        "victim_take_up_by_division",
        words.apart_title(shares),
        dots_with_intervals(
            words.parts(shares), "division", MEASURES[TAKE_UP].label, words.whole(shares), "England and Wales", ".0%"
        ),
        words.groups_table(shares, "division", "Division"),
        f"{COUNTED}, {nation.period.in_words()}: all years to the end of the period, because one year is too few. Of "
        "those offered whose answer was recorded, with 95% intervals, by name. “Above” and “below” are said only where "
        "e-values with e-BH allow it, the families of those killed and other victims each compared with their like: "
        "where no division differs, one is named in at most 5% of looks. A low take-up may be a choice; it asks "
        f"whether the offer reached people in a way they could use. Source: case extract.{words.note(shares)}",
    )


def over_time_panel(filters: Filters, name: str) -> None:
    """A victim measure by quarter, or a sentence where no quarter has enough families."""
    if chart_of(filters, name).points["value"].is_not_null().any():
        control_panel(filters, name)
    else:
        heading(f"{MEASURES[name].label}: too few families by quarter to show")
        st.info(words.TOO_FEW)


@kept
def offences_panel(filters: Filters) -> Panel:
    """Take-up by offence group, under the filters, over all years."""
    by, years = "offence_group", victims.all_years(filters, frames.facts().known.first_day)
    shares = victims.protect(victims.by_group(frames.read(QUESTION, years, DATED_BY), TAKE_UP, by), by)
    return Panel(
        "victim_take_up_by_offence_group",
        words.groups_title(shares, "offence group"),
        dots_with_intervals(words.parts(shares), by, MEASURES[TAKE_UP].label, words.whole(shares), "All", ".0%"),
        words.groups_table(shares, by, DIMENSIONS[by].label),
        f"{COUNTED}, {years.period.in_words()}: all years to the end of the period. Of those offered whose answer was "
        "recorded, with 95% intervals, by name; no comparison is made, and of so many intervals some miss the share "
        f"of all by chance alone. Groups of fewer than 10 are put together. Source: case extract.{words.note(shares)}",
    )


def care() -> None:
    """A word to those who read this page, and what it does not hold."""
    st.markdown(
        "These figures are about people who were harmed and families who were bereaved. No names are held, and no "
        "figure is given of so few that a family could know itself in it. If what you read here touches you, stop "
        "when you need to, and talk to your manager or your staff support service."
    )
