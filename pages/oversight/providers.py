"""How do providers compare, given whom they supervise, and how far chance alone reaches?"""

import streamlit as st

from pages.charts.dots import dots_with_intervals
from pages.components import filter_bar, frames
from pages.components.comparison_panels import choose, funnel_panel, intervals_panel, map_panel
from pages.components.control_panel import control_panel
from pages.components.downloads import download
from pages.components.figure_panel import figure_panel, narrowing_table
from pages.components.opening import opening
from sfo_data import tables
from sfo_data.figures import figures
from sfo_data.measures import MEASURES

RATE_BY = ["provider_type", "risk_at_offence"]

filters = filter_bar.current()
opening(
    "Providers",
    "How do providers compare on **Serious Further Offences (SFOs)**, given whom they supervise?",
    filters,
    ["sfo_reviews", "people_supervised", "sfo_rate", "nps_share", "crc_share"],
    ["sfo_rate"],
)
shown = choose(filters)
nation = filters.national()
rates = frames.computed("rates_by_risk", lambda: figures(frames.read, nation, ["sfo_rate"], RATE_BY), nation)

left, right = st.columns(2)
with left:
    funnel_panel(shown, filters)
    map_panel(shown)
with right:
    intervals_panel(shown)
    figure_panel(
        "sfo_rate_by_risk",
        "SFO rate by risk: NPS and CRC at the same level",
        dots_with_intervals(tables.rate_groups(rates), "group", "SFOs per 1,000 people supervised a year", None, ""),
        tables.as_table(
            tables.rate_groups(rates), "sfo_rate", provider_type="Provider type", risk_at_offence="Risk at the offence"
        ),
        "England and Wales; risk at the offence over people supervised at that risk, with 95% intervals. People "
        "supervised are counted by risk and not by offence: the SFO rate is standardised for risk only.",
    )
    control_panel(filters, "sfo_rate")

st.caption("The same figures as a table. Choose a row to narrow the page to that provider.")
narrowing_table("providers", shown.table, "provider", "Provider")
download("providers", f"Providers: {MEASURES[shown.name].label}", shown.table, nation)
