"""What is waiting for quality assurance, who does the work, and when will reviews be on time again?"""

import streamlit as st

from pages.charts.text import html_table
from pages.components import filter_bar, frames
from pages.components.control_panel import control_panel
from pages.components.downloads import download
from pages.components.figure_panel import heading
from pages.components.forecast_panels import forecast_panels
from pages.components.opening import opening
from pages.components.turnaround_panels import ages_panel, flow_panel, posts_panel
from sfo_data import qa_work
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS

CARDS = ["open_reviews", "open_over_target", "oldest_open_days", "returned_share"]
CHARTS = ["qa_received", "qa_completed"]

filters = filter_bar.current()
opening(
    f"Road back to {QA_TARGET_DAYS} days",
    "What is waiting for the quality assurance of **Serious Further Offence (SFO)** reviews, who does the work, and "
    f"when will reviews be finished within {QA_TARGET_DAYS} {QA_CLOCK} days again?",
    filters,
    CARDS,
    CHARTS,
)
forecast_panels(filters.known_on)

oldest = frames.computed("oldest_open", lambda: qa_work.oldest_open(frames.read, filters), filters)

left, right = st.columns(2)
with left:
    flow_panel(filters)
    control_panel(filters, "qa_received")
    ages_panel(filters)
with right:
    posts_panel(filters)
    control_panel(filters, "qa_completed")
    heading("The reviews open longest")
    st.html(html_table("Open reviews, oldest first", oldest))
    st.caption(f"{filters.as_known()}; all reviews open, whatever the period.")
    download(
        "oldest_open_reviews", "Open reviews, oldest first", oldest, filters, "All reviews open, whatever the period."
    )
