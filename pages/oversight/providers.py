"""How do providers compare, given whom they supervise, and how far chance alone reaches?"""

import streamlit as st

from pages.components import filter_bar
from pages.components.comparison_panels import (
    choose,
    funnel_panel,
    intervals_panel,
    map_panel,
    rates_panel,
    table_shown,
)
from pages.components.control_panel import control_panel
from pages.components.downloads import download
from pages.components.figure_panel import narrowing_table
from pages.components.opening import opening
from sfo_data.measures import MEASURES

filters = filter_bar.current()
opening(
    "Providers",
    "How do providers compare on **Serious Further Offences (SFOs)**, given whom they supervise?",
    filters,
    ["sfo_reviews", "people_supervised", "sfo_rate", "nps_share", "crc_share"],
    ["sfo_rate"],
)
choice = choose()
nation = filters.national()

left, right = st.columns(2)
with left:
    funnel_panel(filters, choice)
    map_panel(filters, choice)
with right:
    intervals_panel(filters, choice)
    rates_panel(nation)
    control_panel(filters, "sfo_rate")

table = table_shown(filters, choice)
st.caption("The same figures as a table. Choose a row to narrow the page to that provider.")
narrowing_table("providers", table, "provider", "Provider")
download("providers", f"Providers: {MEASURES[choice.name].label}", table, nation)
