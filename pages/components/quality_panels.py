"""The quality of reviews on a page: ratings, a measure by division and year, and what goes with a return."""

import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.components import frames
from pages.components.figure_panel import figure_panel, heading
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
    rounds = review_quality.accepted(frames.read, filters)
    parts = ratings.by_standard(rounds)
    figure_panel(
        "ratings_by_standard",
        ratings.title(ratings.over_time(rounds, "rating_overall", filters.period.days), "Overall"),
        stacked_shares(parts, "label", "rating", "numerator", ratings.LEVELS),
        ratings.table(parts, "Standard"),
        f"{OF_ACCEPTED} {SCALE}",
    )
    standard = st.selectbox("Rating of", ratings.RATED, format_func=ratings.RATED.__getitem__, key="quality_standard")
    name = ratings.RATED[standard]
    cuts = {
        "over time": (ratings.over_time(rounds, standard, filters.period.days), "Accepted in"),
        "by division": (ratings.by_division(rounds, standard), "Division"),
    }
    for place, (cut, (split, label)) in zip(st.columns(2), cuts.items(), strict=True):
        with place:
            figure_panel(
                f"ratings_{cut.replace(' ', '_')}",
                ratings.title(split, f"{name}, {cut}"),
                stacked_shares(split, "label", "rating", "numerator", ratings.LEVELS),
                ratings.table(split, label),
                f"{OF_ACCEPTED} The table has the share rated good or outstanding with its 95% interval.",
            )


def measure_panels(filters: Filters) -> None:
    """One measure, chosen: by division beside England and Wales, and by year."""
    name = st.selectbox("Measure", CHOICES, format_func=lambda key: MEASURES[key].label, key="quality_measure")
    measure, first_day = MEASURES[name], frames.facts().known.first_day
    tick = tick_format(name) if measure.kind == "share" else ",.0f"
    axis = measure.unit.removeprefix("of ").capitalize() if measure.kind == "median" else f"Share {measure.unit}"
    divisions, years = frames.computed(
        "quality_groups",
        lambda: (
            review_quality.by_division(frames.read, filters, name),
            review_quality.by_year(frames.read, filters, first_day, name),
        ),
        filters,
        name,
    )
    left, right = st.columns(2)
    with left:
        figure_panel(
            "quality_by_division",
            words.division_title(divisions, name),
            dots_with_intervals(divisions, "label", axis, words.national(divisions), "England and Wales", tick),
            as_table(divisions, name, label="Division").with_columns(words.findings(divisions)),
            words.division_caption(name),
        )
    with right:
        figure_panel(
            "quality_by_year",
            f"{measure.label}, by year",
            dots_with_intervals(years, "label", axis, None, "", tick),
            as_table(years, name, label="Year"),
            f"{measure.numerator}, by year, with 95% intervals: all years up to the end of the period. "
            "No test is made between years.",
        )


def returned_panels(filters: Filters) -> None:
    """What goes with a return at first QA, and whether a return can be foretold."""
    first_day = frames.facts().known.first_day
    heading("What goes with a review being returned?")
    try:
        found = frames.computed(
            "quality_returned", lambda: review_quality.returned(frames.read, filters, first_day), filters
        )
    except (NotModelled, NotConverged) as reason:
        st.info(str(reason))
        return
    st.markdown(words.returned_sentence(found))
    left, right = st.columns(2)
    with left:
        _odds_panel(found, False, "Provider, risk, time and length")
    with right:
        _odds_panel(found, True, "Offence")
        figure_panel(
            "returned_predicted",
            words.fifths_title(found),
            dots_with_intervals(
                words.fifths_shown(found), "label", "Share returned", found.returned / found.reviews, "All", ".0%"
            ),
            words.fifths_table(found),
            words.fifths_caption(),
        )


def _odds_panel(found: Returned, is_offence: bool, what: str) -> None:
    terms = words.terms_of(found, is_offence)
    figure_panel(
        f"returned_odds_{'offence' if is_offence else 'other'}",
        words.terms_title(terms, what),
        dots_with_intervals(terms, "label", "Odds ratio", 1.0, "No difference", ".1f"),
        words.terms_table(terms),
        words.terms_caption(found) if not is_offence else words.OFFENCE_CAPTION,
    )
