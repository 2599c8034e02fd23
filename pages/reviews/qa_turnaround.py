"""How long does quality assurance take, how many wait, how many are late, since when, and when will it be back?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.control_panel import control_panel
from pages.panels.forecast_panels import when_back
from pages.panels.opening import opening
from pages.panels.turnaround_panels import (
    ages_panel,
    clock_of,
    distribution_panel,
    finished_panel,
    medians_panel,
    other_clocks,
)
from sfo_data.definitions import targets
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.subjects.turnaround import turnaround_words

CARDS = ["qa_turnaround_days", "open_reviews", "open_over_target", "qa_received_within_target_share"]

filters = filter_bar.current()
clock = clock_of(filters)
opening(
    "QA turnaround",
    "How long does HMPPS take to quality-assure the review of a **Serious Further Offence (SFO)**, against the "
    f"target of **{targets.on(last_day_before(filters.period.end)).in_words()}**, how many wait, and since when?",
    filters,
    CARDS,
    ["qa_received_within_target_share"],
    turnaround_words.turnaround_sentence(clock.headline, clock.pace),
)
left, right = st.columns(2)
with left:
    ages_panel(filters)
with right:
    medians_panel(filters)
when_back(filters.known_on)
left, right = st.columns(2)
with left:
    control_panel(filters, "qa_received_within_target_share")
with right:
    finished_panel(filters)
other_clocks(filters)
left, right = st.columns(2)
with left:
    control_panel(filters, "qa_median_days")
with right:
    distribution_panel(filters)
