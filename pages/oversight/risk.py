"""How had people been assessed before the offence, and had the level moved?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.breakdown_panels import movement_panel, split_panel
from pages.panels.control_panel import control_panel
from pages.panels.opening import opening
from sfo_data.wording import titles

DEFINITIONS = {
    "At the offence": ("risk_at_offence", "low_or_medium_share"),
    "Highest in the sentence": ("risk_highest", "low_or_medium_highest_share"),
}

filters = filter_bar.current()
headlines = opening(
    "Prior risk",
    "How had people charged with a **Serious Further Offence (SFO)** been assessed before it happened?",
    filters,
    ["low_or_medium_share", "low_or_medium_highest_share", "risk_not_recorded_share", "murder_or_manslaughter"],
    ["low_or_medium_share", "low_or_medium_highest_share"],
)
choice = st.segmented_control(
    "Risk of serious harm",
    list(DEFINITIONS),
    default="At the offence",
    required=True,
    key="risk_view",
    label_visibility="collapsed",
)
risk, measure = DEFINITIONS[choice]
words = choice[0].lower() + choice[1:]

left, right = st.columns(2)
with left:
    split_panel(
        filters,
        "murder_or_manslaughter",
        "provider_type",
        risk,
        f"Murder and manslaughter cases by provider type and risk of serious harm {words}; unknowns are shown.",
        titles.share_title(headlines, measure, "Murder and manslaughter: low or medium risk"),
        "Share of murder and manslaughter cases",
    )
    split_panel(filters, "sfo_reviews", "provider_type", risk, f"SFO notifications by provider type and risk {words}.")
    movement_panel(filters)
with right:
    control_panel(filters, measure)
    split_panel(
        filters,
        "sfo_reviews",
        "offence_group",
        risk,
        f"SFO notifications by offence group and risk of serious harm {words}; unknowns are shown, not left out.",
    )
st.caption(
    "Risk at the offence is the level in force that day. Highest in the sentence is the highest at any time in the "
    "index sentence; the official series uses it. Not recorded may mean that no assessment was ever completed."
)
