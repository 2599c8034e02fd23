"""What a sheet's file says that its values do not, whatever its kind."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SheetSeen:
    """The cells whose formula has no saved value; merged ranges with their last rows; how far cells reach."""

    unsaved: tuple[str, ...]
    merged: tuple[tuple[str, int], ...]
    rows: int
    columns: int


def letters(place: int) -> str:
    """A, B, … Z, AA, … over the column at `place`, counted from 0."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)
