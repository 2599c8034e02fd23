"""Which offences are people charged with, and is that moving?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.breakdown_panels import grid_panel, ranked_panel, years_panel
from pages.panels.control_panel import control_panel
from pages.panels.opening import opening
from sfo_data.definitions.dimensions import RISKS

# Offences listed before the rest are left to the table: a screen's worth.
LISTED = 20

filters = filter_bar.current()
opening(
    "Offences",
    "Which **Serious Further Offences (SFOs)** are people charged with, and who supervised them?",
    filters,
    ["sfo_reviews", "murder_or_manslaughter", "murder_or_manslaughter_rate", "sfo_convictions"],
    ["murder_or_manslaughter", "sfo_convictions"],
)
left, right = st.columns(2)
with left:
    control_panel(filters, "murder_or_manslaughter")
    ranked_panel(
        filters,
        "offence_group",
        "the largest offence group",
        "SFO notifications by the Ministry's reporting group. Click a bar to narrow the page to it.",
    )
with right:
    control_panel(filters, "sfo_convictions")
    ranked_panel(
        filters,
        "offence",
        "the offence charged most often",
        f"The {LISTED} qualifying offences charged most often; all are in the table. Below the reporting groups the "
        "list of offences is partly assumed.",
        LISTED,
    )

years_panel(
    filters,
    "offence_group",
    "SFO notifications by calendar year and group, all years whatever the period above; all on one scale. Faint: "
    "part years, and immature ones, in which cases are still at court and notifications still arrive.",
)
left, right = st.columns(2)
with left:
    grid_panel(
        filters, "offence_group", "provider_type", ("NPS", "CRC"), "SFO notifications by offence group and provider."
    )
with right:
    grid_panel(
        filters,
        "offence_group",
        "risk_at_offence",
        RISKS,
        "SFO notifications by offence group and risk at the offence.",
    )
