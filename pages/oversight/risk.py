"""How had people been assessed before the offence, and had the level moved?"""

import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.grid import count_grid
from pages.components import filter_bar, frames
from pages.components.figure_panel import figure_panel
from pages.components.measure_cards import measure_cards
from sfo_data import tables, titles
from sfo_data.dimensions import RISKS
from sfo_data.figures import figures, risk_movement

DEFINITIONS = {
    "At the offence": ("risk_at_offence", "low_or_medium_share"),
    "Highest in the sentence": ("risk_highest", "low_or_medium_highest_share"),
}

filters = filter_bar.current()
st.title("Prior risk", anchor=False)
st.markdown("How had people charged with a **Serious Further Offence (SFO)** been assessed before it happened?")
headlines = measure_cards(
    filters, ["low_or_medium_share", "low_or_medium_highest_share", "risk_not_recorded_share", "murder_or_manslaughter"]
)

choice = st.segmented_control(
    "Risk of serious harm", list(DEFINITIONS), default="At the offence", required=True, key="risk_view"
)
risk, measure = DEFINITIONS[choice]
by_group = figures(frames.read, filters, ["sfo_reviews"], ["offence_group", risk])
by_type = figures(frames.read, filters, ["sfo_reviews"], ["provider_type", risk])
killed = figures(frames.read, filters, ["murder_or_manslaughter"], ["provider_type", risk])
moved = risk_movement(frames.read, filters)
words = choice[0].lower() + choice[1:]

left, right = st.columns(2)
with left:
    figure_panel(
        "murder_and_manslaughter_by_risk",
        titles.share_title(headlines, measure, "Murder and manslaughter: low or medium risk"),
        stacked_shares(killed, "provider_type", risk, "numerator", RISKS, "Share of murder and manslaughter cases"),
        tables.as_table(killed, "murder_or_manslaughter", provider_type="Provider type", **{risk: "Risk"}),
        f"Murder and manslaughter cases by provider type and risk of serious harm {words}; unknowns are shown.",
        narrows="provider_type",
    )
    figure_panel(
        "risk_by_provider_type",
        titles.crossing_title(by_type, "provider_type", risk),
        stacked_shares(by_type, "provider_type", risk, "numerator", RISKS),
        tables.as_table(by_type, "sfo_reviews", provider_type="Provider type", **{risk: "Risk"}),
        f"SFO notifications by provider type and risk of serious harm {words}.",
        narrows="provider_type",
    )
    figure_panel(
        "risk_movement",
        titles.movement_title(moved),
        count_grid(moved, "risk_at_start", "risk_at_offence", RISKS, RISKS, "Risk at the offence"),
        moved.select(
            **{
                "Risk at the start": "risk_at_start",
                "Risk at the offence": "risk_at_offence",
                "Notifications": "numerator",
            }
        ),
        "Rows: risk at the start of supervision. Columns: risk at the offence. The diagonal did not move.",
    )
with right:
    figure_panel(
        "risk_by_offence_group",
        titles.crossing_title(by_group, "offence_group", risk),
        stacked_shares(by_group, "offence_group", risk, "numerator", RISKS),
        tables.as_table(by_group, "sfo_reviews", offence_group="Offence group", **{risk: "Risk"}),
        f"SFO notifications by offence group and risk of serious harm {words}; unknowns are shown, not left out.",
        narrows="offence_group",
    )
st.caption(
    "Risk at the offence is the level in force that day. Highest in the sentence is the highest at any time in the "
    "index sentence; the official series uses it. Not recorded may mean that no assessment was ever completed."
)
