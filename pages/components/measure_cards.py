"""Headline figures in a row: value, interval, the period before, and England and Wales."""

from typing import Any

import polars as pl
import streamlit as st

from pages.charts.text import unmarked
from pages.components import downloads, frames
from sfo_data import narrative, tables
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES
from sfo_data.wording import number


def measure_cards(filters: Filters, rows: pl.DataFrame) -> None:
    """Draws one card per row of `figures.headlines`."""
    names = rows["measure"].to_list()
    table = frames.computed("headline_table", lambda: tables.headline_table(rows), filters, names)
    downloads.offer("headlines", "Headline figures", table, filters)
    with st.container(key=f"cards_{rows.height}"):
        for row in rows.iter_rows(named=True):
            _card(row, filters.is_of_some_providers)


def _card(row: dict[str, Any], is_narrowed: bool) -> None:
    measure = MEASURES[row["measure"]]
    with st.container(border=True, height="stretch"):
        st.metric(
            measure.label,
            number(measure, row["value"]),
            help=f"{measure.numerator}. Out of: {measure.denominator}. {measure.caveat}",
        )
        st.caption("  \n".join(map(unmarked, [measure.unit, *narrative.beside(row, is_narrowed)])))
