"""Numbers of which some are withheld, taken apart."""

import polars as pl
from polars.testing import assert_frame_equal

from sfo_data.publishing.spreadsheets import values_and_marks


def test_a_column_of_numbers_with_marks_becomes_numbers_and_marks():
    table = pl.DataFrame({"Families": ["12", "[c]", None], "Share (%)": ["33.3", "[c]", "[c]"]})
    values, marks = values_and_marks(table)
    assert_frame_equal(values, pl.DataFrame({"Families": [12, None, None], "Share (%)": [33.3, None, None]}))
    assert_frame_equal(marks, pl.DataFrame({"Families": [None, "[c]", None], "Share (%)": [None, "[c]", "[c]"]}))


def test_words_and_numbers_without_marks_are_left_alone():
    table = pl.DataFrame({"Words": ["a", "[c]"], "Digits": ["1", "2"], "Number": [1, 2], "Sentence": ["see [c]", "x"]})
    values, marks = values_and_marks(table)
    assert_frame_equal(values, table)
    assert marks.columns == []


def test_a_column_wholly_withheld_holds_no_number():
    values, marks = values_and_marks(pl.DataFrame({"Share (%)": ["[c]", "[c]"]}))
    assert values["Share (%)"].null_count() == 2 and values["Share (%)"].dtype.is_numeric()
    assert marks["Share (%)"].to_list() == ["[c]", "[c]"]
