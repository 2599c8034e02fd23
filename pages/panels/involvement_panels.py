"""Agencies and practitioners on a page: steps, divisions, time to sharing, homicide cases, a change after a day."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.involvement import share_told, steps_by_group
from pages.frame import cached_reader
from pages.panels.figure_panel import Panel, cached_panel
from pages.panels.held_panels import is_held, of_feed
from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.filters import Filters
from sfo_data.questions import control_charts
from sfo_data.subjects.involvement import (
    agencies,
    agency_words,
    change,
    divisions,
    homicides,
    involvement_words,
    practitioner_words,
    practitioners,
)


def _names(steps: Sequence[str]) -> dict[str, str]:
    return {step: involvement_words.STEP_NAMES[step] for step in steps}


@of_feed("agency_shared_share")
@cached_panel
def agency_steps_panel(filters: Filters) -> Panel:
    """The four steps of each agency."""
    steps = agencies.agency_steps(cached_reader.read, filters)
    return Panel(
        "agency_steps",
        agency_words.steps_title(steps),
        steps_by_group(steps, "agency", _names([agencies.INVOLVED, *agencies.STEPS]), "Share"),
        involvement_words.steps_table(steps, agency="Agency"),
        agency_words.steps_caption(steps),
        filters,
    )


def divisions_panel(filters: Filters, name: str, steps: Sequence[str], who: str) -> None:
    """Steps by division, by name, with those that stand apart by the rule."""
    if is_held(filters, steps[0]):
        _divisions_panel(filters, name, steps, who)


@cached_panel
def _divisions_panel(filters: Filters, name: str, steps: Sequence[str], who: str) -> Panel:
    first_day = cached_reader.facts().known.first_day
    compared = divisions.steps_by_division(cached_reader.read, filters, steps, first_day)
    shown = control_charts.shown(filters, first_day).national()
    return Panel(
        name,
        involvement_words.divisions_title(compared),
        steps_by_group(compared.sort("division", maintain_order=True), "division", _names(steps), f"Share of {who}"),
        involvement_words.steps_table(compared, division="Division"),
        involvement_words.divisions_caption(shown.period, who),
        shown,
    )


@of_feed("agency_shared_share")
@cached_panel
def sharing_panel(filters: Filters) -> Panel:
    """How long until agencies with findings are told, those not told yet counted."""
    found = agencies.sharing(cached_reader.read("agency_involvement", filters, "qa_completed_on"))
    return Panel(
        "agency_sharing",
        agency_words.sharing_title(found),
        share_told(agency_words.curve_drawn(found.curve)),
        agency_words.curve_table(found),
        agency_words.sharing_caption(found),
        filters,
        notes=[
            ("How many were still followed", agency_words.told_table(found)),
            ("Each agency: the middle wait, two ways", agency_words.waits_table(found)),
        ],
    )


def homicides_panel(filters: Filters) -> None:
    """Homicide cases without another multi-agency review: the share, its bounds, the years, the list."""
    _not_covered_panel(filters)
    _not_covered_list(filters)


@of_feed("homicide_not_covered_share")
@cached_panel
def _not_covered_panel(filters: Filters) -> Panel:
    found = homicides.coverage(cached_reader.read, filters)
    first_day = cached_reader.facts().known.first_day
    years = homicides.coverage_by_year(cached_reader.read, filters, first_day)
    return Panel(
        "homicides_not_covered",
        agency_words.coverage_title(found),
        stacked_shares(homicides.long(years), "year", "coverage", "numerator", homicides.STATES, "Share of cases"),
        agency_words.coverage_table(years),
        agency_words.coverage_caption(found, filters.period),
        filters.over(first_day, filters.known_on),
    )


@of_feed("homicide_not_covered_share")
@cached_panel
def _not_covered_list(filters: Filters) -> Panel:
    found = homicides.coverage(cached_reader.read, filters)
    return Panel(
        "homicides_not_covered_list",
        f"Homicide cases: {found.not_covered:,} not covered, {found.unanswered:,} without an answer",
        None,
        agency_words.list_table(homicides.not_covered_list(cached_reader.read, filters)),
        agency_words.list_caption(filters.period),
        filters,
    )


@of_feed("practitioner_interviewed_share")
@cached_panel
def practitioner_answers_panel(filters: Filters) -> Panel:
    """Each step with its yes and no, of those recorded."""
    rows = cached_reader.read("practitioner_involvement", filters, "qa_completed_on")
    counted = practitioners.answers(rows)
    without = practitioners.no_interview(cached_reader.read, filters)
    shown = counted.filter(pl.col("answer") != NOT_RECORDED).with_columns(
        step=pl.col("measure").replace_strict(involvement_words.STEP_NAMES)
    )
    return Panel(
        "practitioner_answers",
        practitioner_words.answers_title(counted),
        stacked_shares(shown, "step", "answer", "numerator", practitioners.ANSWERS[:2], "Share of those recorded"),
        practitioner_words.answers_table(counted),
        practitioner_words.answers_caption(counted, rows.height, without),
        filters,
    )


@of_feed("practitioner_interviewed_share")
@cached_panel
def roles_panel(filters: Filters) -> Panel:
    """Each step by the practitioner's role."""
    steps = practitioners.practitioner_steps(cached_reader.read("practitioner_involvement", filters, "qa_completed_on"))
    return Panel(
        "practitioner_roles",
        practitioner_words.roles_title(steps),
        steps_by_group(steps, "practitioner_role", _names(practitioners.STEPS), "Share of practitioners"),
        involvement_words.steps_table(steps, practitioner_role="Role"),
        practitioner_words.roles_caption(steps),
        filters,
    )


def change_panel(filters: Filters) -> None:
    """Before and after a day the reader chooses among those recorded."""
    if not is_held(filters, practitioners.STEPS[0], all_years=True):
        return
    options = practitioner_words.day_options(change.recorded_days(filters))
    on = st.selectbox("Compare before and after", options, format_func=options.__getitem__, key="change_on")
    _change_panel(filters, on)


@cached_panel
def _change_panel(filters: Filters, on: date) -> Panel:
    changes = _changes(filters, on)
    shown = change.shares(changes).with_columns(step=pl.col("name").replace_strict(involvement_words.STEP_NAMES))
    sides = {"before": "Year before", "after": "From the day on"}
    return Panel(
        "practitioner_change",
        practitioner_words.change_title(changes, on, filters.known_on),
        steps_by_group(shown, "step", sides, "Share of practitioners") if shown.height else None,
        practitioner_words.change_table(changes),
        practitioner_words.change_caption(on),
        filters.over(on - change.YEAR, min(on + change.YEAR, filters.known_on)),
    )


def _changes(filters: Filters, on: date) -> list[change.BeforeAfter]:
    steps = practitioners.STEPS
    return [change.before_after(cached_reader.read, filters, name, on, len(steps)) for name in steps]
