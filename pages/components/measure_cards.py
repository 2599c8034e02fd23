"""Headline figures in a row: value, interval, the period before, and England and Wales."""

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from pages.components import frames
from sfo_data import narrative
from sfo_data.figures import headlines
from sfo_data.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.measures import MEASURES


def measure_cards(filters: Filters, names: Sequence[str]) -> pl.DataFrame:
    """Draws one card per measure and returns the headlines they show (see `figures.headlines`)."""
    earlier = frames.facts().known.on(filters.known_on.replace(year=filters.known_on.year - 1))
    rows = headlines(frames.read, filters, names, earlier)
    is_narrowed = any(filters.selected(name) for name in PROVIDER_DIMENSIONS)
    with st.container(key="cards", horizontal=True):
        for row in rows.iter_rows(named=True):
            _card(row, is_narrowed)
    return rows


def _card(row: dict[str, Any], is_narrowed: bool) -> None:
    measure = MEASURES[row["measure"]]
    before = narrative.number(measure, row["value_before"])
    word = narrative.change(row)
    lines = []
    if measure.kind in ("share", "rate", "median") and (
        limits := narrative.interval(measure, row["lower"], row["upper"])
    ):
        lines.append(f"95% interval {limits}")
    if row["value_before"] is not None:
        lines.append(
            f"{word.capitalize()}; {row['before_words']} {before}"
            if word != "not compared"
            else f"{row['before_words'].capitalize()} {before}"
        )
    if is_narrowed:
        lines.append(f"England and Wales: {narrative.number(measure, row['value_national'])}")
    if measure.target is not None:
        lines.append(f"Target: {narrative.number(measure, measure.target)}")
    with st.container(border=True, width=260, height="stretch"):
        st.metric(
            measure.label,
            narrative.number(measure, row["value"]),
            help=f"{measure.numerator}. Out of: {measure.denominator}. {measure.caveat}",
        )
        st.caption(f"{measure.unit}  \n" + "  \n".join(lines))
