"""The quality of reviews on a page: ratings, a measure by division and year, and what goes with a return."""

import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.components import frames
from pages.components.figure_panel import Panel, heading, kept
from sfo_data import review_quality
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES
from sfo_data.review_quality import NotModelled, Returned, ratings, words
from sfo_data.review_quality.logistic import NotConverged
from sfo_data.tables import as_table, tick_format

SCALE = "HMPPS rates the reviews itself; its scale before April 2021 is assumed to be the one used since."
OF_ACCEPTED = "Ratings of the round that accepted the review, for reviews accepted in the period; counts in the bars."
CHOICES = (
    "no_clear_judgement_share",
    "explains_why_share",
    "good_rating_share",
    "returned_share",
    "extended_share",
    "page_median",
)


def ratings_panels(filters: Filters) -> None:
    """How accepted reviews were rated: each standard; then one of them, chosen, over time and by division."""
    _standards_panel(filters)
    standard = st.selectbox("Rating of", ratings.RATED, format_func=ratings.RATED.__getitem__, key="quality_standard")
    for place, is_over_time in zip(st.columns(2), (True, False), strict=True):
        with place:
            _rating_panel(filters, standard, is_over_time)


@kept
def _standards_panel(filters: Filters) -> Panel:
    rounds = review_quality.accepted(frames.read, filters)
    parts = ratings.by_standard(rounds)
    return Panel(
        "ratings_by_standard",
        ratings.title(ratings.over_time(rounds, "rating_overall", filters.period.days), "Overall"),
        stacked_shares(parts, "label", "rating", "numerator", ratings.LEVELS),
        ratings.table(parts, "Standard"),
        f"{OF_ACCEPTED} {SCALE}",
    )


@kept
def _rating_panel(filters: Filters, standard: str, is_over_time: bool) -> Panel:
    rounds = review_quality.accepted(frames.read, filters)
    if is_over_time:
        cut, label, split = "over time", "Accepted in", ratings.over_time(rounds, standard, filters.period.days)
    else:
        cut, label, split = "by division", "Division", ratings.by_division(rounds, standard)
    return Panel(
        f"ratings_{cut.replace(' ', '_')}",
        ratings.title(split, f"{ratings.RATED[standard]}, {cut}"),
        stacked_shares(split, "label", "rating", "numerator", ratings.LEVELS),
        ratings.table(split, label),
        f"{OF_ACCEPTED} The table has the share rated good or outstanding with its 95% interval.",
    )


def measure_panels(filters: Filters) -> None:
    """One measure, chosen: by division beside England and Wales, and by year."""
    name = st.selectbox("Measure", CHOICES, format_func=lambda key: MEASURES[key].label, key="quality_measure")
    left, right = st.columns(2)
    with left:
        _divisions_panel(filters, name)
    with right:
        _years_panel(filters, name)


@kept
def _divisions_panel(filters: Filters, name: str) -> Panel:
    divisions, (axis, tick) = review_quality.by_division(frames.read, filters, name), _axis(name)
    return Panel(
        "quality_by_division",
        words.division_title(divisions, name),
        dots_with_intervals(divisions, "label", axis, words.national(divisions), "England and Wales", tick),
        as_table(divisions, name, label="Division").with_columns(words.findings(divisions)),
        words.division_caption(name),
    )


@kept
def _years_panel(filters: Filters, name: str) -> Panel:
    years = review_quality.by_year(frames.read, filters, frames.facts().known.first_day, name)
    axis, tick = _axis(name)
    return Panel(
        "quality_by_year",
        f"{MEASURES[name].label}, by year",
        dots_with_intervals(years, "label", axis, None, "", tick),
        as_table(years, name, label="Year"),
        f"{MEASURES[name].numerator}, by year, with 95% intervals: all years up to the end of the period. "
        "No test is made between years.",
    )


def _axis(name: str) -> tuple[str, str]:
    """What the axis of a measure says, and how it prints numbers."""
    measure = MEASURES[name]
    axis = measure.unit.removeprefix("of ").capitalize() if measure.kind == "median" else f"Share {measure.unit}"
    return axis, tick_format(name) if measure.kind == "share" else ",.0f"


def returned_panels(filters: Filters) -> None:
    """What goes with a return at first QA, and whether a return can be foretold."""
    heading("What goes with a review being returned?")
    try:
        found = _returned(filters)
    except (NotModelled, NotConverged) as reason:
        st.info(str(reason))
        return
    st.markdown(words.returned_sentence(found))
    left, right = st.columns(2)
    with left:
        _odds_panel(filters, False, "Provider, risk, time and length")
    with right:
        _odds_panel(filters, True, "Offence")
        _fifths_panel(filters)


def _returned(filters: Filters) -> Returned:
    first_day = frames.facts().known.first_day
    return frames.computed(
        "quality_returned", lambda: review_quality.returned(frames.read, filters, first_day), filters
    )


@kept
def _fifths_panel(filters: Filters) -> Panel:
    found = _returned(filters)
    all_returned = found.returned / found.reviews
    return Panel(
        "returned_predicted",
        words.fifths_title(found),
        dots_with_intervals(words.fifths_shown(found), "label", "Share returned", all_returned, "All", ".0%"),
        words.fifths_table(found),
        words.fifths_caption(),
    )


@kept
def _odds_panel(filters: Filters, is_offence: bool, what: str) -> Panel:
    found = _returned(filters)
    terms = words.terms_of(found, is_offence)
    return Panel(
        f"returned_odds_{'offence' if is_offence else 'other'}",
        words.terms_title(terms, what),
        dots_with_intervals(terms, "label", "Odds ratio", 1.0, "No difference", ".1f"),
        words.terms_table(terms),
        words.terms_caption(found) if not is_offence else words.OFFENCE_CAPTION,
    )
