"""What does every measure and dimension mean, and which findings would another definition change?"""

import streamlit as st

from pages.charts.text import html_table
from pages.frame import filter_bar
from pages.frame.downloads import download
from pages.panels.definition_choice_panels import cases_panel, findings_panel
from sfo_data.definitions import registry_tables
from sfo_data.wording import narrative

filters = filter_bar.current()
st.title("Definitions", anchor=False)
st.markdown(
    "What every figure on **Serious Further Offences (SFOs)** counts; further down, which findings would change under "
    "another definition."
)
st.header("Measures", anchor=False)
measures = registry_tables.measures()
st.html(html_table("Measures", measures))
download("measures", "Measures", measures, None)

st.header("Dimensions", anchor=False)
title, dimensions = "What figures can be filtered and broken down by", registry_tables.dimensions()
st.html(html_table(title, dimensions))
download("dimensions", title, dimensions, None)

st.header("Rules", anchor=False)
st.markdown(registry_tables.HOW_COUNTED)
title, rules = "When something is said to have risen or fallen", narrative.rules()
st.html(html_table(title, rules))
download("rules", title, rules, None)

if filter_bar.is_internal():
    with st.container(key="definition_choices"):
        findings_panel(filters)
        cases_panel(filters)
