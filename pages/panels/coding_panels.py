"""Search of the findings, how far coders agree, and suggested codes for findings that have none."""

from dataclasses import replace

import polars as pl
import streamlit as st

from pages.charts.dots import dots_with_intervals
from pages.charts.text import html_table
from pages.frame import cached_reader
from pages.frame.downloads import download, offer
from pages.frame.typed_slider import typed_slider
from pages.panels.figure_panel import Panel, cached_panel, heading
from sfo_data.definitions.filters import Filters
from sfo_data.subjects.themes import coding_help, finding_search
from sfo_data.subjects.themes.coding_help import Help, TooFewCoded
from sfo_data.subjects.themes.finding_search import END_MARK, LONGEST_QUERY, MARK, Index

# Rows drawn of a long list; the download has them all.
SHOWN = 20
DATED_BY = "qa_completed_on"


def search_panel(filters: Filters) -> None:
    """A search box whose words stand in the address, and the findings found, best first."""
    heading("Search the findings")
    words = _search_box()
    st.caption(finding_search.HOW_TO_SEARCH)
    if not words.strip():
        return
    of_all = (filters.scope, filters.known_on)
    index = cached_reader.computed("finding_index", lambda: _index(filters), *of_all)
    found = finding_search.search(index, cached_reader.read("findings", filters, DATED_BY), words)
    for notice in found.notices:
        st.info(notice)
    table = finding_search.as_table(found)
    more = f"The first {SHOWN} are shown; the download has all." if table.height > SHOWN else ""
    st.markdown(f"**{table.height:,} found** of {found.searched:,} findings searched. {more}")
    if table.height:
        with st.container(key="found_findings"):
            marked = html_table("Findings found, best match first", table.head(SHOWN))
            st.html(marked.replace(MARK, "<mark>").replace(END_MARK, "</mark>"))
            plain = finding_search.without_marks(table)
            download("findings_found", f"Findings found: {words}", plain, filters, words=f"All {plain.height:,}:")


def _search_box() -> str:
    """The words searched for: those typed; in a new session, those in the address."""
    if "search_words" not in st.session_state:
        st.session_state["search_words"] = _printable(st.query_params.get("search", ""))
    words = _printable(st.text_input("Words to search for", max_chars=LONGEST_QUERY, key="search_words"))
    if words:
        st.query_params["search"] = words
    else:
        st.query_params.pop("search", None)
    return words


def _printable(words: str) -> str:
    return "".join(letter for letter in words if letter.isprintable())[:LONGEST_QUERY]


def coding_panel(filters: Filters) -> None:
    """How far coders agree; suggested codes and how good they are, worked out when the reader opens them."""
    findings, codes = (cached_reader.read(question, filters, DATED_BY) for question in ("findings", "finding_codes"))
    themes = cached_reader.ask("themes", known_on=filters.known_on)
    _agreement(filters)
    panel = st.expander("Suggested codes for findings that have none", key="coding_help", on_change="rerun")
    if not panel.open:
        return
    with panel:
        try:
            help_ = cached_reader.computed("coding_help", lambda: _learned(filters), filters.scope, filters.known_on)
        except TooFewCoded as error:
            st.info(f"No suggestions: {error}")
            return
        st.markdown(coding_help.model_sentence(help_))
        least = typed_slider("coding_least", "Show suggestions of at least (%)", 20, 95, 50)
        _suggested(help_, findings, codes, themes, filters, least)
        _how_good(help_, themes, filters, least)


@cached_panel
def _agreement(filters: Filters) -> Panel:
    found = coding_help.coder_agreement(cached_reader.read("finding_codes", filters, DATED_BY))
    drawn, table = coding_help.agreement_tables(found, cached_reader.ask("themes", known_on=filters.known_on))
    return Panel(
        "coder_agreement",
        coding_help.agreement_title(found),
        None if drawn.is_empty() else dots_with_intervals(drawn, "label", coding_help.KAPPA_AXIS, None, "", ".1f"),
        table,
        coding_help.agreement_caption(filters.period.in_words()),
        filters,
    )


def _suggested(
    help_: Help, findings: pl.DataFrame, codes: pl.DataFrame, themes: pl.DataFrame, filters: Filters, least: int
) -> None:
    shown = coding_help.suggestions(help_.suggested, findings, codes, least / 100)
    st.markdown(coding_help.suggested_sentence(shown, findings, codes, least))
    table = coding_help.suggestion_table(shown, themes)
    if not table.is_empty():
        st.html(html_table(f"Suggested themes, likeliest first (at most {SHOWN})", table.head(SHOWN)))
        title = f"Suggested themes of at least {least}%, likeliest first"
        download("suggested_codes", title, table, filters, coding_help.UNCONFIRMED, f"All {table.height:,}:")
    if st.toggle(f"Count suggestions of at least {least}% as codes, in this table only", key="count_suggestions"):
        both = coding_help.counts_both_ways(codes, shown, themes)
        title, counted = "Findings by theme, coded by people and with suggestions", coding_help.counts_table(both)
        st.html(html_table(title, counted))
        st.caption(coding_help.UNCONFIRMED)
        offer("findings_with_suggestions", title, counted, filters, coding_help.UNCONFIRMED)


def _how_good(help_: Help, themes: pl.DataFrame, filters: Filters, least: int) -> None:
    scored = coding_help.scores_table(coding_help.scores(help_.held_out, least / 100), themes)
    title = f"How good are suggestions of at least {least}%?"
    st.html(html_table(title, scored))
    measured = coding_help.scores_caption(help_, cached_reader.facts().is_synthetic)
    st.caption(measured)
    learned_from = _every(filters).over(cached_reader.facts().known.first_day, filters.known_on)
    download("coding_scores", title, scored, learned_from, measured)
    title, calibrated = "Are the probabilities true?", coding_help.calibration_table(help_.held_out)
    st.html(html_table(title, calibrated))
    st.caption(coding_help.CALIBRATED)
    offer("coding_calibration", title, calibrated, learned_from, coding_help.CALIBRATED)


def _every(filters: Filters) -> Filters:
    return replace(filters, selections=())


def _learned(filters: Filters) -> Help:
    every = _every(filters)
    return coding_help.learn(
        cached_reader.read("findings", every, None), cached_reader.read("finding_codes", every, None)
    )


def _index(filters: Filters) -> Index:
    every = _every(filters)
    themes = cached_reader.ask("themes", known_on=filters.known_on)
    return finding_search.build(
        cached_reader.read("findings", every, None), cached_reader.read("finding_codes", every, None), themes
    )
