"""How are practitioners involved in the review of a Serious Further Offence (SFO)?"""

import streamlit as st

st.title("Practitioners", anchor=False)
st.markdown("How are practitioners involved in the review of a **Serious Further Offence (SFO)**?")
