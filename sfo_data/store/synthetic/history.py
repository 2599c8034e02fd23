"""Everything that happens to every case, once, before anyone asks what was known when."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic import cases, course, qa_queue, reference, risk, supervision
from sfo_data.store.synthetic.calibration import CASES
from sfo_data.store.synthetic.draws import Floats, between, day_number, every, stream

LATE_EVERY = 25  # one notification in 25 is entered weeks after it was made


@dataclass(frozen=True, eq=False)
class History:
    """The final truth up to the day `known_on`, by case. `known_from` is the day a case is first seen.

    `gaps` is how often each provider leaves a field empty, relative to the usual rate.
    """

    seed: int
    known_on: int
    cases: cases.Cases
    supervision: supervision.Supervision
    risks: risk.Risks
    course: course.Course
    rounds: qa_queue.Rounds
    known_from: Ints
    gaps: Floats

    @property
    def size(self) -> int:
        return self.cases.size

    @property
    def scale(self) -> float:
        """Cases relative to the calibrated number."""
        return self.size / CASES

    @property
    def submitted(self) -> Ints:
        """Day the review first reached HMPPS; NEVER where the charge was dropped before."""
        first: Ints = self.rounds.received[0]
        return first

    @property
    def accepted(self) -> Ints:
        return self.rounds.accepted

    @property
    def is_withdrawn(self) -> Flags:
        """The charge was dropped before quality assurance was complete."""
        return self.course.dropped < self.accepted

    def review_ids(self, rows: Ints) -> pl.Series:
        """The identifiers of the cases in these rows."""
        return identifiers("SFO-", rows + 1, 7)

    def in_division(self, division: str) -> Flags:
        """Whether each case was supervised in this NPS division's area."""
        return (reference.providers()["division"] == division).to_numpy()[self.cases.provider]


def identifiers(prefix: str, numbers: Ints, digits: int) -> pl.Series:
    """Opaque identifiers: the prefix and a number of fixed width."""
    return prefix + pl.Series(numbers).cast(pl.String).str.zfill(digits)


def draw(seed: int, size: int | None, known_on: date) -> History:
    """The history of `size` cases (the calibrated number if None)."""
    drawn = cases.draw(seed, size)
    before = supervision.draw(seed, drawn)
    after = course.draw(seed, drawn, before)
    last = day_number(known_on)
    rng = stream(seed, "recording")
    delay = np.where(every(rng, LATE_EVERY, drawn.size), between(rng, 8, 60, drawn.size), 0)
    return History(
        seed,
        last,
        drawn,
        before,
        risk.draw(seed, drawn),
        after,
        qa_queue.run(seed, drawn, after, last),
        np.maximum(np.minimum(drawn.notified + delay, last), drawn.notified),
        np.exp(rng.normal(0, 0.5, reference.providers().height)),
    )
