"""Actions on a page: where they stand, with what evidence, what is overdue, and the ledger of recommendations."""

import polars as pl
import streamlit as st

from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.charts.text import html_table
from pages.frame import cached_reader
from pages.frame.downloads import download
from pages.panels.compared_panel import Standard, compared_panel
from pages.panels.figure_panel import Panel, as_at, cached_panel, heading, showing
from pages.panels.held_panels import is_held, of_feed
from sfo_data.definitions import settings
from sfo_data.definitions.filters import Filters
from sfo_data.subjects import actions
from sfo_data.subjects.actions import action_words, ledger

LISTED = 20


def status_panels(filters: Filters) -> None:
    """Where the actions of the period stand, and with what evidence they were done, by level."""
    left, right = st.columns(2)
    with left:
        _status_panel(filters)
    with right:
        _evidence_panel(filters)


@of_feed("actions_raised")
@cached_panel
def _status_panel(filters: Filters) -> Panel:
    status = actions.by_status(cached_reader.read, filters)
    return Panel(
        "actions_by_status",
        action_words.status_title(status),
        stacked_shares(status, "action_level", "action_status", "numerator", actions.STATUSES, "Share of actions"),
        action_words.crossed_table(status, "action_status", "Status"),
        action_words.STATUS_CAPTION,
        filters,
    )


@of_feed("actions_on_time_share")
@cached_panel
def _evidence_panel(filters: Filters) -> Panel:
    evidence = actions.by_evidence(cached_reader.read, filters)
    return Panel(
        "actions_by_evidence",
        action_words.evidence_title(evidence),
        stacked_shares(evidence, "action_level", "evidence", "numerator", actions.EVIDENCE, "Share of actions"),
        action_words.crossed_table(evidence, "evidence", "Evidence"),
        action_words.EVIDENCE_CAPTION,
        filters,
    )


@of_feed("actions_overdue")
@cached_panel
def overdue_panel(filters: Filters) -> Panel:
    """How long the overdue actions have been so."""
    late = _overdue(filters)
    ages = actions.overdue_ages(late)
    return Panel(
        "actions_overdue_by_age",
        action_words.overdue_title(late),
        ranked_bars(ages, "band", "numerator", "Actions overdue"),
        ages.rename({"band": "Past their date by", "numerator": "Actions"}),
        action_words.OVERDUE_CAPTION,
        filters.on_its_day(),
    )


@of_feed("actions_on_time_share")
@cached_panel
def division_panel(filters: Filters) -> Panel:
    """The share done by their date, by the owner's division, by name."""
    nation = filters.national()
    compared = actions.by_division(cached_reader.read, nation)
    words = action_words.division_title(compared), action_words.DIVISION_CAPTION
    standard = Standard(compared["national"][0] if compared.height else None, "All owners")
    axis, table = ("Share done by their date", ".0%"), action_words.division_table(compared)
    return compared_panel("actions_on_time_by_division", words, nation, compared, "label", axis, standard, table)


@of_feed("actions_raised", all_years=True)
@cached_panel
def completion_panel(filters: Filters) -> Panel:
    """The median time to completion by year raised, open actions counted."""
    years = actions.completion_by_year(cached_reader.read, filters)
    return Panel(
        "actions_completion_by_year",
        action_words.completion_title(years),
        dots_with_intervals(years, "raised_in", "Days until half are done", None, "", tick_format=",.0f"),
        action_words.completion_table(years),
        action_words.COMPLETION_CAPTION,
        filters.over(cached_reader.facts().known.first_day, filters.known_on),
    )


def overdue_list(filters: Filters) -> None:
    """The overdue actions, longest first: the first 20 on the page, all in the download."""
    if not is_held(filters, "actions_overdue"):
        return
    late = _overdue(filters)
    table = action_words.overdue_table(late)
    heading("Overdue longest")
    if table.is_empty():
        st.info("No action is overdue under these filters.")
        return
    shown = f"The {min(LISTED, table.height)} actions overdue longest, of {table.height:,}"
    st.html(html_table(shown, table.head(LISTED)))
    caption = action_words.OVERDUE_CAPTION
    st.caption(f"{caption} {as_at(filters)}")
    all_of_them = f"All {table.height:,}:"
    download("actions_overdue", "Actions overdue longest", table, filters.on_its_day(), caption, all_of_them)


def _overdue(filters: Filters) -> pl.DataFrame:
    return cached_reader.computed("actions_overdue", lambda: actions.overdue(cached_reader.read, filters), filters)


def ledger_panel(filters: Filters) -> None:
    """Each national recommendation with its registered test and verdict, and the head of the chain."""
    path = settings.ledger()
    try:
        read = ledger.read(path.read_bytes())
    except (ledger.Broken, ledger.WrongRegistration) as error:
        heading("The ledger of recommendations cannot be relied on")
        st.error(f"{path.name}, {error} No verdicts are shown.")
        return
    facts = cached_reader.facts()
    found = cached_reader.computed(
        "ledger",
        lambda: ledger.verdicts(cached_reader.read, filters, facts.known, facts.is_synthetic, read.in_force),
        filters.known_on,
        filters.scope,
        read.head,
    )
    table = ledger.ledger_table(found)
    heading(ledger.ledger_title(found))
    st.markdown(ledger.LEDGER_LEAD)
    with st.container(key="ledger"):
        st.html(html_table(ledger.LEDGER_TABLE, table))
    caption = ledger.ledger_caption(found)
    shown = filters.of_everybody().over(facts.known.first_day, filters.known_on)
    st.caption(f"{caption} {showing(shown)}")
    st.markdown(f"Head of the ledger, {len(read.registrations)} entries: `{read.head}`  \n{ledger.HASH_CHAIN}")
    download("ledger", ledger.LEDGER_TABLE, table, shown, f"{caption} Head of the ledger: {read.head}.")
