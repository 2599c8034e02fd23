"""How are practitioners involved in the review of a Serious Further Offence (SFO)?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.control_panel import control_panel
from pages.panels.involvement_panels import change_panel, divisions_panel, practitioner_answers_panel, roles_panel
from pages.panels.opening import opening
from sfo_data.subjects.involvement.practitioners import STEPS

CHARTS = ["practitioner_saw_share", "practitioner_questioned_share"]

filters = filter_bar.current()
opening(
    "Practitioners",
    "How are practitioners involved in the review of a **Serious Further Offence (SFO)**? The inspection found that "
    "many fear blame, and seldom see the report or question it before it is final.",
    filters,
    STEPS,
    CHARTS,
)
left, right = st.columns(2)
with left:
    practitioner_answers_panel(filters)
    roles_panel(filters)
    change_panel(filters)
with right:
    divisions_panel(filters, "practitioners_by_division", STEPS, "practitioners")
    for name in CHARTS:
        control_panel(filters, name)
