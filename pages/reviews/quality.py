"""How good are the reviews of Serious Further Offences (SFOs), and do they say why?"""

import streamlit as st

from pages.frame import filter_bar
from pages.panels.control_panel import control_panel
from pages.panels.figure_panel import folded
from pages.panels.opening import opening
from pages.panels.quality_panels import measure_panels, ratings_panels, returned_panels
from sfo_data.subjects.quality import quality_words

CARDS = [
    "good_rating_share",
    "no_clear_judgement_share",
    "explains_why_share",
    "first_time_pass_share",
    "extended_share",
    "page_median",
]
CHARTS = ["no_clear_judgement_share", "explains_why_share", "first_time_pass_share", "good_rating_share"]

filters = filter_bar.current()
headlines = opening(
    "Review quality",
    "How good are the reviews of **Serious Further Offences (SFOs)**, and do they say why?",
    filters,
    CARDS,
    CHARTS,
)
for pair in (CHARTS[:2], CHARTS[2:]):
    for place, name in zip(st.columns(2), pair, strict=True):
        with place:
            control_panel(filters, name)
ratings_panels(filters)
measure_panels(filters)
st.markdown(quality_words.inspection_sentence(headlines))
if more := folded("returned", "What goes with a review being returned?"):
    with more:
        returned_panels(filters)
