"""Which other agencies worked on the cases, and what was their part in the review?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.control_panel import control_panel
from pages.panels.involvement_panels import agency_steps_panel, divisions_panel, homicides_panel, sharing_panel
from pages.panels.opening import opening

CHARTS = ["agency_shared_share", "agency_took_part_share"]

filters = filter_bar.current()
opening(
    "Agencies",
    "Which other agencies worked on **Serious Further Offence (SFO)** cases, and what was their part in the review?",
    filters,
    [
        "agency_took_part_share",
        "agency_findings_share",
        "agency_shared_share",
        "agency_sharing_median_days",
        "homicide_not_covered_share",
    ],
    CHARTS,
)
left, right = st.columns(2)
with left:
    agency_steps_panel(filters)
    homicides_panel(filters)
with right:
    divisions_panel(filters, "agencies_by_division", CHARTS, "agencies")
    sharing_panel(filters)
    for name in CHARTS:
        control_panel(filters, name)
