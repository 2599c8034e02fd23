"""Which other agencies worked on the cases, and what was their part in the review?"""

import streamlit as st

st.title("Agencies", anchor=False)
st.markdown(
    "Which other agencies worked on **Serious Further Offence (SFO)** cases, and what was their part in the review?"
)
