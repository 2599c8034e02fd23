"""How good are the data: what was loaded, refused, missing, revised?"""

import streamlit as st

from pages.charts.grid import count_grid
from pages.charts.text import html_table
from pages.components import filter_bar, frames
from pages.components.briefing_runs_panel import briefing_runs_panel
from pages.components.downloads import download
from pages.components.figure_panel import Panel, figure_panel
from sfo_data import data_quality
from sfo_data.filters import NATIONAL
from sfo_data.reporting_calendar import day_in_words

filters = filter_bar.current()
known = frames.facts().known
loads = frames.ask("loads", known_on=filters.known_on)
missing = data_quality.missing_by_provider(frames.read, filters)
fields = data_quality.FIELDS

st.title("Data quality", anchor=False)
st.markdown("What was loaded, set aside, missing or revised in the data on **Serious Further Offences (SFOs)**?")
st.markdown(data_quality.freshness(loads, filters.known_on))

earlier = [state for state in known.states if state < filters.known_on]
if earlier:
    before = st.selectbox("Revisions since", list(reversed(earlier)), format_func=day_in_words, key="revisions_since")
    revisions = frames.ask_within("revisions", known_on=filters.known_on, before_on=before)
    figure_panel(
        Panel(
            "revisions",
            data_quality.revisions_title(revisions, before),
            None,
            data_quality.revisions_table(revisions),
            "Reviews that changed between the two days of knowledge: new; late (notified before the earlier day, known "
            "only after it); reclassified; corrected; moved on to another status.",
        )
    )

left, right = st.columns(2)
with left:
    figure_panel(
        Panel(
            "missing_by_provider",
            data_quality.missing_title(missing),
            count_grid(missing, "provider", "field", data_quality.providers(missing), list(fields.values()), "Field"),
            data_quality.missing_table(missing),
            "Notifications in the period without a value in the field, by provider.",
            narrows="provider",
        )
    )
with right:
    # A row that could not be read belongs to no division that could be relied on.
    if frames.scope() == NATIONAL:
        quarantine = data_quality.quarantine_table(frames.ask_within("quarantine", known_on=filters.known_on))
        figure_panel(
            Panel(
                "quarantine",
                f"{quarantine.height:,} delivered rows were set aside",
                None,
                quarantine,
                "Rows that could not be used, from all loads, newest first. They are kept in the store; the whole row "
                "is in `python -m sfo_data quarantine --out FILE`.",
            )
        )
    figure_panel(
        Panel(
            "loads",
            f"{loads['load_id'].n_unique():,} loads since {day_in_words(loads['known_on'].min())}",  # type: ignore[arg-type]
            None,
            data_quality.loads_table(loads),
            "What became of each load's rows: delivered = accepted + set aside; accepted = new or changed + unchanged.",
        )
    )
    newest = data_quality.newest_load(loads)
    st.html(html_table("The newest load", newest))
    download("newest_load", "The newest load", newest, filters)

briefing_runs_panel()
