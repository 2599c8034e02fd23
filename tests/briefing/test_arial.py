"""The room that a text takes is worked by hand from Arial's widths; what is cut fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.briefing.arial import Run, cut, height, lines, width
from sfo_data.briefing.slide_text import plain

WORDS = st.text(max_size=300)


def test_a_line_is_as_wide_as_its_letters():
    # C 722, o 556, d 556, e 556 thousandths of 14 points, and 2% more; bold C 722, o 611, d 611, e 556.
    assert width(Run("Code", 14, "#000000")) == pytest.approx(2.390 * 14 / 72 * 1.02)
    assert width(Run("Code", 14, "#000000", True)) == pytest.approx(2.500 * 14 / 72 * 1.02)


def test_words_go_to_the_next_line_where_they_do_not_fit_and_long_words_are_broken():
    # "aaaa" is 4 x 0.556 x 18 / 72 x 1.02 = 0.567 inches, a space 0.071.
    assert [lines([Run("aaaa aaaa aaaa", 18, "")], wide) for wide in (0.6, 1.3, 1.9)] == [3, 2, 1]
    assert lines([Run("a" * 40, 18, "")], 0.6) == 10
    assert height([Run("aaaa aaaa", 18, ""), Run("a", 20, "")], 0.6) == pytest.approx(3 * 20 * 1.18 / 72)


@given(WORDS, st.floats(0.5, 12), st.integers(1, 4))
def test_what_is_cut_fits_and_is_the_beginning(text: str, wide: float, most: int):
    found = cut(text, 14, wide, most)
    assert lines([Run(found, 14, "")], wide) <= most
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))


@given(WORDS)
def test_plain_text_has_nothing_that_cannot_be_printed_and_single_spaces(text: str):
    found = plain(text)
    assert found.isprintable() and "  " not in found and plain(found) == found
