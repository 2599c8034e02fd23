"""What do reviews of Serious Further Offences (SFOs) find, again and again?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.coding_panels import coding_panel, search_panel
from pages.panels.figure_panel import folded
from pages.panels.held_panels import is_held, why_absent
from pages.panels.opening import opening
from pages.panels.theme_panels import (
    choose_theme,
    coding_frame,
    findings_panel,
    frequency_panels,
    groups_panel,
    growing,
    growing_panel,
    pairs_panel,
    trend_panel,
)
from sfo_data.subjects.themes.theme_words import emerging_title

filters = filter_bar.current()
lead = "" if why_absent(filters, "findings_made") else f"{emerging_title(growing(filters))}."
opening(
    "Themes",
    "What do reviews of **Serious Further Offences (SFOs)** find, again and again?",
    filters,
    ["qa_completed", "findings_made", "findings_coded_share"],
    lead=lead,
)
if is_held(filters, "findings_made"):
    if coding_frame(filters).height:
        left, right = st.columns(2)
        with left:
            frequency_panels(filters)
        with right:
            growing_panel(filters)
            theme_code = choose_theme(filters)
            trend_panel(filters, theme_code)
            if words := folded("theme_findings", "This theme in the reviews’ own words"):
                with words:
                    findings_panel(filters, theme_code)
    search_panel(filters)
    if coding_frame(filters).height and (more := folded("theme_groups", "Which themes are found together, and where")):
        with more:
            pairs_panel(filters)
            groups_panel(filters)
    coding_panel(filters)
