"""Agencies and practitioners on a page: steps, divisions, time to sharing, homicide cases, a change after a day."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.involvement import share_told, steps_by_group
from pages.components import frames
from pages.components.figure_panel import Panel, kept
from sfo_data.filters import Filters
from sfo_data.involvement import (
    agencies,
    agency_words,
    change,
    homicides,
    practitioner_words,
    practitioners,
    standing,
    words,
)

ACCEPTED = "Reviews accepted in the period"


def _names(steps: Sequence[str]) -> dict[str, str]:
    return {step: words.STEP_NAMES[step] for step in steps}


@kept
def agency_steps_panel(filters: Filters) -> Panel:
    """The four steps of each agency."""
    steps = agencies.agency_steps(frames.read, filters)
    listed = steps["agency"].unique(maintain_order=True).to_list()
    return Panel(
        "agency_steps",
        agency_words.steps_title(steps),
        steps_by_group(steps, "agency", _names([agencies.INVOLVED, *agencies.STEPS]), "Share"),
        words.steps_table(steps, agency="Agency"),
        f"{ACCEPTED}, with 95% intervals. Worked with the person: of all reviews; took part and findings: of the "
        "reviews where the agency worked with the person and this was recorded; shared: of those with findings about "
        f"it, as known so far. {words.few_words(steps, 'agency')}{agency_words.listed_words(listed)} The cards count "
        "the first steps by receipt.",
    )


@kept
def divisions_panel(filters: Filters, name: str, steps: Sequence[str], who: str) -> Panel:
    """Steps by division, by name, with those that stand apart by the rule."""
    first_day = frames.facts().known.first_day
    compared = standing.stands_by_division(frames.read, filters, steps, first_day)
    period = standing.wide(filters.period, first_day)
    return Panel(
        name,
        words.stands_title(compared),
        steps_by_group(compared.sort("division", maintain_order=True), "division", _names(steps), f"Share of {who}"),
        words.steps_table(compared, division="Division"),
        f"Divisions by name, {period.in_words()}, with 95% intervals that allow for {who} of one review being treated "
        "alike. Filled: stands apart. Named one at a time by e-values, each against the others of the same quarters; "
        "where none differs the chance that any is named is at most 5%, over all divisions and steps shown. The "
        "filters on providers do not apply.",
    )


@kept
def sharing_panel(filters: Filters) -> Panel:
    """How long until agencies with findings are told, those not told yet counted."""
    found = agencies.sharing(frames.read("agency_involvement", filters, "qa_completed_on"))
    return Panel(
        "agency_sharing",
        agency_words.sharing_title(found),
        share_told(agency_words.curve_drawn(found.curve)),
        agency_words.curve_table(found),
        f"{ACCEPTED}: {found.concerned:,} agencies with findings about them, {found.told:,} told. Kaplan-Meier, with "
        "95% intervals: an agency not told is counted as waiting on the day of knowledge, not left out. Some may never "
        "be told, so the line need not reach half. The card counts those told alone, and also agencies told without a "
        "finding about them.",
        notes=[
            ("How many were still followed", agency_words.told_table(found)),
            ("Each agency: the middle wait, two ways", agency_words.waits_table(found)),
        ],
    )


def homicides_panel(filters: Filters) -> None:
    """Homicide cases without another multi-agency review: the share, its bounds, the years, the list."""
    _not_covered_panel(filters)
    _not_covered_list(filters)


@kept
def _not_covered_panel(filters: Filters) -> Panel:
    found = homicides.coverage(frames.read, filters)
    years = homicides.coverage_by_year(frames.read, filters, frames.facts().known.first_day)
    return Panel(
        "homicides_not_covered",
        agency_words.coverage_title(found),
        stacked_shares(homicides.long(years), "year", "coverage", "numerator", homicides.STATES, "Share of cases"),
        agency_words.coverage_table(years),
        f"Murder and manslaughter cases notified {filters.period.in_words()}. "
        f"{agency_words.coverage_sentence(found)} Other reviews: domestic homicide, child safeguarding practice and "
        "others. The bars show every calendar year. The inspection asks to consider making a multi-agency review "
        "mandatory for homicides that no other procedure covers.",
    )


@kept
def _not_covered_list(filters: Filters) -> Panel:
    found = homicides.coverage(frames.read, filters)
    return Panel(
        "homicides_not_covered_list",
        f"Homicide cases: {found.not_covered:,} not covered, {found.unanswered:,} without an answer",
        None,
        agency_words.list_table(homicides.not_covered_list(frames.read, filters)),
        f"The cases behind the title, notified {filters.period.in_words()}, for a reader who decides on a review. Look "
        "a case up by its identifier on the case list.",
    )


@kept
def practitioner_answers_panel(filters: Filters) -> Panel:
    """Each step with its yes, no and not recorded."""
    rows = frames.read("practitioner_involvement", filters, "qa_completed_on")
    counted = practitioners.answers(rows)
    without = practitioners.no_interview(frames.read, filters)
    shown = counted.with_columns(step=pl.col("measure").replace_strict(words.STEP_NAMES))
    return Panel(
        "practitioner_answers",
        practitioner_words.answers_title(counted),
        stacked_shares(shown, "step", "answer", "numerator", practitioners.ANSWERS, "Share of practitioners"),
        practitioner_words.answers_table(counted),
        f"{ACCEPTED}: {rows.height:,} practitioners whose work they looked at; the title is of those recorded. Without "
        "a date of interview or of seeing the report it counts as no. "
        f"{practitioner_words.no_interview_sentence(without)}",
    )


@kept
def roles_panel(filters: Filters) -> Panel:
    """Each step by the practitioner's role."""
    steps = practitioners.practitioner_steps(frames.read("practitioner_involvement", filters, "qa_completed_on"))
    return Panel(
        "practitioner_roles",
        practitioner_words.roles_title(steps),
        steps_by_group(steps, "practitioner_role", _names(practitioners.STEPS), "Share of practitioners"),
        words.steps_table(steps, practitioner_role="Role"),
        f"{ACCEPTED}, by role at the time, of those recorded, with 95% intervals. "
        f"{words.few_words(steps, 'practitioner_role')}",
    )


def change_panel(filters: Filters) -> None:
    """Before and after a day the reader chooses among those recorded."""
    options = practitioner_words.day_options(change.recorded_days(filters))
    on = st.selectbox("Compare before and after", options, format_func=options.__getitem__, key="change_on")
    _change_panel(filters, on)


@kept
def _change_panel(filters: Filters, on: date) -> Panel:
    changes = _changes(filters, on)
    shown = change.shares(changes).with_columns(step=pl.col("name").replace_strict(words.STEP_NAMES))
    sides = {"before": "Year before", "after": "From the day on"}
    return Panel(
        "practitioner_change",
        practitioner_words.change_title(changes, on, filters.known_on),
        steps_by_group(shown, "step", sides, "Share of practitioners") if shown.height else None,
        practitioner_words.change_table(changes),
        practitioner_words.change_caption(on),
    )


def _changes(filters: Filters, on: date) -> list[change.BeforeAfter]:
    steps = practitioners.STEPS
    return [change.before_after(frames.read, filters, name, on, len(steps)) for name in steps]
