"""Which cases stand behind the figures, and what happened in one of them?"""

import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.charts.timeline import timeline
from pages.components import audit_trail, filter_bar, frames
from pages.components.downloads import download
from pages.components.figure_panel import Panel, figure_panel
from pages.components.print_style import printed_table
from sfo_data import case_list

PAGE_ROWS = 50

filters = filter_bar.current()
cases = case_list.case_list(frames.read, filters)

st.title("Case list", anchor=False)
st.markdown(f"The cases behind the **Serious Further Offence (SFO)** figures: {cases.height:,} under these filters.")

pages = max(1, -(-cases.height // PAGE_ROWS))
left, right = st.columns([2, 6], vertical_alignment="bottom")
number = left.number_input(f"Page (of {pages:,})", 1, pages, key="case_page")
with right:
    download("cases", "Cases behind the figures, newest notification first", cases, filters, words="All cases:")
shown = cases.slice((number - 1) * PAGE_ROWS, PAGE_ROWS)
picked = st.dataframe(
    shown,
    hide_index=True,
    on_select="rerun",
    selection_mode="single-row",
    key="case_table",
    height=420,
    placeholder="Not recorded",
    column_config={name: st.column_config.DateColumn(format="D MMM YYYY") for name in case_list.DATES},
    alt=f"{shown.height} cases, newest notification first; choose a row to see its timeline",
)
printed_table(f"Cases, newest notification first: page {number:,} of {pages:,}", shown)
if picked.selection.rows:
    st.query_params["case"] = shown["Review"][picked.selection.rows[0]]

asked = st.query_params.get("case", "")
asked = st.text_input(
    "Show the timeline of review", asked, max_chars=64, help="Choose a row above, or type a review's identifier."
)
if asked:
    st.query_params["case"] = asked
    events = case_list.timeline(frames.ask_within("case_timeline", review_id=asked, known_on=filters.known_on))
    if events.is_empty():
        audit_trail.refused("case timeline", "no such review in the reader's data")
        st.warning(f"There is no review “{unmarked(asked)}” in the data as known on this day.")
    else:
        audit_trail.case_viewed(asked)
        figure_panel(
            Panel(
                "case_timeline",
                f"Review {asked}: {events.height} events from {events['Date'][0]:%B %Y} to {events['Date'][-1]:%B %Y}",
                timeline(events),
                events,
                "From supervision to the latest round of quality assurance, action and court outcome.",
            )
        )
        st.html(html_table(f"Review {asked}, in order", events))
elif "case" in st.query_params:
    del st.query_params["case"]
