"""The sampling officer: how many reviews to draw, and whether a published draw is true. Nothing is drawn here."""

from fractions import Fraction

import streamlit as st

from pages.charts.text import html_table
from pages.components import frames
from pages.components.downloads import download
from pages.components.figure_panel import heading
from pages.components.typed_slider import typed_slider
from sfo_data import independent_qa, sampling
from sfo_data.filters import Filters
from sfo_data.sampling import Unusable

LEAST = 2
LONGEST_TEXT = 1_000_000
PLAN = (
    "Reviews whose quality assurance was completed in the period, England and Wales, whatever else is chosen above. "
    f"Shared out in proportion, at least {LEAST} from each group. Precision at a share of one half, for a list of this "
    "length (Cochran 1977, theorem 3.2); differences by a two-sided test at 5%."
)
HOW = (
    "A draw is made by the sampling officer with `python -m sfo_data sample`, never on this page: the seed is first "
    "committed to by a published hash, so that nobody can choose what is drawn. Paste the commitment or the record of "
    "a draw, and it is checked against the data loaded here."
)


def plan_panel(filters: Filters) -> None:
    """Draws how many reviews a sample of a chosen size takes from each group, and what it would show."""
    heading("How many reviews should be rated?")
    size, split = st.columns(2, vertical_alignment="bottom")
    with size:
        percent = typed_slider("sample_size", "Proportion of reviews (%)", 1, 100, 20)
    by_offence = split.toggle("Groups also by murder or manslaughter", key="sample_by_offence")
    strata = (sampling.DIVISION, sampling.OFFENCE) if by_offence else (sampling.DIVISION,)
    plan = frames.computed(
        "sample_plan",
        lambda: independent_qa.planned(frames.read, filters, Fraction(percent, 100), LEAST, strata),
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
    st.caption(f"{PLAN} {filters.as_known()}.")
    download("sample_plan", title, table, filters, PLAN)


def check_panel(filters: Filters) -> None:
    """Draws a field for a published commitment or record, and what checking it against the store finds."""
    heading("Is a published draw true?")
    st.markdown(HOW)
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
    listed = independent_qa.frame(frames.read, design, frames.facts().known, filters.scope)
    st.success(
        f"A commitment to draw {float(design.share):.0%} of the {listed.height} reviews completed from "
        f"{design.first_day} to {design.last_day}, as known on {design.known_on}, by {' and '.join(design.strata)}. "
        "What is drawn stays open until the seed is."
    )
    st.code(promise.commitment, language=None, wrap_lines=True)


def _record(filters: Filters, text: str) -> None:
    record = sampling.read_record(text)
    listed = independent_qa.frame(frames.read, record.design, frames.facts().known, filters.scope)
    differences = frames.computed("sample_check", lambda: sampling.verify(record, listed), record, filters.scope)
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
        download("sample_drawn", title, table, filters)
