"""The description of a figure: its extremes, its end and its marks, every number as the table prints it."""

import re
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pages.charts.description import describe
from sfo_data.wording.tables import as_text


def test_groups_are_described_by_the_highest_and_the_lowest():
    table = pl.DataFrame({"Group": ["Rape", "Murder", "Arson"], "Cases": [1089, 60, 7], "95% from": [1.0, 2.0, 3.0]})
    assert describe("Rape is largest", table) == (
        "Rape is largest. 3 points, Group from Rape to Arson. Cases: highest 1,089 (Rape), lowest 7 (Arson)."
    )


def test_a_figure_over_time_is_described_by_its_last_value_and_its_signals_too():
    table = pl.DataFrame(
        {
            "Month": [date(2020, 1, 1), date(2020, 2, 1), date(2020, 3, 1)],
            "Share (%)": [12.0, 7.5, None],
            "Usually from": [3.0, 3.0, 3.0],
            "Signal": ["No Signal", "Concern", "Not complete yet"],
        }
    )
    assert describe("Fell", table) == (
        "Fell. 3 points, Month from 1 Jan 2020 to 1 Mar 2020. Share (%): highest 12.0 (1 Jan 2020), lowest 7.5 "
        "(1 Feb 2020), last 7.5 (1 Feb 2020). Signal: Concern at 1 Feb 2020."
    )


def test_many_signals_are_named_from_the_newest():
    table = pl.DataFrame(
        {"Year": [str(year) for year in range(2010, 2020)], "n": range(10), "Signal": ["Concern"] * 10}
    )
    assert describe("t", table).endswith("Signal: Concern at earlier ones and 2014; 2015; 2016; 2017; 2018; 2019.")


def test_a_figure_without_signals_values_or_rows_says_so():
    table = pl.DataFrame({"Year": ["2010"], "n": [None], "Signal": ["No Signal"]}, schema_overrides={"n": pl.Int64})
    assert describe("t", table) == "t. 1 point: Year 2010. n: no value. Signal: none."
    assert describe("t", table.head(0)) == "t."


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), min_size=2, max_size=12))
def test_every_number_in_a_description_is_printed_so_in_the_table(values):
    letters = [chr(ord("a") + at) for at in range(len(values))]
    table = pl.DataFrame({"Name": letters, "n": pl.Series(values, dtype=pl.Float64).round(2)})
    said = describe("t", table).partition(" points")[2]
    assert set(re.findall(r"-?[\d,]*\.?\d+", said)) <= set(as_text(table)["n"])
