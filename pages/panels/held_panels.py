"""Figures of what the store does not hold are not drawn: one sentence on the page says what is missing, and why."""

from collections.abc import Callable
from functools import wraps
from html import escape
from typing import Concatenate, ParamSpec

import streamlit as st

from pages.frame import cached_reader
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.coverage import held
from sfo_data.wording import coverage_words

SAID = "said_of_absent"

P = ParamSpec("P")


def begin() -> None:
    """Forgets what the run before said."""
    st.session_state[SAID] = set()


def why_absent(filters: Filters, name: str, all_years: bool = False) -> str:
    """Why nothing can be drawn of a measure: no day of the period (`all_years`: no day at all) is held; else empty."""
    measure = MEASURES[name]
    period = None if all_years or measure.dated_by is None else filters.period
    return coverage_words.why_absent(measure, held(cached_reader.read, filters).of(measure), period)


def is_held(filters: Filters, name: str, all_years: bool = False) -> bool:
    """Whether something can be drawn of a measure. Where it cannot, the page says why, once for each reason."""
    if why := why_absent(filters, name, all_years):
        say(why)
    return not why


def say(why: str) -> None:
    """Says why something is not drawn, if the page has not said so yet."""
    if why not in st.session_state[SAID]:
        st.session_state[SAID].add(why)
        st.html(f'<p class="nothing">{escape(why)}</p>')


def of_feed(
    name: str, all_years: bool = False
) -> Callable[[Callable[Concatenate[Filters, P], None]], Callable[Concatenate[Filters, P], None]]:
    """Draws a panel only where the feed of a measure is held for its filters; see `is_held`."""

    def limited(draw: Callable[Concatenate[Filters, P], None]) -> Callable[Concatenate[Filters, P], None]:
        @wraps(draw)
        def draw_held(filters: Filters, /, *arguments: P.args, **named: P.kwargs) -> None:
            if is_held(filters, name, all_years):
                draw(filters, *arguments, **named)

        return draw_held

    return limited
