"""How good are the reviews of Serious Further Offences (SFOs), and do they say why?"""

import streamlit as st

from pages.components import filter_bar
from pages.components.control_panel import control_panel
from pages.components.opening import opening
from pages.components.quality_panels import measure_panels, ratings_panels, returned_panels
from sfo_data.review_quality import words

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
st.markdown(words.inspection_sentence(headlines))
left, right = st.columns(2)
for place, pair in ((left, CHARTS[::2]), (right, CHARTS[1::2])):
    with place:
        for name in pair:
            control_panel(filters, name)
ratings_panels(filters)
measure_panels(filters)
returned_panels(filters)
