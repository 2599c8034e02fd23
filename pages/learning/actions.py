"""What was to be done after Serious Further Offences (SFOs), and was it done?"""

import streamlit as st

st.title("Actions", anchor=False)
st.markdown("What was to be done after **Serious Further Offences (SFOs)**, and was it done?")
