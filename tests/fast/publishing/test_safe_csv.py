"""CSV of ours opens as text in a spreadsheet."""

import csv
import io
import re
import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing import safe_csv


def cells(frame: pl.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(safe_csv.write_csv(frame).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "formula", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\ta", "\ra", "\na", "＝1", "＠SUM(A1)"]
)
def test_a_formula_becomes_text(formula: str):
    assert cells(pl.DataFrame({"t": [formula, "plain"]})) == [["t"], ["'" + formula], ["plain"]]


def test_numbers_keep_their_sign_and_frames_without_text_are_written():
    assert cells(pl.DataFrame({"n": [-1, 2]})) == [["n"], ["-1"], ["2"]]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; @x", "a;' @x"),
        ("one\t+1", "one\t'+1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\u200b-1", "'\u200b-1"),
        (" =1", "' =1"),
        ("a;;=1", "a;;'=1"),
        ("=1;=2", "'=1;'=2"),
        ("line\n=1", "line\n'=1"),
        ("\t=1", "'\t'=1"),
        ("a=1; b+2, c-3", "a=1; b+2, c-3"),
    ],
)
def test_a_formula_behind_a_separator_or_an_unseen_character_becomes_text(text: str, written: str):
    assert cells(pl.DataFrame({"t": [text, "plain"]}))[1] == [written]


@given(
    st.lists(
        st.sampled_from(["=", "+", "@", ";", "|", " ", "\t", "\n", "\ufeff", "\u200b", "\u2060", "a", '"']), max_size=8
    )
)
def test_no_part_of_a_cell_starts_a_formula(pieces: list[str]):
    written = cells(pl.DataFrame({"t": ["".join(pieces)]}))
    for part in re.split(r"[;|\t\n]", written[1][0] if len(written) > 1 and written[1] else ""):
        seen = [each for each in part if unicodedata.category(each) not in ("Cf", "Zs") and each != '"']
        assert not seen or seen[0] not in "=+-@"


@given(st.text(max_size=20))
def test_no_cell_starts_a_formula(text: str):
    written = cells(pl.DataFrame({"t": [text]}))
    first = written[1][0] if len(written) > 1 and written[1] else ""
    assert not first.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


def test_a_heading_that_would_start_a_formula_gets_an_apostrophe_and_no_other_does():
    assert cells(pl.DataFrame({"=A1": ["a"], "@x": ["b"], "Share (%)": ["c"]}))[0] == ["'=A1", "'@x", "Share (%)"]
