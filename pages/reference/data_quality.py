"""How good are the data: what was loaded, refused, missing, revised?"""

from dataclasses import replace

import streamlit as st

from pages.charts.grid import count_grid
from pages.charts.text import html_table
from pages.frame import cached_reader, filter_bar
from pages.frame.downloads import download
from pages.panels.briefing_runs_panel import briefing_runs_panel
from pages.panels.figure_panel import Panel, figure_panel
from pages.panels.held_panels import is_held
from sfo_data.definitions.filters import NATIONAL
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.subjects import data_quality

filters = filter_bar.current()
known = cached_reader.facts().known
loads = cached_reader.ask("loads", known_on=filters.known_on)
missing = data_quality.missing_by_provider(cached_reader.read, filters)
fields = data_quality.FIELDS
# Loads, and what they changed, are of all cases that the reader may see, whatever else is chosen.
whole = replace(filters, selections=())
all_loads = filters.of_everybody().over(loads["known_on"].min(), filters.known_on)  # type: ignore[arg-type]

st.title("Data quality", anchor=False)
st.markdown("What was loaded, set aside, missing or revised in the data on **Serious Further Offences (SFOs)**?")
st.markdown(data_quality.freshness(loads, filters.known_on))

earlier = [state for state in known.states if state < filters.known_on]
if earlier:
    before = st.selectbox("Revisions since", list(reversed(earlier)), format_func=day_in_words, key="revisions_since")
    revisions = cached_reader.ask_within("revisions", known_on=filters.known_on, before_on=before)
    figure_panel(
        Panel(
            "revisions",
            data_quality.revisions_title(revisions, before),
            None,
            data_quality.revisions_table(revisions),
            "Reviews that changed between the two days of knowledge: new; late (notified before the earlier day, known "
            "only after it); reclassified; corrected; moved on to another status.",
            whole.over(before, filters.known_on),
        )
    )

figure_panel(
    Panel(
        "first_days",
        "From which day on the data are held",
        None,
        data_quality.first_days_table(cached_reader.read("first_days", filters, None)),
        "The day that the delivery declared, or else the earliest by which its rows are dated. No figure counts days "
        "before it, and a period that is not wholly held is compared with nothing.",
        whole.on_its_day(),
    )
)

left, right = st.columns(2)
with left:
    if is_held(filters, "sfo_reviews"):
        figure_panel(
            Panel(
                "missing_by_provider",
                data_quality.missing_title(missing),
                count_grid(
                    missing, "provider", "field", data_quality.providers(missing), list(fields.values()), "Field"
                ),
                data_quality.missing_table(missing),
                "Notifications in the period without a value in the field, by provider.",
                filters,
                narrows="provider",
            )
        )
with right:
    # A row that could not be read belongs to no division that could be relied on.
    if cached_reader.scope() == NATIONAL:
        quarantine = data_quality.quarantine_table(cached_reader.ask_within("quarantine", known_on=filters.known_on))
        figure_panel(
            Panel(
                "quarantine",
                f"{quarantine.height:,} delivered rows were set aside",
                None,
                quarantine,
                "Rows that could not be used, from all loads, newest first. They are kept in the store; the whole row "
                "is in `sfo quarantine --out FILE`.",
                all_loads,
            )
        )
    figure_panel(
        Panel(
            "loads",
            f"{loads['load_id'].n_unique():,} loads since {day_in_words(loads['known_on'].min())}",  # type: ignore[arg-type]
            None,
            data_quality.loads_table(loads),
            "What became of each load's rows: delivered = accepted + set aside; accepted = new or changed + unchanged.",
            all_loads,
        )
    )
    newest = data_quality.newest_load(loads)
    st.html(html_table("The newest load", newest))
    download("newest_load", "The newest load", newest, all_loads)

briefing_runs_panel()
