"""The weekly briefing on one screen: headline figures, what changed, what needs a decision, and the four charts."""

from datetime import date
from html import escape

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from pages.charts.bars import ranked_bars, stacked_shares
from pages.charts.text import unmarked
from pages.frame import cached_reader, downloads, page_files
from pages.panels.control_panel import drawn
from pages.panels.figure_panel import SYNTHETIC, Panel
from sfo_data.definitions import settings
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import WEEK, Briefing, Figure, Parts, Trend, briefing_words, numbers, view_of
from sfo_data.publishing.provenance import CodeTaken, KeyProblem, issue_code
from sfo_data.security.disclosure import Audience

READY = page_files.script(__file__, "briefing_ready.js")
STYLE = page_files.style(__file__, "briefing.css")
SCREENSHOT = page_files.style(__file__, "briefing_screenshot.css")
# Four charts, a row of figures and the words share 1,080 pixels.
CHART_HEIGHT = 226
AUDIENCES: dict[Audience, str] = {"internal": "Shown", "wider": "Withheld"}


def audience() -> Audience:
    """For whom the numbers are: the address's `audience`, or else "internal"."""
    asked = st.query_params.get("audience")
    return next((each for each in AUDIENCES if each == asked), "internal")


def weeks(briefing: Briefing) -> None:
    """The week before and after one click away, small numbers shown or withheld, and the view for a screenshot."""
    states = cached_reader.facts().known
    now = briefing.filters.known_on
    later = states.on(now + WEEK)
    with st.container(key="weeks", horizontal=True, vertical_alignment="bottom"):
        for label, to in (("Previous week", briefing.earlier), ("Next week", later if later != now else None)):
            words_of = f"{label}: {day_in_words(to)}" if to else f"{label}: none"
            st.button(words_of, on_click=_go_to, args=(to,), disabled=to is None)
        st.segmented_control(
            "Small numbers",
            list(AUDIENCES),
            default=briefing.audience,
            format_func=AUDIENCES.__getitem__,
            required=True,
            key="briefing_audience",
            on_change=_choose_audience,
        )
        st.button("View for a screenshot", on_click=_screenshot)


def _go_to(day: date) -> None:
    st.session_state["filter_known_on"] = day


def _choose_audience() -> None:
    st.query_params["audience"] = st.session_state["briefing_audience"]


def _screenshot() -> None:
    st.query_params["screenshot"] = "1"


def opening(briefing: Briefing) -> None:
    """The finding as the title, beside it the page's name, whose briefing and of which day; six headline figures."""
    st.html(STYLE + (SCREENSHOT if st.query_params.get("screenshot") == "1" else ""))
    with st.container(key="briefing_head", horizontal=True, vertical_alignment="bottom"):
        st.title(unmarked(briefing.title), anchor=False)
        st.html(
            f"<p>Serious Further Offences (SFOs), {escape(briefing.place)}<br>"
            f"<strong>Weekly briefing, week to {day_in_words(briefing.filters.known_on)}</strong></p>",
            width="content",
        )
    then = day_in_words(briefing.earlier) if briefing.earlier else ""
    boxes = []
    for card in briefing.cards:
        week = f"{card.last_week} on {then}" if then else "no briefing a week before"
        below = "".join(f"<li>{escape(line)}</li>" for line in card.below)
        boxes.append(
            f'<div class="card"><h2>{escape(card.label)}</h2><p class="value">{escape(card.value)}'
            f"<span>{escape(card.unit)}</span></p><ul><li><strong>{escape(week)}</strong></li>{below}</ul></div>"
        )
    st.html(f'<div class="briefing-cards">{"".join(boxes)}</div>')
    charts = {each.name for each in briefing.figures}
    for each in numbers(briefing):
        if each.name not in charts:
            downloads.offer(each.name, each.title, each.table, each.filters, each.about)


def lists(briefing: Briefing) -> None:
    """What changed over time and since last week, and what needs a decision."""
    parts = {
        "What changed over time": briefing.over_time,
        briefing_words.since(briefing): briefing_words.changed(briefing),
        "What needs a decision": [f"{each.what} {each.because}" for each in briefing.decisions]
        or ["Nothing that a rule names."],
    }
    sections = "".join(
        f"<section><h2>{escape(title)}</h2><ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul></section>"
        for title, lines in parts.items()
    )
    st.html(f'<div class="briefing-words">{sections}</div>')


def panels_of(briefing: Briefing) -> list[Panel]:
    """The four charts of the briefing with title, caption and table; without a chart where it may not be shown."""
    return [
        Panel(
            f"briefing_{each.name}",
            each.title,
            _chart(each),
            each.table,
            each.caption,
            briefing.filters,
            each.by if isinstance(each, Parts) else None,
        )
        for each in briefing.figures
    ]


def _chart(each: Figure) -> go.Figure | None:
    if not each.is_drawn:
        return None
    if isinstance(each, Trend):
        chart = drawn(each.chart) if each.chart else None
    elif each.parts:
        chart = stacked_shares(each.frame, each.by, each.parts, "numerator", each.order)
    else:
        bars = each.frame.with_columns(pl.col("numerator").fill_null(0))
        # Eight rows have no room for two lines each.
        texts = bars["words"].to_list()
        chart = ranked_bars(bars, each.by, "numerator", "Notifications", texts, width=42, lines=1)
    return chart.update_layout(height=CHART_HEIGHT) if chart else None


def seal(briefing: Briefing) -> None:
    """The foot: marking, what is shown, the day of knowledge, the printed code; and the mark that all is drawn."""
    charts = sum(each.is_drawn for each in briefing.figures)
    view = view_of(briefing)
    try:
        code = cached_reader.computed("code", lambda: issue_code(view), view)
    except (KeyProblem, CodeTaken, OSError) as error:
        # A picture that nobody could check is not offered as ready.
        st.warning(f"No code can be printed, so a picture of this page cannot be checked later: {error}")
        return
    marking = f"{settings.marking()}. {SYNTHETIC}." if briefing.is_synthetic else f"{settings.marking()}."
    st.html(
        f'<div class="briefing-seal" data-charts="{charts}" data-code="{code}">'
        f"<span>{escape(briefing_words.in_force(briefing))}</span>"
        f"<span>Showing: {escape(briefing.filters.sentence())} {briefing.filters.as_known()}.</span>"
        f"<span>{escape(marking)}</span><span>Code <code>{code}</code></span></div>{READY}",
        unsafe_allow_javascript=True,
    )
