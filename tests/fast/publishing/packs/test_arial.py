"""The room that a text takes is worked by hand from Arial's widths; what is cut fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing.packs.slides.text import plain
from sfo_data.publishing.packs.text_width import Run, cut, height, lines, width

WORDS = st.text(max_size=300)


def test_a_line_is_as_wide_as_its_letters():
    # In Arial's 2,048 units: C 1479, o, d, e 1139 each, of 14 points and 2% more; bold C 1479, o and d 1251, e 1139.
    assert width(Run("Code", 14, "#000000")) == pytest.approx(4896 / 2048 * 14 / 72 * 1.02)
    assert width(Run("Code", 14, "#000000", True)) == pytest.approx(5120 / 2048 * 14 / 72 * 1.02)


def test_accents_and_dashes_have_their_own_widths_and_what_the_font_lacks_the_widest():
    # é is as wide as e, – as a figure (1139), “ 682; Chinese and emoji are drawn by another font.
    for letter, units in (("é", 1139), ("–", 1139), ("“", 682), ("中", 2048), ("\U0001f600", 2048)):
        assert width(Run(letter, 72, "#000000")) == pytest.approx(units / 2048 * 1.02, abs=0.002), letter


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
