"""What did the writer of an unknown word probably mean?"""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """ " Did you mean “division”?", with the space before it; empty where nothing is close."""
    by_lower = {each.lower(): each for each in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f" Did you mean “{by_lower[found[0]]}”?" if found else ""
