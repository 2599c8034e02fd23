"""Are victims and bereaved families offered the review of a Serious Further Offence (SFO), and what follows?"""

import streamlit as st

st.title("Victims", anchor=False)
st.markdown(
    "Are victims and bereaved families offered the review of a **Serious Further Offence (SFO)**, and what follows?"
)
