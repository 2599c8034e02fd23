"""Headline figures in a row: value, interval, the period before, and England and Wales."""

from typing import Any

import polars as pl
import streamlit as st

from sfo_data import narrative
from sfo_data.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.measures import MEASURES
from sfo_data.wording import number


def measure_cards(filters: Filters, rows: pl.DataFrame) -> None:
    """Draws one card per row of `figures.headlines`."""
    is_narrowed = any(filters.selected(name) for name in PROVIDER_DIMENSIONS)
    with st.container(key=f"cards_{rows.height}"):
        for row in rows.iter_rows(named=True):
            _card(row, is_narrowed)


def _card(row: dict[str, Any], is_narrowed: bool) -> None:
    measure = MEASURES[row["measure"]]
    with st.container(border=True, height="stretch"):
        st.metric(
            measure.label,
            number(measure, row["value"]),
            help=f"{measure.numerator}. Out of: {measure.denominator}. {measure.caveat}",
        )
        st.caption("  \n".join([measure.unit, *narrative.beside(row, is_narrowed)]))
