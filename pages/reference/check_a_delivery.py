"""What is wrong with a delivery, all of it, before it is loaded?"""

import streamlit as st

from pages.panels import delivery_panels as panels

st.title("Check a delivery", anchor=False)
st.markdown(
    "What is wrong with a delivery of **Serious Further Offence (SFO)** cases, before it is loaded? Nothing is loaded "
    "here, and no file is kept."
)
if found := panels.handed_in():
    panels.report(found)
with st.expander("What is checked"):
    st.markdown(
        "- Headings, dates, codes, numbers, the order of dates, and what rows refer to. All faults are told at once, "
        "by kind, with the place of the first.\n"
        "- What a spreadsheet does to a value and can mean one thing only is mended by the load, and counted here.\n"
        "- A file can be had back with its faults marked: a coloured cell with a note, or a column `sfo_check`. An ODS "
        "file comes back as XLSX, a Parquet file as CSV. A file so marked may be handed in again when it is mended.\n"
        "- Where nothing would be refused, a load is tried and taken back: rows that are new, changed and gone, and "
        "whether it would stop: cases missing, columns emptied, headline measures that move by more than is usual."
    )
