"""Actions on a page: where they stand, with what evidence, what is overdue, and the ledger of recommendations."""

import polars as pl
import streamlit as st

from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.charts.text import html_table
from pages.components import frames
from pages.components.downloads import download
from pages.components.figure_panel import Panel, as_at, heading, kept
from sfo_data import action_list, ledger, settings
from sfo_data.action_list import words
from sfo_data.filters import Filters
from sfo_data.measures import INSPECTION

LISTED = 20
LEDGER_TABLE = "National recommendations and their registered tests"
HONEST = (
    "Each entry carries the SHA-256 of its content and of the hash before it. That shows that nothing was changed, "
    "moved or taken out since the head was published. It does not show when an entry was written: the date is the "
    "registrar’s word, and only a head noted elsewhere at the time makes it more. A test that is met says that the "
    "measure moved as registered, not that the recommendation moved it. The entries in the box are a demonstration: "
    "dated in the calendar of the synthetic extract, written in November 2026."
)


def standing_panels(filters: Filters) -> None:
    """Where the actions of the period stand, and with what evidence they were done, by level."""
    left, right = st.columns(2)
    with left:
        _status_panel(filters)
    with right:
        _evidence_panel(filters)


@kept
def _status_panel(filters: Filters) -> Panel:
    status = action_list.by_status(frames.read, filters)
    return Panel(
        "actions_by_status",
        words.status_title(status),
        stacked_shares(status, "action_level", "action_status", "numerator", action_list.STATUSES, "Share of actions"),
        words.crossed_table(status, "action_status", "Status"),
        "Recommendations and actions raised in the period, by level: for the case, the provider, or all of "
        "England and Wales (owned by HMPPS). Source: case extract.",
    )


@kept
def _evidence_panel(filters: Filters) -> Panel:
    evidence = action_list.by_evidence(frames.read, filters)
    return Panel(
        "actions_by_evidence",
        words.evidence_title(evidence),
        stacked_shares(evidence, "action_level", "evidence", "numerator", action_list.EVIDENCE, "Share of actions"),
        words.crossed_table(evidence, "evidence", "Evidence"),
        "Actions done that were due in the period, by level. “Reported only”: the owner said so and nobody saw it. "
        "Source: case extract.",
    )


@kept
def overdue_panel(filters: Filters) -> Panel:
    """How long the overdue actions have been so."""
    late = _overdue(filters)
    ages = action_list.overdue_ages(late)
    return Panel(
        "actions_overdue_by_age",
        words.overdue_title(late),
        ranked_bars(ages, "band", "numerator", "Actions overdue"),
        ages.rename({"band": "Past their date by", "numerator": "Actions"}),
        "Actions past their date and not done on the day of knowledge, whatever the period. Source: case extract.",
    )


@kept
def division_panel(filters: Filters) -> Panel:
    """The share done by their date, by the owner's division, by name."""
    nation = filters.national()
    compared = action_list.by_division(frames.read, nation)
    national = compared["national"][0] if compared.height else None
    return Panel(
        "actions_on_time_by_division",
        words.division_title(compared),
        dots_with_intervals(compared, "label", "Share done by their date", national, "All owners", tick_format=".0%"),
        words.division_table(compared),
        "Actions that fell due in the period, by the owner’s division; “National” is HMPPS. By name, with 95% "
        "intervals. “Above” and “below” follow e-values with e-BH: at most 5% of such findings are expected to be "
        "false. Source: case extract.",
    )


@kept
def completion_panel(filters: Filters) -> Panel:
    """The median time to completion by year raised, open actions counted."""
    years = action_list.completion_by_year(frames.read, filters)
    return Panel(
        "actions_completion_by_year",
        words.completion_title(years),
        dots_with_intervals(years, "raised_in", "Days until half are done", None, "", tick_format=",.0f"),
        words.completion_table(years),
        "Calendar days from raising to completion, median by year raised, whatever the period. Kaplan-Meier: actions "
        "not done count as long as they have been open. 95% intervals where reached. Source: case extract.",
    )


def overdue_list(filters: Filters) -> None:
    """The overdue actions, longest first: the first 20 on the page, all in the download."""
    late = _overdue(filters)
    table = words.overdue_table(late)
    heading("Overdue longest")
    if table.is_empty():
        st.info("No action is overdue under these filters.")
        return
    shown = f"The {min(LISTED, table.height)} actions overdue longest, of {table.height:,}"
    st.html(html_table(shown, table.head(LISTED)))
    caption = "Actions past their date and not done, whatever the period. Source: case extract."
    st.caption(f"{caption} {as_at(filters)}")
    download("actions_overdue", "Actions overdue longest", table, filters, caption, f"All {table.height:,}:")


def _overdue(filters: Filters) -> pl.DataFrame:
    return frames.computed("actions_overdue", lambda: action_list.overdue(frames.read, filters), filters)


def ledger_panel(filters: Filters) -> None:
    """Each national recommendation with its registered test and verdict, and the head of the chain."""
    path = settings.ledger()
    try:
        read = ledger.read(path.read_bytes())
    except (ledger.Broken, ledger.WrongRegistration) as error:
        heading("The ledger of recommendations cannot be relied on")
        st.error(f"{path.name}, {error} No verdicts are shown.")
        return
    facts = frames.facts()
    found = frames.computed(
        "ledger",
        lambda: ledger.verdicts(frames.read, filters, facts.known, facts.is_synthetic, read.standing),
        filters.known_on,
        filters.scope,
        read.head,
    )
    table = ledger.ledger_table(found)
    heading(ledger.ledger_title(found))
    st.markdown(
        "What the inspection recommended, in our own short words, each tied to a measure, with baseline and test fixed "
        "before the data of its test period. All of England and Wales, whatever the filters."
    )
    with st.container(key="ledger"):
        st.html(html_table(LEDGER_TABLE, table))
    caption = (
        f"Recommendations: {INSPECTION}, {', '.join(dict.fromkeys(each.registration.source for each in found))}. "
        "Test: the share in the test period against the baseline, one-sided, 5% over all tests together (Holm), units "
        "of one review not taken as independent. Met: the test is passed and the gain is at least the one registered. "
        "Not met: the 95% interval lies under it. Cannot tell: anything else."
    )
    st.caption(f"{caption} {as_at(filters)}")
    st.markdown(f"Head of the ledger, {len(read.registrations)} entries: `{read.head}`  \n{HONEST}")
    download("ledger", LEDGER_TABLE, table, filters, f"{caption} Head of the ledger: {read.head}.")
