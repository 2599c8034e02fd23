"""Checking a screenshot: a file or a printed code goes in, what it testifies to comes out."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from pages.charts.text import html_table
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import offer
from pages.panels.figure_panel import SYNTHETIC, heading
from sfo_data.definitions.filters import from_url
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing import provenance
from sfo_data.publishing.briefing.recount import counted_again
from sfo_data.publishing.provenance import CheckResult, View, currency, provenance_words
from sfo_data.publishing.provenance.currency import StoreComparison

MEGABYTES = provenance.MOST_BYTES // 1024**2


def inputs() -> list[CheckResult]:
    """Draws the two ways to ask and returns what the file, the code, or both testify to."""
    if "check_code" not in st.session_state:
        st.session_state["check_code"] = st.query_params.get("code", "")
    with st.container(border=True, key="check_inputs"):
        left, right = st.columns([3, 2])
        file = left.file_uploader(
            f"A PNG picture, PowerPoint deck, PDF or web page, up to {MEGABYTES} MB",
            max_upload_size=MEGABYTES,
            key="check_file",
            help="It is read in memory and not kept. A picture in a deck, document or spreadsheet is found too.",
        )
        code = right.text_input(
            "Or the code printed on it",
            key="check_code",
            max_chars=24,
            placeholder="7K3Q-9WXM-2F",
            help="Small letters, spaces and hyphens do not matter, nor O for 0, I or L for 1.",
        )
    _remember(code)
    of_file = _asked(lambda: provenance.check_in_own_process(file.getvalue(), file.name), file.name) if file else []
    return [*of_file, *(_asked(lambda: [provenance.look_up(code)], code) if code.strip() else [])]


def _remember(code: str) -> None:
    if code.strip():
        st.query_params["code"] = code.strip()
    else:
        st.query_params.pop("code", None)


def _asked(ask: Callable[[], list[CheckResult]], name: str) -> list[CheckResult]:
    try:
        return ask()
    except (provenance.Unreadable, provenance.WrongCode, provenance.KeyProblem) as error:
        heading(f"Cannot be checked: {name[:80]}")
        _paragraphs([str(error)])
        return []


def result(found: CheckResult) -> None:
    """Draws what one file or code testifies to, the way back to its view, and what has moved since."""
    compared = _compared_with_store(found.view) if found.view else None
    heading(provenance_words.opening(found, compared))
    if found.view is None or compared is None:
        _paragraphs(provenance_words.sentences(found))
        return
    _paragraphs(
        [
            *provenance_words.sentences(found),
            *provenance_words.against_the_store(found.view, compared),
            *provenance_words.of_view(found.view),
        ]
    )
    # Made from the signed description only, after its signature held.
    st.link_button("Open this view", found.view.link())
    if compared.moved is not None and not compared.moved.is_empty():
        since = f"What has moved since {day_in_words(found.view.known_on)}, in the view's filters and period"
        table, facts = provenance_words.moved_table(compared.moved), cached_reader.facts()
        st.html(html_table(since, table))
        filters, _ = from_url(dict(found.view.address), facts.known, filter_bar.current().scope)
        offer(f"moved_since_{found.view.data_sha256[:8]}", since, table, filters)
    mark = f"{SYNTHETIC}. " if cached_reader.facts().is_synthetic else ""
    st.caption(f"{mark}Checked against the data as known on {day_in_words(compared.newest)}.")


def _compared_with_store(view: View) -> StoreComparison:
    facts, scope = cached_reader.facts(), filter_bar.current().scope

    def compared() -> StoreComparison:
        return currency.compared(cached_reader.read, facts, view, counted_again(cached_reader.read, facts, view), scope)

    return cached_reader.computed("compared", compared, view, scope)


def _paragraphs(sentences: Sequence[str]) -> None:
    """Plain text: a stranger's file may speak in it."""
    st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in sentences))


def register_panel() -> None:
    """Names the lines of the register that cannot be trusted, where there are any."""
    try:
        problems = provenance.register_problems()
    except provenance.KeyProblem as error:
        problems = (str(error),)
    if problems:
        st.warning("Printed codes may be missing here: please tell those who run this service.")
        _paragraphs(problems[:10])
