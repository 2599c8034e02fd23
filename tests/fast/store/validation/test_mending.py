"""What spreadsheets do to values is undone where it can mean one thing only, and counted."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.store.schema import Column, Table
from sfo_data.store.validation import Checked, check, one_to_a_line
from sfo_data.store.validation.mending import COPIES, mend

TRACKER = Table(
    "tracker",
    "One row per case.",
    ("case_id",),
    (
        Column("case_id", "identifier", "Case."),
        Column("risk", "category", "Risk.", nullable=True, categories=("Low", "Very high")),
        Column("is_urgent", "boolean", "Urgent.", nullable=True),
        Column("due_on", "date", "Due.", nullable=True, may_be_future=True),
        Column("people", "integer", "People.", nullable=True),
        Column("note", "text", "Note.", nullable=True),
    ),
)
TEXT = dict.fromkeys(TRACKER.column_names, pl.String)


def row(**values: str | None) -> dict[str, str | None]:
    return dict.fromkeys(TRACKER.column_names) | {"case_id": "C1"} | values


def checked(*rows: dict[str, str | None]) -> Checked:
    return check(one_to_a_line(pl.DataFrame(rows, schema=TEXT), TRACKER, 2), TRACKER, date(2020, 5, 11), {})


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("case_id", " C7\t", "C7"),
        ("case_id", "\u00a0C7\u200b", "C7"),
        ("risk", "very HIGH ", "Very high"),
        ("risk", "   ", None),
        ("is_urgent", "TRUE", True),
        ("is_urgent", "Yes", True),
        ("is_urgent", "1", True),
        ("is_urgent", "n", False),
        ("is_urgent", "0.0", False),
        ("due_on", "2020-05-11 00:00:00", date(2020, 5, 11)),
        ("due_on", "2020-05-11T00:00:00.000Z", date(2020, 5, 11)),
        ("people", "247,759", 247_759),
        ("people", "1\u202f234\u202f567", 1_234_567),
        ("people", "12.0", 12),
    ],
)
def test_what_can_mean_one_thing_only_is_read_as_that(column: str, written: str, meant: object):
    found = checked(row(**{column: written}))
    assert found.quarantined.is_empty()
    assert found.accepted[column].to_list() == [meant]
    assert found.mended.rows() == [("tracker", column, 1)]


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("due_on", "11/05/2020"),
        ("due_on", "2020-05-11 09:30:00"),
        ("people", "1,23"),
        ("people", "12,5"),
        ("people", "0,123"),
        ("people", "1.234"),
        ("is_urgent", "2"),
        ("risk", "Hihg"),
    ],
)
def test_what_can_mean_two_things_is_set_aside_as_it_was_written(column: str, written: str):
    found = checked(row(**{column: written}))
    assert found.accepted.is_empty() and found.mended.is_empty()
    assert found.quarantined.select("column_name", "value").rows() == [(column, written)]


def test_exact_copies_of_a_row_are_kept_once_and_counted():
    found = checked(row(people="1"), row(people="1"), row(case_id="C2"), row(people="1 "))
    assert found.accepted["case_id"].to_list() == ["C1", "C2"]
    assert found.quarantined.is_empty() and found.delivered == 4
    assert found.mended.rows() == [("tracker", "people", 1), ("tracker", COPIES, 2)]


def test_a_text_keeps_its_blanks():
    assert checked(row(note="  two lines\n ")).accepted["note"].to_list() == ["  two lines\n "]


WRITTEN = st.sampled_from(["Low", " low", "7", "1,000", "yes", "2020-05-11", "", "x\u00a0"])


@given(st.lists(WRITTEN, min_size=5, max_size=5))
def test_mending_what_was_mended_changes_nothing(values: list[str]):
    written = row(**dict(zip(TRACKER.column_names[1:], values, strict=True)))
    once, _ = mend(pl.DataFrame([written], schema=TEXT), TRACKER, TRACKER.columns)
    again, counted = mend(once, TRACKER, TRACKER.columns)
    assert again.equals(once) and counted.is_empty()
