"""How good are the reviews of Serious Further Offences (SFOs), and do they say why?"""

import streamlit as st

st.title("Review quality", anchor=False)
st.markdown("How good are the reviews of **Serious Further Offences (SFOs)**, and do they say why?")
