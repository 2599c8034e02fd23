"""What is promised before a draw: which reviews, how many, from which strata, and the hash of a secret seed."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from fractions import Fraction
from typing import Any

METHOD = "hmac-sha256-order-1"
DIVISION, OFFENCE = "division", "murder_or_manslaughter"
STRATA = ((DIVISION,), (DIVISION, OFFENCE))


class Unusable(ValueError):
    """A seed, commitment or record that cannot be used; the message says which part and why."""


@dataclass(frozen=True)
class Design:
    """Which reviews are drawn from, and how: those whose QA was completed from `first_day` to `last_day`.

    As known on `known_on`; `proportion` of them as written ("0.2"), at least `least` from each stratum.
    """

    period: str
    first_day: str
    last_day: str
    known_on: str
    proportion: str
    least: int
    strata: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("first_day", "last_day", "known_on"):
            _check_day(name, getattr(self, name))
        if not re.fullmatch(r"0?\.\d{1,6}|1(\.0{1,6})?", str(self.proportion)) or self.share == 0:
            raise Unusable(f"The proportion “{self.proportion}” is not a decimal above 0 and up to 1, such as 0.2.")
        if not isinstance(self.least, int) or not 0 <= self.least <= 1000:
            raise Unusable(f"The least number from a stratum, “{self.least}”, is not a whole number from 0 to 1000.")
        if self.strata not in STRATA:
            raise Unusable(f"The strata “{', '.join(map(str, self.strata))}” are not known.")

    @property
    def share(self) -> Fraction:
        return Fraction(self.proportion)


def _check_day(name: str, value: object) -> None:
    try:
        date.fromisoformat(str(value))
    except ValueError as error:
        raise Unusable(f"“{value}” is not a day (YYYY-MM-DD) for {name}.") from error


@dataclass(frozen=True)
class Commitment:
    """A design with the hash that binds it to a seed nobody else has yet."""

    design: Design
    commitment: str

    def is_kept_by(self, seed: str) -> bool:
        return self.commitment == commit(self.design, seed)


def commit(design: Design, seed: str) -> str:
    """SHA-256, in hex, of the canonical JSON of the design, the method and the seed together.

    Raises Unusable for a seed that is not 64 hexadecimal digits.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", seed):
        raise Unusable("The seed is not 64 hexadecimal digits (0 to 9, a to f).")
    return hashlib.sha256(canonical({**asdict(design), "method": METHOD, "seed": seed})).hexdigest()


def canonical(value: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces and ASCII only: the same bytes by any tool."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def commitment_text(commitment: Commitment) -> str:
    """The commitment as it is published."""
    return json.dumps({"method": METHOD, **asdict(commitment)}, indent=1, sort_keys=True) + "\n"


def read_commitment(text: str) -> Commitment:
    """The commitment a published text makes. Raises Unusable."""
    return commitment_from(parsed(text))


def parsed(text: str) -> dict[str, Any]:
    """A JSON object made by this method. Raises Unusable."""
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unusable("The text is not JSON: neither a commitment nor a record of a draw.") from error
    if not isinstance(fields, dict) or fields.get("method") != METHOD:
        raise Unusable(f"The text is neither a commitment nor a record of a draw by the method “{METHOD}”.")
    return fields


def commitment_from(fields: Mapping[str, Any]) -> Commitment:
    """The commitment among the fields of a text. Raises Unusable where one is missing or of the wrong kind."""
    try:
        terms = dict(fields["design"])
        design = Design(**{**terms, "strata": tuple(terms["strata"])})
    except (KeyError, TypeError, ValueError) as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable("The design in the text is not complete.") from error
    if not re.fullmatch(r"[0-9a-f]{64}", str(fields.get("commitment"))):
        raise Unusable("The text has no commitment of 64 hexadecimal digits.")
    return Commitment(design, str(fields["commitment"]))
