"""How many people under supervision are charged with a Serious Further Offence, what changed, and what is late?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.breakdown_panels import ranked_panel, split_panel
from pages.panels.control_panel import control_panel
from pages.panels.opening import opening
from pages.panels.overview_panels import backlog_panel, places_panel, since_last_week_list
from pages.panels.turnaround_panels import medians_panel

CARDS = [
    "sfo_reviews",
    "murder_or_manslaughter",
    "qa_turnaround_days",
    "open_over_target",
    "oldest_open_days",
    "qa_received_within_target_share",
]
# As many groups as fit beside the other charts.
LISTED = 8

filters = filter_bar.current()
opening(
    "Overview",
    "How many people under supervision are charged with a **Serious Further Offence (SFO)**, and what is late?",
    filters,
    CARDS,
)
left, right = st.columns([3, 2])
with left:
    backlog_panel(filters)
with right:
    control_panel(filters, "sfo_reviews")
left, right = st.columns([3, 2])
with left:
    places_panel(filters)
with right:
    since_last_week_list(filters)
offences, risk, turnaround = st.columns(3)
with offences:
    ranked_panel(
        filters,
        "offence_group",
        "the largest offence group",
        "All are in the table and under Offences. Click a bar to narrow the page to it.",
        LISTED,
    )
with risk:
    ranked_panel(
        filters,
        "provider_type",
        "the provider type with most",
        "SFO notifications by provider type; the NPS supervises the people assessed as the highest risk.",
    )
    split_panel(
        filters,
        "sfo_reviews",
        "provider_type",
        "risk_at_offence",
        "SFO notifications by provider type and risk at the offence; a click narrows to a type.",
    )
with turnaround:
    medians_panel(filters)
