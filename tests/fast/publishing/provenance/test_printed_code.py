"""The printed code: what may be typed for it, and which misreadings are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.publishing.provenance.printed_code import ALPHABET, WrongCode, code_of_bytes, typed


def test_a_code_is_the_first_45_bits_of_the_hash_and_a_check():
    # SHA-256 of "abc" (FIPS 180-4) begins ba7816bf 8f01: 10111 01001 11100 00001 01101 01111 11100 01111 00000.
    values = (0b10111, 0b01001, 0b11100, 0b00001, 0b01101, 0b01111, 0b11100, 0b01111, 0b00000)
    letters = "".join(ALPHABET[value] for value in values)
    assert code_of_bytes(b"abc").replace("-", "")[:9] == letters == "Q9W1DFWF0"


@given(st.binary())
def test_a_code_is_read_back_as_it_was_printed(content: bytes):
    assert typed(code_of_bytes(content)) == code_of_bytes(content)


def test_case_blanks_hyphens_and_letters_like_digits_are_forgiven():
    code = next(c for c in (code_of_bytes(b"%d" % n) for n in range(200)) if "0" in c and "1" in c)
    said = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert typed(f"  {said} ") == typed(said.upper().replace("L", "i")) == code


@given(st.binary(), st.integers(0, 9), st.integers(1, 31))
def test_every_single_character_read_wrongly_is_found(content: bytes, place: int, by: int):
    letters = list(code_of_bytes(content).replace("-", ""))
    letters[place] = ALPHABET[(ALPHABET.index(letters[place]) + by) % 32]
    with pytest.raises(WrongCode, match="a character read wrongly"):
        typed("".join(letters))


@given(st.binary(), st.integers(0, 9), st.integers(0, 9))
def test_every_exchange_of_two_characters_is_found(content: bytes, first: int, second: int):
    letters = list(code_of_bytes(content).replace("-", ""))
    if letters[first] == letters[second]:
        return
    letters[first], letters[second] = letters[second], letters[first]
    with pytest.raises(WrongCode, match="a character read wrongly"):
        typed("".join(letters))


@pytest.mark.parametrize(
    ("said", "reason"),
    [("", "it has 0 characters"), ("7K3Q-9WXM", "it has 8 characters"), ("UUUU-UUUU-UU", "“U” is in none")],
)
def test_what_is_no_code_is_named_with_the_reason(said: str, reason: str):
    with pytest.raises(WrongCode, match=reason):
        typed(said)
