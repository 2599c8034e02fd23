"""How do providers compare, given whom they supervise, and how far chance alone reaches?"""

import streamlit as st

from pages.frame import filter_bar
from pages.frame.downloads import download
from pages.panels.comparison_panels import choose, funnel_panel, intervals_panel, map_panel, rates_panel, table_shown
from pages.panels.control_panel import control_panel
from pages.panels.figure_panel import narrowing_table
from pages.panels.held_panels import is_held
from pages.panels.opening import opening
from sfo_data.definitions.measures import MEASURES

filters = filter_bar.current()
opening(
    "Providers",
    "How do providers compare on **Serious Further Offences (SFOs)**, given whom they supervise?",
    filters,
    ["sfo_reviews", "people_supervised", "sfo_rate", "nps_share", "crc_share"],
    ["sfo_rate"],
)
nation = filters.national()
left, right = st.columns(2)
with left:
    rates_panel(nation)
with right:
    control_panel(filters, "sfo_rate")
choice = choose()
if is_held(filters, choice.name):
    left, right = st.columns(2)
    with left:
        funnel_panel(filters, choice)
    with right:
        intervals_panel(filters, choice)
        map_panel(filters, choice)
    table = table_shown(filters, choice)
    st.caption("The same figures as a table. Choose a row to narrow the page to that provider.")
    narrowing_table("providers", table, "provider", "Provider")
    download("providers", f"Providers: {MEASURES[choice.name].label}", table, filters)
