"""What is being claimed: a measure, two periods or a group against the rest, and a change; as words, as an address."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS, slug
from sfo_data.definitions.filters import Filters, Known
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.subjects.claims.comparison import Direction

Address = Mapping[str, Sequence[str]]

PARAMETERS = (
    "claim_measure", "claim_first", "claim_second", "claim_by", "claim_group", "claim_change", "claim_size",
)  # fmt: skip
# How a direction is said: of two periods, and of a group against the rest.
CHANGES: dict[Direction, tuple[str, str]] = {
    Direction.UP: ("rose", "higher"),
    Direction.DOWN: ("fell", "lower"),
    Direction.SAME: ("same",) * 2,
}
# At most 99,999.99, with a dot or none; so a size reads the same after any number of round trips.
SIZE = re.compile(r"[0-9]{1,5}(\.[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True)
class Claim:
    """`second` against `first` (names of periods) or, where `by` names a dimension, its label `group` against the rest.

    `size` is in per cent, for a share in percentage points; of `change` "same" it is the margin. None: not claimed.
    """

    measure: str
    change: Direction
    size: float | None
    first: str = ""
    second: str = ""
    by: str = ""
    group: str = ""

    @property
    def is_of_groups(self) -> bool:
        return bool(self.by)

    def to_url(self) -> dict[str, list[str]]:
        """Plain parameters that bring this claim back."""
        sides = {"by": self.by, "group": slug(self.group)} if self.by else {"first": self.first, "second": self.second}
        size = {} if self.size is None else {"size": f"{self.size:.2f}".rstrip("0").rstrip(".")}
        parts = {"measure": self.measure, **sides, "change": CHANGES[self.change][self.is_of_groups], **size}
        return {f"claim_{name}": [value] for name, value in parts.items()}


def permanent(claim: Claim, filters: Filters) -> dict[str, list[str]]:
    """The whole question as parameters, the day of knowledge always among them."""
    return filters.to_url(filters.known_on) | {"known_on": [filters.known_on.isoformat()]} | claim.to_url()


def checkable() -> dict[str, Measure]:
    """The measures a claim can be about: those counted by a date, whose kind has a test."""
    kinds = ("count", "share", "rate", "median", "clock")
    return {
        name: measure
        for name, measure in MEASURES.items()
        if measure.dated_by and measure.kind in kinds and not measure.comes_in_clusters
    }


def default(filters: Filters, known: Known) -> Claim:
    """The last two whole calendar years the store holds."""
    last = max(filters.known_on.year - 1, known.first_day.year)
    return Claim("sfo_reviews", Direction.UP, None, f"cy-{max(last - 1, known.first_day.year)}", f"cy-{last}")


def from_url(address: Address, filters: Filters, known: Known) -> tuple[Claim, list[str]]:
    """The claim an address makes, and a notice for each part of it that could not be used and was left out."""
    asked = {name.removeprefix("claim_"): address[name][-1] for name in PARAMETERS if address.get(name)}
    claim, notices = default(filters, known), []
    steps = {
        "measure": partial(_with_measure, asked),
        "change": partial(_with_change, asked),
        "size": partial(_with_size, asked),
        "periods": partial(_with_periods, asked, filters.known_on, known.first_day),
        "group": partial(_with_group, asked, known),
    }
    for part, step in steps.items():
        try:
            claim = step(claim)
        except ValueError as error:
            notices.append(f"The claim's {part} was left out: {error}")
    return claim, notices


def _with_measure(asked: Mapping[str, str], claim: Claim) -> Claim:
    name = asked.get("measure", claim.measure)
    if name not in checkable():
        raise ValueError(f"“{name[:40]}” is not a measure that can be checked.")
    return replace(claim, measure=name)


def _with_change(asked: Mapping[str, str], claim: Claim) -> Claim:
    wanted = asked.get("change", "rose")
    for direction, words in CHANGES.items():
        if wanted in words:
            return replace(claim, change=direction)
    raise ValueError(f"“{wanted[:40]}” is none of rose, fell, higher, lower, same.")


def _with_size(asked: Mapping[str, str], claim: Claim) -> Claim:
    typed = asked.get("size", "").strip().removesuffix("%").strip()
    if not typed:
        return claim
    if not SIZE.fullmatch(typed):
        raise ValueError(f"“{typed[:40]}” is not a size such as 12 or 12.5.")
    return replace(claim, size=float(typed))


def _with_periods(asked: Mapping[str, str], known_on: date, first_day: date, claim: Claim) -> Claim:
    first, second = asked.get("first", claim.first), asked.get("second", claim.second)
    for name in (first, second):
        periods.period(name, known_on, first_day)  # raises where there is no such period
    return replace(claim, first=first, second=second)


def _with_group(asked: Mapping[str, str], known: Known, claim: Claim) -> Claim:
    by = asked.get("by", "")
    if not by:
        return claim
    if by not in DIMENSIONS:
        raise ValueError(f"“{by[:40]}” is nothing that figures are broken down by.")
    by_slug = {slug(label): label for label in known.options[by]}
    wanted = asked.get("group") or next(iter(by_slug))
    if wanted not in by_slug:
        raise ValueError(f"“{wanted[:40]}” is not in the data.")
    return replace(claim, by=by, group=by_slug[wanted], first="", second="")


def wording(claim: Claim, filters: Filters, known: Known) -> str:
    """The claim in a fixed form: "SFO rate: rose by 12%, Calendar year 2017 to Calendar year 2018"."""
    measure = MEASURES[claim.measure]
    unit = " percentage points" if measure.kind == "share" else "%"
    join = "within" if claim.change == Direction.SAME else "by"
    size = "" if claim.size is None else f" {join} {claim.size:,g}{unit}"
    said = f"{measure.label}: {CHANGES[claim.change][claim.is_of_groups]}{size}, "
    if claim.is_of_groups:
        return f"{said}{claim.group} against the others by {DIMENSIONS[claim.by].label.lower()}"
    first, second = (period_words(name, filters, known) for name in (claim.first, claim.second))
    return f"{said}{first} to {second}"


def period_words(name: str, filters: Filters, known: Known) -> str:
    """What a period is called: its label, or its days where the reader chose them."""
    period = periods.period(name, filters.known_on, known.first_day)
    return period.in_words() if ".." in name else period.label
