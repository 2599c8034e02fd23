"""What is waiting for quality assurance, who does the work, and when will reviews be on time again?"""

import streamlit as st

from pages.charts.bars import columns_over_time, ranked_bars
from pages.charts.text import html_table
from pages.charts.time_series import lines
from pages.components import filter_bar, frames
from pages.components.control_panel import control_panel
from pages.components.downloads import download
from pages.components.figure_panel import figure_panel, heading
from pages.components.forecast_panels import forecast_panels
from pages.components.opening import opening
from sfo_data import qa_work, titles
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS

CARDS = ["open_reviews", "open_over_target", "oldest_open_days", "returned_share"]
CHARTS = ["qa_received", "qa_completed"]
FLOW = {"received": "Rounds received", "finished": "Rounds finished"}
IN_HAND = ("in_hand", "In hand at month end")
POSTS = {"posts_funded": "Posts funded", "posts_filled": "Posts filled"}

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

ages = qa_work.open_by_age(frames.read, filters)
flow = qa_work.flow(frames.read, filters)
posts = qa_work.posts(frames.ask("qa_staffing", known_on=filters.known_on), filters.period)
oldest = qa_work.oldest_open(frames.read, filters)

left, right = st.columns(2)
with left:
    figure_panel(
        "qa_flow",
        titles.flow_title(flow),
        columns_over_time(flow, "month", FLOW, "QA rounds", IN_HAND),
        flow.rename({"month": "Month", **FLOW, IN_HAND[0]: IN_HAND[1]}),
        "Every submission and resubmission is a round; in hand is received, not finished and not withdrawn.",
    )
    control_panel(filters, "qa_received")
    figure_panel(
        "qa_open_by_age",
        titles.ages_title(ages),
        ranked_bars(ages, "age", "reviews", "Reviews open"),
        ages.select(**{f"Open for ({QA_CLOCK} days)": "age", "Reviews": "reviews"}),
        "All reviews open on the day of knowledge, whatever the period, by time since HMPPS first received them.",
    )
with right:
    figure_panel(
        "qa_posts",
        titles.posts_title(posts),
        lines(posts, "month", POSTS, "Posts"),
        posts.select("month", *POSTS).rename({"month": "Month", **POSTS}),
        "HMPPS quality assurance team, England and Wales; the filters on providers and offences do not apply.",
    )
    control_panel(filters, "qa_completed")
    heading("The reviews open longest")
    st.html(html_table("Open reviews, oldest first", oldest))
    st.caption(f"{filters.as_known()}; all reviews open, whatever the period.")
    download(
        "oldest_open_reviews", "Open reviews, oldest first", oldest, filters, "All reviews open, whatever the period."
    )
