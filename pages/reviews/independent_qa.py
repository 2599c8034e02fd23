"""Does an independent reading of Serious Further Offence (SFO) reviews agree with HMPPS's?"""

import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import download
from pages.panels.figure_panel import heading
from pages.panels.held_panels import is_held, why_absent
from pages.panels.rating_panels import annual_download, estimates_panel, matrix_panel
from pages.panels.sampling_panels import check_panel, plan_panel
from sfo_data.publishing import independent_qa_annual
from sfo_data.subjects import independent_qa

AGREEMENT = (
    "Reviews rated by both, by standard. Kappa is agreement beyond chance: 1 where all agree, 0 as by chance, with 95% "
    "intervals that are too short under about 30 reviews (Cohen 1968; Fleiss, Cohen and Everitt 1969). p: exact sign "
    "test, held for five standards at once (Holm 1979): HMPPS is said to rate higher or lower only at 0.05 or less, "
    "which is wrong in at most 5% of looks."
)
DIVISIONS = (
    "Overall rating by the independent body. Each stands for: reviews completed in the division for each one rated. "
    "Shares with 95% intervals for a list of this length; those of fewer than 20 say little."
)

filters = filter_bar.current()
rows = cached_reader.read("independent_qa", filters, independent_qa.COMPLETED)
found = cached_reader.computed("rated_twice", lambda: independent_qa.compared(rows), filters)

st.title("Independent QA", anchor=False)
st.markdown("Does an independent reading of **Serious Further Offence (SFO)** reviews agree with HMPPS's?")
absent = why_absent(filters, "independently_rated_share")
st.markdown(f"**{absent or unmarked(independent_qa.finding_words(found))}**")
if not rows.is_empty():
    if cached_reader.facts().is_synthetic:
        st.warning("No review was rated independently before April 2021: these ratings are an invented pilot of 2019.")
    st.caption(f"{independent_qa_annual.NOT_DRAWN} {independent_qa_annual.ASSUMED}")
    left, right = st.columns(2)
    with left:
        matrix_panel(filters)
    with right:
        estimates_panel(filters)
    heading("How far do they agree?")
    agreement = independent_qa_annual.agreement_table(found)
    st.html(html_table("Agreement by standard", agreement))
    st.caption(f"{AGREEMENT} {filters.as_known()}.")
    download("independent_agreement", "Agreement by standard", agreement, filters, AGREEMENT)
    heading("Ratings by division")
    divisions = cached_reader.computed(
        "rated_by_division", lambda: independent_qa.by_division(cached_reader.read, filters), filters
    )
    table = independent_qa.division_table(divisions)
    title = "Reviews rated good or better by the independent body, by division"
    st.html(html_table(title, table))
    st.caption(f"{DIVISIONS} {filters.as_known()}.")
    download("independent_divisions", title, table, filters, DIVISIONS)
    annual_download(filters)

if is_held(filters, "qa_completed"):
    plan_panel(filters)
check_panel(filters)
