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
    with st.container(key=f"cards_{rows.height}"):
        for row in rows.iter_rows(named=True):
            _card(row, is_narrowed)
    return rows


def _card(row: dict[str, Any], is_narrowed: bool) -> None:
    measure = MEASURES[row["measure"]]
    with st.container(border=True, height="stretch"):
        st.metric(
            measure.label,
            narrative.number(measure, row["value"]),
            help=f"{measure.numerator}. Out of: {measure.denominator}. {measure.caveat}",
        )
        st.caption("  \n".join([measure.unit, *narrative.beside(row, is_narrowed)]))
