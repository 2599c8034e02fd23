"""A frame in, a figure out: no Streamlit, no SQL, no arithmetic but layout."""
