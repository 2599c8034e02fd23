"""The switchboard on a page: definitions chosen beside the default, every combination, the cases behind them."""

import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.components import frames
from pages.components.downloads import download, offer
from pages.components.figure_panel import heading
from pages.components.print_style import printed_table
from sfo_data.filters import Filters
from sfo_data.switchboard import reconciliation, words
from sfo_data.switchboard.definitions import SWITCHES, Definitions, options
from sfo_data.switchboard.findings import verdicts


def findings_panel(filters: Filters) -> None:
    """Which findings turn under which definitions: in sentences, as chosen beside the default, and all together."""
    found = frames.computed("verdicts", lambda: verdicts(frames.read, filters), filters)
    heading(words.title(found))
    st.markdown("\n".join(f"- {unmarked(sentence)}" for sentence in words.flips(found)))
    title, beside = "Findings as chosen, beside the default", words.beside_default(found, _chosen())
    st.html(html_table(title, beside))
    caption = (
        "Ranges are 95% intervals, and decide the answer: “cannot say” where they allow both. Counted by offence or "
        "charge, cases not yet notified are missing, most of all recent ones. People supervised are counted by their "
        "risk at the time, whichever risk of the SFOs is taken. Reviews open are those of the day of knowledge, "
        "whatever the period."
    )
    st.caption(unmarked(f"{caption} {filters.sentence()} {filters.as_known()}."))
    offer("findings_as_chosen", title, beside, filters, caption)
    title, grid = "Every finding under every definition it depends on", words.grid(found)
    st.html(html_table(title, grid))
    download("findings_by_definition", title, grid, filters, caption)
    title = "How each finding is decided"
    st.html(html_table(title, words.rules()))
    offer("how_findings_are_decided", title, words.rules(), None)


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
    title = "One list of cases, counted under each definition"
    st.html(html_table(title, table))
    st.caption(unmarked(f"{filters.sentence()} {filters.as_known()}."))
    download("reconciliation", title, table, filters)
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
        printed_table("Cases, newest notification first", cases)
        download("cases_by_definition", "Cases, with a column for each definition", cases, filters)
