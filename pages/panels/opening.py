"""How a page opens: its question, what may be said in one sentence, and headline figures, in one row each."""

import re
from collections.abc import Sequence
from html import escape

import polars as pl
import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.frame import downloads
from pages.panels.measure_cards import measure_cards
from pages.panels.measure_sentence import headline_rows, statement_of
from sfo_data.definitions.filters import Filters
from sfo_data.wording import coverage_words, narrative

OPENED, WHY = "opened", "Why these words"
EVIDENCE = "Each statement, its rule and the numbers the rule saw"


def page_head(title: str, question: str, finding: str = "") -> str:
    """The title, the question beside it (`**` makes strong), and the finding below it, as HTML."""
    asked = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(question))
    found = f'<p class="finding">{escape(finding)}</p>' if finding else ""
    return f'<div class="head"><h1>{escape(title)}</h1><p class="question">{asked}</p></div>{found}'


def opening(
    title: str, question: str, filters: Filters, cards: Sequence[str], charts: Sequence[str] = (), lead: str = ""
) -> pl.DataFrame:
    """Draws the top of a page and returns the headlines of its `cards`.

    One statement for each card, and for each of `charts` (the measures whose control charts the page shows) that has no
    card; the page's own finding (`lead`) comes first where it has one.
    """
    rows = headline_rows(filters, cards)
    said = {name: statement_of(filters, name) for name in dict.fromkeys([*charts, *cards])}
    sentence = narrative.headline(list(said.values()), WHY)
    finding = coverage_words.no_figures(rows.iter_rows(named=True)) or f"{lead} {sentence}".strip()
    st.html(page_head(title, question, finding) + measure_cards(filters, rows, said))
    st.session_state[OPENED] = filters, rows, list(said.values())
    return rows


def begin() -> None:
    """Forgets the opening of the run before."""
    st.session_state.pop(OPENED, None)


def why_these_words() -> None:
    """Every statement of the page's opening with its rule, folded at its foot: what changed, and what did not."""
    if OPENED not in st.session_state:
        return
    filters, rows, statements = st.session_state[OPENED]
    table = narrative.evidence(statements)
    downloads.offer("evidence", EVIDENCE, table, filters)
    why = st.expander(WHY, key="evidence", on_change="rerun")
    if not why.open:
        return
    told = narrative.what_changed(statements)
    told = told + coverage_words.beside(rows.iter_rows(named=True), is_alone=not told)
    sentences = "".join(f"\n- {unmarked(sentence)}" for sentence in told)
    why.markdown(f"Over time, and against {filters.period.previous().in_words()}:\n{sentences}")
    if not table.is_empty():
        chance = narrative.expected_by_chance(statements)
        why.markdown(
            f"If nothing at all had changed, at most {chance:.1f} of these {table.height} statements would still say "
            "that something changed, on average. That is the worst of the simulated worlds in which "
            "nothing changes (docs/words.md)."
        )
        why.html(html_table(EVIDENCE, table))
