"""What is waiting for quality assurance, who does the work, and when will reviews be on time again?"""

import streamlit as st

from pages.charts.text import html_table
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import download
from pages.panels.control_panel import control_panel
from pages.panels.figure_panel import heading
from pages.panels.forecast_panels import forecast_panels
from pages.panels.opening import opening
from pages.panels.turnaround_panels import flow_panel, posts_panel
from sfo_data.definitions import targets
from sfo_data.subjects.turnaround import qa_work

CARDS = ["open_reviews", "open_over_target", "oldest_open_days", "returned_share"]
CHARTS = ["qa_received", "qa_completed"]

filters = filter_bar.current()
target = targets.on(filters.known_on)
opening(
    "Road back to target",
    "What is waiting for the quality assurance of **Serious Further Offence (SFO)** reviews, who does the work, and "
    f"when will reviews be finished within {target.in_words()} again?",
    filters,
    CARDS,
    CHARTS,
)
forecast_panels(filters.known_on)

oldest = cached_reader.computed("oldest_open", lambda: qa_work.oldest_open(cached_reader.read, filters), filters)

left, right = st.columns(2)
with left:
    flow_panel(filters)
    control_panel(filters, "qa_received")
with right:
    posts_panel(filters)
    control_panel(filters, "qa_completed")
    heading("The reviews open longest")
    st.html(html_table("Open reviews, oldest first", oldest))
    st.caption(f"{filters.as_known()}; all reviews open, whatever the period.")
    download(
        "oldest_open_reviews",
        "Open reviews, oldest first",
        oldest,
        filters.on_its_day(),
        "All reviews open, whatever the period.",
    )
