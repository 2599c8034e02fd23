"""Checking a screenshot: a file or a printed code goes in, what it testifies to comes out."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from pages.charts.text import html_table
from pages.components import filter_bar, frames
from pages.components.downloads import offer
from pages.components.figure_panel import SYNTHETIC, heading
from sfo_data import testimony
from sfo_data.filters import from_url
from sfo_data.reporting_calendar import day_in_words
from sfo_data.testimony import Standing, Testimony, View, words
from sfo_data.verify_command import counted_again

MEGABYTES = testimony.MOST_BYTES // 1024**2


def inputs() -> list[Testimony]:
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
    of_file = _asked(lambda: testimony.check(file.getvalue(), file.name), file.name) if file else []
    return [*of_file, *(_asked(lambda: [testimony.look_up(code)], code) if code.strip() else [])]


def _remember(code: str) -> None:
    if code.strip():
        st.query_params["code"] = code.strip()
    else:
        st.query_params.pop("code", None)


def _asked(ask: Callable[[], list[Testimony]], name: str) -> list[Testimony]:
    try:
        return ask()
    except (testimony.Unreadable, testimony.WrongCode, testimony.KeyProblem) as error:
        heading(f"Cannot be checked: {name[:80]}")
        _paragraphs([str(error)])
        return []


def result(found: Testimony) -> None:
    """Draws what one file or code testifies to, the way back to its view, and what has moved since."""
    standing = _standing(found.view) if found.view else None
    heading(words.opening(found, standing))
    if found.view is None or standing is None:
        _paragraphs(words.sentences(found))
        return
    _paragraphs([*words.sentences(found), *words.of_standing(found.view, standing), *words.of_view(found.view)])
    # Made from the signed description only, after its signature held.
    st.link_button("Open this view", found.view.link())
    if standing.moved is not None and not standing.moved.is_empty():
        since = f"What has moved since {day_in_words(found.view.known_on)}, in the view's filters and period"
        table, facts = words.moved_table(standing.moved), frames.facts()
        st.html(html_table(since, table))
        filters, _ = from_url(dict(found.view.address), facts.known, filter_bar.current().scope)
        offer(f"moved_since_{found.view.data_sha256[:8]}", since, table, filters)
    mark = f"{SYNTHETIC}. " if frames.facts().is_synthetic else ""
    st.caption(f"{mark}Checked against the data as known on {day_in_words(standing.newest)}.")


def _standing(view: View) -> Standing:
    facts, scope = frames.facts(), filter_bar.current().scope

    def compared() -> Standing:
        return testimony.standing(frames.read, facts, view, counted_again(frames.read, facts, view), scope)

    return frames.computed("standing", compared, view, scope)


def _paragraphs(sentences: Sequence[str]) -> None:
    """Plain text: a stranger's file may speak in it."""
    st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in sentences))


def register_panel() -> None:
    """Names the lines of the register that cannot be trusted, where there are any."""
    try:
        problems = testimony.register_problems()
    except testimony.KeyProblem as error:
        problems = (str(error),)
    if problems:
        st.warning("Printed codes may be missing here: please tell those who run this service.")
        _paragraphs(problems[:10])
