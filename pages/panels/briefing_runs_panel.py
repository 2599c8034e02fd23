"""How did the latest runs that made briefings end, and why were packs not made?"""

import streamlit as st

from pages.panels.figure_panel import Panel, figure_panel, heading
from sfo_data.definitions import settings
from sfo_data.publishing.briefing import runs


def briefing_runs_panel() -> None:
    """The newest runs of `sfo brief` as a table, with what could not be read of their history."""
    try:
        history = runs.read(settings.briefing_log())
    except OSError as error:
        heading("Briefing runs")
        st.warning(f"The history of briefing runs cannot be read: {error.strerror}.")
        return
    if history.runs:
        caption = f"The newest {runs.NEWEST} runs of `sfo brief`: how long they took, and what is missing."
        figure_panel(Panel("briefing_runs", runs.title(history), None, runs.table(history), caption, filters=None))
    else:
        heading(runs.title(history))
        st.caption("Packs are made by `sfo brief`; each run leaves a line here.")
    if history.broken:
        st.warning(" ".join(history.broken[: runs.NEWEST]))
