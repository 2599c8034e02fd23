"""Names of worksheets, made of any names."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing.spreadsheets import sheet_names
from sfo_data.publishing.spreadsheets.names import is_name


def test_letters_digits_and_underscores_stay():
    assert sheet_names(["qa_flow", "sfo_reviews_by_month"]) == ["qa_flow", "sfo_reviews_by_month"]


def test_other_letters_become_one_underscore():
    assert sheet_names(["published_England & Wales", "a-b"]) == ["published_England_Wales", "a_b"]


def test_long_names_are_cut_and_numbered_where_they_meet():
    names = [
        "sfo_reviews_by_offence_group_and_provider_type_grid",
        "sfo_reviews_by_offence_group_and_risk_grid",
        "other",
    ]
    assert sheet_names(names) == ["sfo_reviews_by_offence_group_an", "sfo_reviews_by_offence_group__2", "other"]


def test_names_that_a_program_reads_otherwise_get_a_word_before_them():
    assert sheet_names(["b2", "2019", "Cover", "", "é"]) == [
        "Table_b2",
        "Table_2019",
        "Table_Cover",
        "Table_",
        "Table__2",
    ]


@given(st.lists(st.text(max_size=40), max_size=8))
def test_whatever_the_names_there_is_one_for_each_that_every_program_takes(names: list[str]):
    found = sheet_names(names)
    assert len(found) == len(names) == len({name.lower() for name in found})
    assert all(is_name(name) and re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,30}", name) for name in found)
