"""Which names can a worksheet bear in every program?"""

import re
from collections.abc import Sequence

LONGEST = 31
COVER, NOTES = "Cover", "Notes"
# What a program would take for a cell, and the names it or this package keeps.
NOT_A_NAME = re.compile(r"[a-z]{1,3}\d+|r\d*c\d*|cover|notes|history", re.IGNORECASE)


def is_name(name: str) -> bool:
    """Whether the name begins with a letter, has letters, digits and _ only, at most 31, and is nobody else's."""
    is_plain = re.fullmatch(rf"[A-Za-z]\w{{0,{LONGEST - 1}}}", name, re.ASCII)
    return is_plain is not None and not NOT_A_NAME.fullmatch(name)


def sheet_names(names: Sequence[str]) -> list[str]:
    """A worksheet's name for each name, in their order, made of its letters and digits; no two alike."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        stem = plain if is_name(plain[:LONGEST]) else f"Table_{plain}"
        taken = {each.lower() for each in found}
        ends = ["", *(f"_{number}" for number in range(2, len(found) + 3))]
        tried = (f"{stem[: LONGEST - len(end)]}{end}" for end in ends)
        found.append(next(each for each in tried if each.lower() not in taken))
    return found
