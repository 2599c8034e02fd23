"""The sampling officer: how many reviews to draw, and whether a published draw is true. Nothing is drawn here."""

from dataclasses import replace
from fractions import Fraction

import streamlit as st

from pages.charts.text import html_table
from pages.frame import cached_reader
from pages.frame.downloads import download
from pages.frame.typed_slider import typed_slider
from pages.panels.figure_panel import heading
from sfo_data.definitions.filters import Filters
from sfo_data.subjects import independent_qa
from sfo_data.subjects.independent_qa import sampling
from sfo_data.subjects.independent_qa.sampling import Unusable

LONGEST_TEXT = 1_000_000


def plan_panel(filters: Filters) -> None:
    """Draws how many reviews a sample of a chosen size takes from each group, and what it would show."""
    heading("How many reviews should be rated?")
    size, split = st.columns(2, vertical_alignment="bottom")
    with size:
        percent = typed_slider("sample_size", "Proportion of reviews (%)", 1, 100, 20)
    by_offence = split.toggle("Groups also by murder or manslaughter", key="sample_by_offence")
    strata = (sampling.DIVISION, sampling.OFFENCE) if by_offence else (sampling.DIVISION,)
    plan = cached_reader.computed(
        "sample_plan",
        lambda: independent_qa.planned(
            cached_reader.read, filters, Fraction(percent, 100), independent_qa.LEAST_OF_A_GROUP, strata
        ),
        filters,
        percent,
        strata,
    )
    if plan.is_empty():
        st.info("No review was completed in this period: there is nothing to draw from.")
        return
    st.markdown(f"**{independent_qa.plan_title(plan)}.** {independent_qa.plan_words(plan)}")
    table = independent_qa.plan_table(plan)
    title = "Reviews to draw, and what they would show"
    st.html(html_table(title, table))
    st.caption(f"{independent_qa.PLAN_CAPTION} {filters.as_known()}.")
    download("sample_plan", title, table, replace(filters, selections=()), independent_qa.PLAN_CAPTION)


def check_panel(filters: Filters) -> None:
    """Draws a field for a published commitment or record, and what checking it against the store finds."""
    heading("Is a published draw true?")
    st.markdown(independent_qa.HOW_TO_CHECK)
    text = st.text_area("Commitment or record, as published", key="sample_text", max_chars=LONGEST_TEXT, height=160)
    if not text.strip():
        return
    try:
        if sampling.is_record(text):
            _record(filters, text)
        else:
            _commitment(filters, text)
    except Unusable as reason:
        st.error(str(reason))


def _commitment(filters: Filters, text: str) -> None:
    promise = sampling.read_commitment(text)
    design = promise.design
    listed = independent_qa.frame(cached_reader.read, design, cached_reader.facts().known, filters.scope)
    st.success(
        f"A commitment to draw {float(design.share):.0%} of the {listed.height} reviews completed from "
        f"{design.first_day} to {design.last_day}, as known on {design.known_on}, by {' and '.join(design.strata)}. "
        "What is drawn stays open until the seed is."
    )
    st.code(promise.commitment, language=None, wrap_lines=True)


def _record(filters: Filters, text: str) -> None:
    record = sampling.read_record(text)
    listed = independent_qa.frame(cached_reader.read, record.design, cached_reader.facts().known, filters.scope)
    differences = cached_reader.computed("sample_check", lambda: sampling.verify(record, listed), record, filters.scope)
    if differences:
        st.error("This is not the draw that was committed to:\n" + "".join(f"\n- {each}" for each in differences))
        return
    drawn = sampling.sample(record)
    st.success(f"The same draw: {drawn.height} reviews, {len(record.substitutions)} substituted.")
    st.code(f"Fingerprint of the record: {sampling.fingerprint(record)}", language=None, wrap_lines=True)
    table = drawn.rename({"stratum": "Group", "place": "Place", "review_id": "Review", "stands_for": "Stands for"})
    with st.expander("The reviews drawn", key="sample_drawn"):
        title = "The reviews to rate, in the order of the draw"
        st.html(html_table(title, table))
        download("sample_drawn", title, table, independent_qa.drawn_from(record.design, filters.scope))
