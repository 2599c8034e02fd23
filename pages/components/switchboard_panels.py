"""The switchboard on a page: definitions chosen beside the default, every combination, the cases behind them."""

import streamlit as st

from pages.charts.text import html_table
from pages.components import frames
from pages.components.figure_panel import download, heading
from sfo_data.filters import Filters
from sfo_data.switchboard import reconciliation, words
from sfo_data.switchboard.definitions import SWITCHES, Definitions, options
from sfo_data.switchboard.findings import verdicts


def findings_panel(filters: Filters) -> None:
    """Which findings turn under which definitions: in sentences, as chosen beside the default, and all together."""
    found = frames.computed("verdicts", lambda: verdicts(frames.read, filters), filters)
    heading(words.title(found))
    st.markdown("\n".join(f"- {sentence}" for sentence in words.flips(found)))
    st.html(html_table("Findings as chosen, beside the default", words.beside_default(found, _chosen())))
    st.caption(
        "Ranges are 95% intervals, and decide the answer: “cannot say” where they allow both. Counted by offence or "
        "charge, cases not yet notified are missing, most of all recent ones. People supervised are counted by their "
        "risk at the time, whichever risk of the SFOs is taken. Reviews open are those of the day of knowledge, "
        f"whatever the period. {filters.sentence()} {filters.as_known()}."
    )
    grid = words.grid(found)
    st.html(html_table("Every finding under every definition it depends on", grid))
    download("findings_by_definition", grid, filters, "Download findings as CSV")
    st.html(html_table("How each finding is decided", words.rules()))


def _chosen() -> Definitions:
    switches = st.container(horizontal=True, gap="medium")
    return Definitions(
        **{
            name: switches.segmented_control(
                switch.label,
                options(name),
                default=options(name)[0],
                required=True,
                format_func=switch.button,
                key=f"switch_{name}",
            )
            for name, switch in SWITCHES.items()
        }
    )


def cases_panel(filters: Filters) -> None:
    """Which cases each definition counts, added up from one list, and the list."""
    added_up = frames.computed("reconciliation", lambda: reconciliation.reconciliation(frames.read, filters), filters)
    heading("Which cases each definition counts")
    st.markdown(
        "Counted by default, less those going out, plus those coming in, is what each definition counts. How providers "
        "are grouped moves no case in or out: each lies in one group either way."
    )
    table = reconciliation.as_table(added_up)
    st.html(html_table("One list of cases, counted under each definition", table))
    st.caption(f"{filters.sentence()} {filters.as_known()}.")
    download("reconciliation", table, filters, "Download reconciliation as CSV")
    expander = st.expander("The list of cases, with a column for each definition", key="cases", on_change="rerun")
    if not expander.open:
        return
    cases = frames.computed("case_table", lambda: reconciliation.case_table(frames.read, filters), filters)
    with expander:
        st.dataframe(
            cases,
            hide_index=True,
            placeholder="Not recorded",
            column_config={day: st.column_config.DateColumn(format="D MMM YYYY") for day in reconciliation.CASE_DATES},
            alt=f"{cases.height} cases, newest notification first; the download has the same rows",
        )
        download("cases_by_definition", cases, filters, "Download cases as CSV")
