"""What does every measure and dimension mean?"""

import streamlit as st

from pages.charts.text import html_table
from pages.components.figure_panel import download
from sfo_data import narrative, registry_tables
from sfo_data.measures import QA_CLOCK, QA_TARGET_DAYS

st.title("Definitions", anchor=False)
st.markdown("What every figure on **Serious Further Offences (SFOs)** counts, from the registry that computes them.")
st.header("Measures", anchor=False)
measures = registry_tables.measures()
st.html(html_table("Measures", measures))
download("measures", measures, None)

st.header("Dimensions", anchor=False)
dimensions = registry_tables.dimensions()
st.html(html_table("What figures can be filtered and broken down by", dimensions))

st.header("Rules", anchor=False)
st.markdown(
    f"""
- **Period.** A review belongs to a period by the date its measure names; periods include their first and last day.
  Years count notifications, not convictions. The last 12 months are the complete calendar months before the day of
  knowledge.
- **Turnaround.** From HMPPS first receiving the review to QA accepting it, in {QA_CLOCK} days; the day of receipt is
  day 0; bank holidays are those of England and Wales. The target is {QA_TARGET_DAYS} {QA_CLOCK} days. The inspection
  said "20 days" without saying which: the case list shows working days, the list of open reviews both.
- **Day of knowledge.** Every figure can be asked as it was known on an earlier day; nothing loaded is overwritten.
- **Intervals** are 95%: Wilson for shares, exact Poisson for counts and rates, order statistics for medians.
- **Words.** "Rose", "fell", "above" and "below" are used only where a rule fires; otherwise: no evidence of change.
"""
)
st.html(html_table("When a headline is said to have risen or fallen", registry_tables.rules(narrative.RULES)))
