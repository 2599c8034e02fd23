"""A draw with all that is needed to run it again, and the substitutions made since: what is published."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sfo_data.subjects.independent_qa.sampling.design import (
    METHOD,
    Commitment,
    Design,
    Unusable,
    commitment_from,
    parsed,
)


@dataclass(frozen=True)
class Stratum:
    """One stratum on the day of the draw: reviews in it, the hash of their list, and those drawn, in order."""

    stratum: str
    reviews: int
    list_hash: str
    drawn: tuple[str, ...]


@dataclass(frozen=True)
class Substitution:
    """A review that could not be rated and the next of its stratum in its place.

    `follows` is the hash of the record as it stood before, so that what was written earlier cannot be changed unseen.
    """

    review_id: str
    substitute: str
    reason: str
    by: str
    recorded_on: str
    follows: str


@dataclass(frozen=True)
class Record:
    """A draw, its seed now open, and its substitutions, oldest first."""

    design: Design
    commitment: str
    seed: str
    list_hash: str
    strata: tuple[Stratum, ...]
    substitutions: tuple[Substitution, ...] = ()

    @property
    def promise(self) -> Commitment:
        return Commitment(self.design, self.commitment)


def is_record(text: str) -> bool:
    """Whether the text has the seed and the draw, rather than the commitment alone. Raises Unusable."""
    return "strata" in parsed(text)


def record_text(record: Record) -> str:
    """The record as it is kept and published."""
    return json.dumps({"method": METHOD, **asdict(record)}, indent=1, sort_keys=True) + "\n"


def read_record(text: str) -> Record:
    """The record a text holds. Raises Unusable."""
    fields = parsed(text)
    promise = commitment_from(fields)
    try:
        strata = tuple(_stratum(each) for each in fields["strata"])
        changes = tuple(Substitution(**{name: str(value) for name, value in each.items()})
                        for each in fields["substitutions"])  # fmt: skip
        seed, list_hash = str(fields["seed"]), str(fields["list_hash"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(
            "The text is not a whole record of a draw: a part of it is missing or of another kind."
        ) from error
    return Record(promise.design, promise.commitment, seed, list_hash, strata, changes)


def _stratum(fields: Mapping[str, Any]) -> Stratum:
    drawn = tuple(str(review_id) for review_id in fields["drawn"])
    return Stratum(str(fields["stratum"]), int(fields["reviews"]), str(fields["list_hash"]), drawn)
