"""How long does quality assurance take against its target, and what is still waiting?"""

import streamlit as st

from pages.charts.bars import columns_over_time, ranked_bars
from pages.charts.distribution import histogram
from pages.charts.text import html_table
from pages.charts.time_series import line_with_band, lines
from pages.components import filter_bar, frames
from pages.components.figure_panel import download, figure_panel, heading
from pages.components.measure_cards import measure_cards
from sfo_data import qa_work, tables, titles
from sfo_data.figures import series
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS

BAND_DAYS = 20

filters = filter_bar.current()
st.title("QA turnaround", anchor=False)
st.markdown(
    f"How long does HMPPS take to quality-assure the review of a **Serious Further Offence (SFO)**, against the "
    f"target of **{QA_TARGET_DAYS} {QA_CLOCK} days**, and what is still waiting?"
)
cards = [
    "qa_within_target_share",
    "qa_median_days",
    "qa_received_within_target_share",
    "open_reviews",
    "open_over_target",
    "oldest_open_days",
]
headlines = measure_cards(filters, cards)
middle = headlines.row(1, named=True)["value"]

median = series(frames.read, filters, "qa_median_days")
received = series(frames.read, filters, "qa_received_within_target_share")
completed = series(frames.read, filters, "qa_within_target_share")
spread = qa_work.distribution(frames.read, filters, BAND_DAYS)
ages = qa_work.open_by_age(frames.read, filters)
flow = qa_work.flow(frames.read, filters)
posts = qa_work.posts(frames.ask("qa_staffing", known_on=filters.known_on), filters.period)

left, right = st.columns(2)
with left:
    figure_panel(
        "qa_median_by_month_completed",
        titles.latest_title(f"Median turnaround ({QA_CLOCK} days)", median, "qa_median_days"),
        line_with_band(median, "month", f"{QA_CLOCK.capitalize()} days", target=QA_TARGET_DAYS),
        tables.as_table(median, "qa_median_days", month="Month completed"),
        "Median from first receipt to completed QA, by month completed, with 95% intervals. Completed reviews only.",
    )
    figure_panel(
        "qa_within_target_by_month_received",
        titles.latest_title("Received and finished within target", received, "qa_received_within_target_share"),
        line_with_band(received, "month", "Share within target", tick_format=".0%"),
        tables.as_table(received, "qa_received_within_target_share", month="Month received"),
        "By month received: a review open past the target counts as missed, so the backlog is in it.",
    )
    figure_panel(
        "qa_flow",
        titles.flow_title(flow),
        columns_over_time(
            flow,
            "month",
            {"received": "Rounds received", "finished": "Rounds finished"},
            "QA rounds",
            ("in_hand", "In hand at month end"),
        ),
        flow.select(
            **{
                "Month": "month",
                "Rounds received": "received",
                "Rounds finished": "finished",
                "In hand at month end": "in_hand",
            }
        ),
        "Every submission and resubmission is a round; in hand is received, not finished and not withdrawn.",
    )
with right:
    figure_panel(
        "qa_within_target_by_month_completed",
        titles.latest_title("QA finished within target", completed, "qa_within_target_share"),
        line_with_band(completed, "month", "Share within target", tick_format=".0%"),
        tables.as_table(completed, "qa_within_target_share", month="Month completed"),
        "By month completed, with 95% intervals.",
    )
    figure_panel(
        "qa_distribution",
        titles.distribution_title(spread, middle),
        histogram(spread, "from_days", "reviews", BAND_DAYS, f"{QA_CLOCK.capitalize()} days", QA_TARGET_DAYS, middle),
        spread.select(**{f"From ({QA_CLOCK} days)": "from_days", "Reviews": "reviews"}),
        f"Reviews completed in the period by turnaround, in bands of {BAND_DAYS} {QA_CLOCK} days.",
    )
    figure_panel(
        "qa_posts",
        titles.posts_title(posts),
        lines(posts, "month", {"posts_funded": "Posts funded", "posts_filled": "Posts filled"}, "Posts"),
        posts.select(**{"Month": "month", "Posts funded": "posts_funded", "Posts filled": "posts_filled"}),
        "HMPPS quality assurance team, England and Wales; the filters on providers and offences do not apply.",
    )

oldest = qa_work.oldest_open(frames.read, filters)
left, right = st.columns(2)
with left:
    figure_panel(
        "qa_open_by_age",
        titles.ages_title(ages),
        ranked_bars(ages, "age", "reviews", "Reviews open"),
        ages.select(**{f"Open for ({QA_CLOCK} days)": "age", "Reviews": "reviews"}),
        "All reviews open on the day of knowledge, whatever the period, by time since HMPPS first received them.",
    )
with right:
    heading("The reviews open longest")
    st.html(html_table("Open reviews, oldest first", oldest))
    st.caption(f"{filters.as_known()}; all reviews open, whatever the period.")
    download("oldest_open_reviews", oldest, filters)
