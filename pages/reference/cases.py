"""Which cases stand behind the figures, and what happened in one of them?"""

from dataclasses import replace

import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.charts.timeline import timeline
from pages.frame import audit_trail, cached_reader, filter_bar
from pages.frame.downloads import download
from pages.frame.print_style import printed_table
from pages.panels.figure_panel import Panel, figure_panel
from pages.panels.held_panels import why_absent
from sfo_data.subjects import cases as case_list

PAGE_ROWS = 50

filters = filter_bar.current()
cases = case_list.case_list(cached_reader.read, filters)

st.title("Case list", anchor=False)
absent = why_absent(filters, "sfo_reviews")
said = f"{absent[0].lower()}{absent[1:]}" if absent else f"{cases.height:,} under these filters."
st.markdown(f"The cases behind the **Serious Further Offence (SFO)** figures: {said}")

pages = max(1, -(-cases.height // PAGE_ROWS))
left, right = st.columns([2, 6], vertical_alignment="bottom")
number = left.number_input(f"Page (of {pages:,})", 1, pages, key="case_page")
with right:
    download("cases", "Cases behind the figures, newest notification first", cases, filters, words="All cases:")
shown = cases.slice((number - 1) * PAGE_ROWS, PAGE_ROWS)
table = f"case_table_{filter_bar.times_back()}"


def open_chosen() -> None:
    """In the address before the page is drawn, so that the link to copy has it."""
    rows = st.session_state[table]["selection"]["rows"]
    _open(shown["Review"][rows[0]] if rows else "")


def _open(review: str) -> None:
    if review:
        st.query_params["case"] = review
    elif "case" in st.query_params:
        del st.query_params["case"]


st.dataframe(
    shown,
    hide_index=True,
    on_select=open_chosen,
    selection_mode="single-row",
    key=table,
    height=420,
    placeholder="Not recorded",
    column_config={name: st.column_config.DateColumn(format="D MMM YYYY") for name in case_list.DATES},
    alt=f"{shown.height} cases, newest notification first; choose a row to see its timeline",
)
printed_table(f"Cases, newest notification first: page {number:,} of {pages:,}", shown)

asked = st.query_params.get("case", "")
st.session_state["case_typed"] = asked[:64]
st.text_input(
    "Show the timeline of review",
    max_chars=64,
    key="case_typed",
    on_change=lambda: _open(st.session_state["case_typed"]),
    help="Choose a row above, or type a review's identifier.",
)
if asked:
    events = case_list.timeline(cached_reader.ask_within("case_timeline", review_id=asked, known_on=filters.known_on))
    if events.is_empty():
        audit_trail.refused("case timeline", "no such review in the reader's data")
        st.warning(f"There is no review “{unmarked(asked)}” in the data as known on this day.")
    else:
        audit_trail.case_viewed(asked, filters)
        figure_panel(
            Panel(
                "case_timeline",
                f"Review {asked}: {events.height} events from {events['Date'][0]:%B %Y} to {events['Date'][-1]:%B %Y}",
                timeline(events),
                events,
                "From supervision to the latest round of quality assurance, action and court outcome.",
                replace(filters, selections=()).over(events["Date"][0], events["Date"][-1]),
            )
        )
        st.html(html_table(f"Review {asked}, in order", events))
