"""How many people under supervision are charged with a Serious Further Offence, what changed, and what is late?"""

import streamlit as st

from pages.components import filter_bar
from pages.components.breakdown_panels import ranked_panel
from pages.components.control_panel import control_panel
from pages.components.opening import opening

FIRST_ROW = ["sfo_reviews", "sfo_rate", "murder_or_manslaughter", "nps_share"]
SECOND_ROW = ["qa_within_target_share", "qa_median_days", "open_reviews", "oldest_open_days"]
# As many groups as fit beside the other charts.
LISTED = 8

filters = filter_bar.current()
opening(
    "Overview",
    "How many people under supervision are charged with a **Serious Further Offence (SFO)**, and what is late?",
    filters,
    [*FIRST_ROW, *SECOND_ROW],
    ["sfo_reviews", "qa_within_target_share"],
)
left, right = st.columns(2)
with left:
    control_panel(filters, "sfo_reviews")
    ranked_panel(
        filters,
        "offence_group",
        "the largest offence group",
        f"The {LISTED} largest groups; all are in the table and under Offences. Click a bar to narrow the page to it.",
        LISTED,
    )
with right:
    control_panel(filters, "qa_within_target_share")
    ranked_panel(
        filters,
        "provider_type",
        "the provider type with most",
        "SFO notifications by provider type; the NPS supervises the people assessed as the highest risk.",
    )
