"""Is a picture, deck or page genuine, which view does it show, and is it current?"""

import streamlit as st

from pages.panels import provenance_panels as panels

st.title("Check a screenshot", anchor=False)
st.markdown(
    "Is a picture or pack about **Serious Further Offences (SFOs)** as it was made here, which view does it show, and "
    "have its figures moved since?"
)
for found in panels.inputs():
    panels.result(found)
panels.register_panel()
with st.expander("What this can and cannot show"):
    st.markdown(
        "- **Genuine** means that a key of this service signed it and that nothing signed was changed: of a picture, "
        "every pixel; of a PDF or web page, all it shows; of a deck, its words, numbers and pictures.\n"
        "- A picture saved as JPEG, cropped or resized is another picture: type the code printed on it, and compare "
        "it with the view that opens.\n"
        "- A code shows which view was meant, never that a picture is genuine: anyone can print a code on anything.\n"
        "- Nothing shows that a figure was right, only that the service gave it."
    )
