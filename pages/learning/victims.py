"""Are victims and bereaved families offered the review of a Serious Further Offence (SFO), and what follows?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.opening import opening
from pages.panels.victim_panels import (
    care,
    divisions_panel,
    offences_panel,
    over_time_panel,
    reasons_panel,
    steps_panel,
)

OVER_TIME = ["victim_offered_share", "victim_take_up_share"]

filters = filter_bar.current()
opening(
    "Victims",
    "Are victims and bereaved families offered the review of a **Serious Further Offence (SFO)**, and what follows?",
    filters,
    [*OVER_TIME, "victim_vulnerability_share", "victim_readable_share"],
    OVER_TIME,
)
care()
steps_panel(filters)
left, right = st.columns(2)
with left:
    reasons_panel(filters)
with right:
    divisions_panel(filters)
for place, name in zip(st.columns(2), OVER_TIME, strict=True):
    with place:
        over_time_panel(filters, name)
offences_panel(filters)
