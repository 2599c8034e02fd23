"""How a page opens: its question, what may be said in one sentence, headline figures, and what changed."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.components import downloads, frames
from pages.components.control_panel import chart_of
from pages.components.figure_panel import heading
from pages.components.measure_cards import measure_cards
from sfo_data import narrative
from sfo_data.figures import headlines
from sfo_data.filters import Filters
from sfo_data.reporting_calendar import day_in_words, last_day_before, year_earlier

EVIDENCE = "Each statement, its rule and the numbers the rule saw"


def opening(
    title: str, question: str, filters: Filters, cards: Sequence[str], charts: Sequence[str] = (), lead: str = ""
) -> pl.DataFrame:
    """Draws the top of a page and returns the headlines of its `cards`.

    `charts` are the measures whose control charts the page shows; what they allow to be said comes first, after the
    page's own finding (`lead`) where it has one.
    """
    earlier = frames.facts().known.on(year_earlier(filters.known_on))
    rows = frames.computed("headlines", lambda: headlines(frames.read, filters, cards, earlier), filters, cards)
    over_time = [narrative.of_chart(chart_of(filters, name)) for name in charts]
    against_before = [narrative.of_headline(row) for row in rows.iter_rows(named=True)]
    st.title(title, anchor=False)
    st.markdown(question)
    said = unmarked(narrative.headline([*over_time, *against_before]))
    st.markdown(f"**{unmarked(lead)} {said}**" if lead else f"**{said}**")
    measure_cards(filters, rows)
    heading("What changed")
    groups = {f"Against {filters.period.previous().in_words()}": against_before}
    if over_time:
        groups = {f"Over time, up to {day_in_words(last_day_before(filters.period.end))}": over_time, **groups}
    for place, (name, statements) in zip(st.columns(len(groups)), groups.items(), strict=True):
        sentences = "".join(f"\n- {unmarked(sentence)}" for sentence in narrative.what_changed(statements))
        place.markdown(f"{name}:\n{sentences}")
    _evidence([*over_time, *against_before], filters)
    return rows


def _evidence(statements: list[narrative.Statement], filters: Filters) -> None:
    table = narrative.evidence(statements)
    downloads.offer("evidence", EVIDENCE, table, filters)
    why = st.expander("Why these words", key="evidence", on_change="rerun")
    if why.open and not table.is_empty():
        chance = narrative.expected_by_chance(statements)
        why.markdown(
            f"If nothing at all had changed, at most {chance:.1f} of these {table.height} statements would still say "
            "that something rose or fell, on average."
        )
        why.html(html_table(EVIDENCE, table))
