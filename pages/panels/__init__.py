"""The parts every page is made of: Streamlit, no numbers."""
