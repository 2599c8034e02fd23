"""What do reviews of Serious Further Offences (SFOs) find, again and again?"""

import streamlit as st

st.title("Themes", anchor=False)
st.markdown("What do reviews of **Serious Further Offences (SFOs)** find, again and again?")
