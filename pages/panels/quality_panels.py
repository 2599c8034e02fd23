"""The quality of reviews on a page: ratings, a measure by division and year, and what goes with a return."""

import streamlit as st

from pages.charts.bars import stacked_shares
from pages.charts.dots import dots_with_intervals
from pages.frame import cached_reader
from pages.panels.compared_panel import Standard, compared_panel
from pages.panels.figure_panel import Panel, cached_panel, heading
from pages.panels.held_panels import is_held, of_feed
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, offered_by
from sfo_data.statistics.logistic import NotConverged
from sfo_data.subjects import quality
from sfo_data.subjects.quality import NotModelled, Returned, quality_words, ratings
from sfo_data.wording.tables import as_table, tick_format


def ratings_panels(filters: Filters) -> None:
    """How accepted reviews were rated: each standard; then one of them, chosen, over time and by division."""
    _standards_panel(filters)
    standard = st.selectbox("Rating of", ratings.RATED, format_func=ratings.RATED.__getitem__, key="quality_standard")
    for place, is_over_time in zip(st.columns(2), (True, False), strict=True):
        with place:
            _rating_panel(filters, standard, is_over_time)


@of_feed("good_rating_share")
@cached_panel
def _standards_panel(filters: Filters) -> Panel:
    rounds = quality.accepted(cached_reader.read, filters)
    parts = ratings.by_standard(rounds)
    return Panel(
        "ratings_by_standard",
        ratings.title(ratings.over_time(rounds, "rating_overall", filters.period.days), "Overall"),
        stacked_shares(parts, "label", "rating", "numerator", ratings.LEVELS),
        ratings.table(parts, "Standard"),
        quality_words.STANDARDS_CAPTION,
        filters,
    )


@of_feed("good_rating_share")
@cached_panel
def _rating_panel(filters: Filters, standard: str, is_over_time: bool) -> Panel:
    rounds = quality.accepted(cached_reader.read, filters)
    if is_over_time:
        cut, label, split = "over time", "Accepted in", ratings.over_time(rounds, standard, filters.period.days)
    else:
        cut, label, split = "by division", "Division", ratings.by_division(rounds, standard)
    return Panel(
        f"ratings_{cut.replace(' ', '_')}",
        ratings.title(split, f"{ratings.RATED[standard]}, {cut}"),
        stacked_shares(split, "label", "rating", "numerator", ratings.LEVELS),
        ratings.table(split, label),
        quality_words.RATING_CAPTION,
        filters,
    )


def measure_panels(filters: Filters) -> None:
    """One measure, chosen: by division beside England and Wales, and by year."""
    name = st.selectbox(
        "Measure", offered_by("review quality"), format_func=lambda key: MEASURES[key].label, key="quality_measure"
    )
    if not is_held(filters, name):
        return
    left, right = st.columns(2)
    with left:
        _divisions_panel(filters, name)
    with right:
        _years_panel(filters, name)


@cached_panel
def _divisions_panel(filters: Filters, name: str) -> Panel:
    divisions = quality.by_division(cached_reader.read, filters, name)
    words = quality_words.division_title(divisions, name), quality_words.division_caption(name)
    standard = Standard(quality_words.national(divisions))
    shown = filters.national().select("division", filters.selected("division"))
    table = as_table(divisions, name, label="Division").with_columns(quality_words.findings(divisions))
    return compared_panel("quality_by_division", words, shown, divisions, "label", _axis(name), standard, table)


@cached_panel
def _years_panel(filters: Filters, name: str) -> Panel:
    years = quality.by_year(cached_reader.read, filters, cached_reader.facts().known.first_day, name)
    axis, tick = _axis(name)
    return Panel(
        "quality_by_year",
        f"{MEASURES[name].label}, by year",
        dots_with_intervals(years, "label", axis, None, "", tick),
        as_table(years, name, label="Year"),
        quality_words.years_caption(name),
        filters.since(cached_reader.facts().known.first_day),
    )


def _axis(name: str) -> tuple[str, str]:
    """What the axis of a measure says, and how it prints numbers."""
    measure = MEASURES[name]
    axis = measure.unit.removeprefix("of ").capitalize() if measure.is_middle else f"Share {measure.unit}"
    return axis, tick_format(name) if measure.kind == "share" else ",.0f"


def returned_panels(filters: Filters) -> None:
    """What goes with a return at first QA, and whether a return can be foretold."""
    if not is_held(filters, "returned_share"):
        return
    heading("What goes with a review being returned?")
    try:
        found = _returned(filters)
    except (NotModelled, NotConverged) as reason:
        st.info(str(reason))
        return
    st.markdown(quality_words.returned_sentence(found))
    left, right = st.columns(2)
    with left:
        _odds_panel(filters, False, "Provider, risk, time and length")
    with right:
        _odds_panel(filters, True, "Offence")
        _fifths_panel(filters)


def _modelled(filters: Filters) -> Filters:
    return quality.modelled(filters, cached_reader.facts().known.first_day)


def _returned(filters: Filters) -> Returned:
    first_day = cached_reader.facts().known.first_day
    return cached_reader.computed(
        "quality_returned", lambda: quality.returned(cached_reader.read, filters, first_day), filters
    )


@cached_panel
def _fifths_panel(filters: Filters) -> Panel:
    found = _returned(filters)
    all_returned = found.returned / found.reviews
    return Panel(
        "returned_predicted",
        quality_words.fifths_title(found),
        dots_with_intervals(quality_words.fifths_shown(found), "label", "Share returned", all_returned, "All", ".0%"),
        quality_words.fifths_table(found),
        quality_words.fifths_caption(),
        _modelled(filters),
    )


@cached_panel
def _odds_panel(filters: Filters, is_offence: bool, what: str) -> Panel:
    found = _returned(filters)
    terms = quality_words.terms_of(found, is_offence)
    return Panel(
        f"returned_odds_{'offence' if is_offence else 'other'}",
        quality_words.terms_title(terms, what),
        dots_with_intervals(terms, "label", "Odds ratio", 1.0, "No difference", ".1f"),
        quality_words.terms_table(terms),
        quality_words.terms_caption(found) if not is_offence else quality_words.OFFENCE_CAPTION,
        _modelled(filters),
    )
