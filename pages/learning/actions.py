"""What was to be done after Serious Further Offences (SFOs), and was it done?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels import action_panels
from pages.panels.control_panel import control_panel
from pages.panels.opening import opening

CARDS = [
    "actions_raised",
    "actions_on_time_share",
    "actions_evidenced_share",
    "actions_overdue",
    "oldest_overdue_days",
]

filters = filter_bar.current()
opening(
    "Actions",
    "What was to be done after **Serious Further Offences (SFOs)**, and was it done?",
    filters,
    CARDS,
    ["actions_on_time_share"],
)
action_panels.status_panels(filters)
left, right = st.columns(2)
with left:
    control_panel(filters, "actions_on_time_share")
    action_panels.completion_panel(filters)
with right:
    action_panels.overdue_panel(filters)
    action_panels.division_panel(filters)
action_panels.overdue_list(filters)
action_panels.ledger_panel(filters)
