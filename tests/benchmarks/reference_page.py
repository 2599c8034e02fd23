"""What pages are measured against: nothing but a title, or also small charts and a choice that changes them all.

`?charts=0` is *bare*, `?charts=4` is *four charts*: plain figures, no query, the product's own settings.
"""

import plotly.graph_objects as go
import streamlit as st

MONTHS = list(range(1, 25))
NO_TOOLBAR = {"displayModeBar": False, "scrollZoom": False}

st.set_page_config("Reference", layout="wide")
st.title("Reference", anchor=False)
charts = int(st.query_params.get("charts", "0"))
if charts:
    chosen = st.multiselect("Provider type", ["NPS", "CRC"], key="filter_provider_type", placeholder="All")
    for number, place in enumerate([column for _ in range(2) for column in st.columns(2)][:charts]):
        values = [(month * (number + 3) * (len(chosen) + 1)) % 17 for month in MONTHS]
        figure = go.Figure(go.Scatter(x=MONTHS, y=values, mode="lines"), layout={"height": 260, "template": "none"})
        place.plotly_chart(figure, theme=None, config=NO_TOOLBAR, key=f"chart_{number}")
