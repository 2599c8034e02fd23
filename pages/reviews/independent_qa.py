"""Does an independent reading of Serious Further Offence (SFO) reviews agree with HMPPS's?"""

import streamlit as st

st.title("Independent QA", anchor=False)
st.markdown("Does an independent reading of **Serious Further Offence (SFO)** reviews agree with HMPPS's?")
