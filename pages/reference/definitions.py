"""What does every measure and dimension mean, and which findings would another definition change?"""

import streamlit as st

from pages.charts.text import html_table
from pages.components import filter_bar
from pages.components.figure_panel import download
from pages.components.switchboard_panels import cases_panel, findings_panel
from sfo_data import narrative, registry_tables

filters = filter_bar.current()
st.title("Definitions", anchor=False)
st.markdown(
    "What every figure on **Serious Further Offences (SFOs)** counts, and which findings would change under another "
    "definition. The definition of each measure is further down."
)
with st.container(key="switchboard"):
    findings_panel(filters)
    cases_panel(filters)

st.header("Measures", anchor=False)
measures = registry_tables.measures()
st.html(html_table("Measures", measures))
download("measures", measures, None)

st.header("Dimensions", anchor=False)
st.html(html_table("What figures can be filtered and broken down by", registry_tables.dimensions()))

st.header("Rules", anchor=False)
st.markdown(registry_tables.HOW_COUNTED)
st.html(html_table("When something is said to have risen or fallen", narrative.rules()))
