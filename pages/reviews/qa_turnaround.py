"""How long does quality assurance take against its target, and what is still waiting?"""

import streamlit as st

from pages.components import filter_bar
from pages.components.control_panel import control_panel
from pages.components.opening import opening
from pages.components.turnaround_panels import clock_of, distribution_panel, honest_clock
from sfo_data import titles
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS

CARDS = ["qa_median_days", "qa_within_target_share", "qa_received_within_target_share", "returned_share"]
CHARTS = ["qa_median_days", "qa_within_target_share", "qa_received_within_target_share"]

filters = filter_bar.current()
headlines = opening(
    "QA turnaround",
    "How long does HMPPS take to quality-assure the review of a **Serious Further Offence (SFO)**, against the "
    f"target of **{QA_TARGET_DAYS} {QA_CLOCK} days**, and what is still waiting?",
    filters,
    CARDS,
    CHARTS,
    titles.turnaround_sentence(clock_of(filters).headline),
)
honest_clock(filters)

left, right = st.columns(2)
with left:
    control_panel(filters, "qa_median_days")
    control_panel(filters, "qa_received_within_target_share")
with right:
    control_panel(filters, "qa_within_target_share")
    distribution_panel(filters, headlines.row(0, named=True)["value"])
