"""Choices of definition on a page: definitions chosen beside the default, every combination, the cases behind them."""

import streamlit as st

from pages.charts.text import html_table, unmarked
from pages.frame import cached_reader
from pages.frame.downloads import download, offer
from pages.frame.print_style import printed_table
from pages.panels.figure_panel import heading
from pages.panels.held_panels import is_held
from sfo_data.definitions.filters import Filters
from sfo_data.subjects.definition_choices import definition_choice_words, reconciliation
from sfo_data.subjects.definition_choices.definitions import SWITCHES, Definitions, options
from sfo_data.subjects.definition_choices.findings import verdicts


def findings_panel(filters: Filters) -> None:
    """Which findings turn under which definitions: in sentences, as chosen beside the default, and all together."""
    found = cached_reader.computed("verdicts", lambda: verdicts(cached_reader.read, filters), filters)
    heading(definition_choice_words.title(found))
    st.markdown("\n".join(f"- {unmarked(sentence)}" for sentence in definition_choice_words.flips(found)))
    title, compared = (
        "Findings as chosen, beside the default",
        definition_choice_words.compared_with_default(found, _chosen()),
    )
    st.html(html_table(title, compared))
    caption = definition_choice_words.FINDINGS_CAPTION
    st.caption(unmarked(f"{caption} {filters.sentence()} {filters.as_known()}."))
    offer("findings_as_chosen", title, compared, filters, caption)
    title, grid = "Every finding under every definition it depends on", definition_choice_words.grid(found)
    st.html(html_table(title, grid))
    download("findings_by_definition", title, grid, filters, caption)
    title = "How each finding is decided"
    st.html(html_table(title, definition_choice_words.rules()))
    offer("how_findings_are_decided", title, definition_choice_words.rules(), None)


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
    if not is_held(filters, "sfo_reviews"):
        return
    added_up = cached_reader.computed(
        "reconciliation", lambda: reconciliation.reconciliation(cached_reader.read, filters), filters
    )
    heading("Which cases each definition counts")
    st.markdown(definition_choice_words.RECONCILIATION_LEAD)
    table = reconciliation.as_table(added_up)
    title = "One list of cases, counted under each definition"
    st.html(html_table(title, table))
    st.caption(unmarked(f"{filters.sentence()} {filters.as_known()}."))
    download("reconciliation", title, table, filters)
    expander = st.expander("The list of cases, with a column for each definition", key="cases", on_change="rerun")
    if not expander.open:
        return
    cases = cached_reader.computed(
        "case_table", lambda: reconciliation.case_table(cached_reader.read, filters), filters
    )
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
