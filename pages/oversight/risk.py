"""How had people been assessed before the offence, and had the level moved?"""

import streamlit as st

from pages.charts.grid import count_grid
from pages.components import filter_bar, frames
from pages.components.breakdown_panels import split_panel
from pages.components.control_panel import control_panel
from pages.components.figure_panel import figure_panel
from pages.components.opening import opening
from sfo_data import tables, titles
from sfo_data.dimensions import RISKS
from sfo_data.figures import risk_movement

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
    "Risk of serious harm", list(DEFINITIONS), default="At the offence", required=True, key="risk_view"
)
risk, measure = DEFINITIONS[choice]
moved = risk_movement(frames.read, filters)
grid = tables.whole_grid(moved, "risk_at_start", "risk_at_offence", RISKS, RISKS)
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
    figure_panel(
        "risk_movement",
        titles.movement_title(moved),
        count_grid(grid, "risk_at_start", "risk_at_offence", RISKS, RISKS, "Risk at the offence"),
        grid.rename(
            {
                "risk_at_start": "Risk at the start",
                "risk_at_offence": "Risk at the offence",
                "numerator": "Notifications",
            }
        ),
        "Rows: risk at the start of supervision. Columns: risk at the offence. The diagonal did not move.",
    )
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
