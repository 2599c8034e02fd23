"""CSV of ours opens as text in a spreadsheet."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data import safe_csv


def cells(frame: pl.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(safe_csv.write_csv(frame).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠SUM(A1)"]
)
def test_a_formula_becomes_text(formula: str):
    assert cells(pl.DataFrame({"t": [formula, "plain"]})) == [["t"], ["'" + formula], ["plain"]]


def test_numbers_keep_their_sign_and_frames_without_text_are_written():
    assert cells(pl.DataFrame({"n": [-1, 2]})) == [["n"], ["-1"], ["2"]]


@given(st.text(max_size=20))
def test_no_cell_starts_a_formula(text: str):
    written = cells(pl.DataFrame({"t": [text]}))
    first = written[1][0] if len(written) > 1 and written[1] else ""
    assert not first.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_heading_that_would_start_a_formula_gets_an_apostrophe_and_no_other_does():
    assert cells(pl.DataFrame({"=A1": ["a"], "@x": ["b"], "Share (%)": ["c"]}))[0] == ["'=A1", "'@x", "Share (%)"]
