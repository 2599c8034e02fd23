"""The short code printed on every picture, slide and page: written, typed back, and misreadings found."""

import hashlib
import re

# Crockford's base 32: no I, L, O or U, so that what is read is what was printed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OIL", "011")
# 45 bits: with 10,000 codes issued, two are alike with a chance of about one in 700,000.
LETTERS = 9


class WrongCode(ValueError):
    """What was typed is not a code that could have been printed."""


def code_of_bytes(content: bytes) -> str:
    """ "7K3Q-9WXM-2F": nine characters of the content's SHA-256 and a check character."""
    number = int.from_bytes(hashlib.sha256(content).digest()) >> (256 - 5 * LETTERS)
    values = [number >> 5 * place & 31 for place in reversed(range(LETTERS))]
    letters = "".join(ALPHABET[value] for value in [*values, _check(values)])
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def typed(text: str) -> str:
    """The code as it is printed. Forgives case, spaces, hyphens, O for 0, I and L for 1. Raises WrongCode."""
    letters = re.sub(r"[\s\-–]", "", text).upper().translate(READ_AS)
    if len(letters) != LETTERS + 1:
        raise WrongCode(f"“{text[:40]}” is not a code: it has {len(letters)} characters, a code has {LETTERS + 1}.")
    if wrong := [letter for letter in letters if letter not in ALPHABET]:
        raise WrongCode(f"“{text[:40]}” is not a code: “{wrong[0]}” is in none.")
    values = [ALPHABET.index(letter) for letter in letters]
    if _check(values[:-1]) != values[-1]:
        raise WrongCode(f"“{text[:40]}” is not a code that was printed: please look for a character read wrongly.")
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _check(values: list[int]) -> int:
    """Finds every single character read wrongly and every two exchanged.

    The sum of value times 2 to its place in the field of 32 elements (x⁵ + x² + 1), as in a Reed-Solomon code.
    """
    total = 0
    for value in values:
        total = _doubled(total) ^ value
    return _doubled(total)


def _doubled(value: int) -> int:
    return value << 1 if value < 16 else value << 1 & 31 ^ 0b00101
