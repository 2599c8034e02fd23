"""What do reviews of Serious Further Offences (SFOs) find, again and again?"""

import streamlit as st

from pages.components import filter_bar
from pages.components.coding_panels import coding_panel, search_panel
from pages.components.opening import opening
from pages.components.theme_panels import (
    choose_theme,
    findings_panel,
    frequency_panels,
    growing,
    growing_panel,
    pairs_panel,
    standing_panel,
    trend_panel,
)
from sfo_data.themes.words import emerging_title

filters = filter_bar.current()
opening(
    "Themes",
    "What do reviews of **Serious Further Offences (SFOs)** find, again and again?",
    filters,
    ["qa_completed", "findings_made", "findings_coded_share"],
    lead=f"{emerging_title(growing(filters))}.",
)
theme_code = choose_theme(filters)
left, right = st.columns(2)
with left:
    growing_panel(filters)
with right:
    trend_panel(filters, theme_code)
left, right = st.columns(2)
with left:
    frequency_panels(filters)
with right:
    pairs_panel(filters)
standing_panel(filters)
findings_panel(filters, theme_code)
search_panel(filters)
coding_panel(filters)
