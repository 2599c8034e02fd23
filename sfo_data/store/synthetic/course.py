"""What followed each notification: due date, extension, submission, and the outcome of the charge."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.synthetic import working_days
from sfo_data.store.synthetic.calibration import CHARGE_OUTCOMES
from sfo_data.store.synthetic.cases import Cases
from sfo_data.store.synthetic.draws import NEVER, between, chance, date_column, evenly, lag, position, stream
from sfo_data.store.synthetic.supervision import Supervision

OUTCOMES = tuple(CHARGE_OUTCOMES)
DROPPED = OUTCOMES.index("Dropped")
# Share of reviews given more time, by year of notification from 2014: growing.
_EXTENDED = np.array([0.05, 0.08, 0.11, 0.16, 0.24, 0.33, 0.38])


@dataclass(frozen=True, eq=False)
class Course:
    """Days by case, as they come or would come; NEVER where there is none.

    `dropped` is the day a dropped charge stops the review, if its quality assurance is not complete by then.
    """

    due: Ints
    extension_agreed: Ints
    extended_to: Ints
    submitted: Ints
    outcome: Ints
    outcome_on: Ints

    @property
    def dropped(self) -> Ints:
        return np.where(self.outcome == DROPPED, self.outcome_on, NEVER)


def draw(seed: int, cases: Cases, supervision: Supervision) -> Course:
    """The course of every case, whether or not it is known yet."""
    rng = stream(seed, "course")
    size = cases.size
    due = three_months_after(cases.notified)
    is_extended = chance(rng, _EXTENDED[np.clip(cases.year - 2014, 0, 6)], size)
    extended_to = np.where(is_extended, due + between(rng, 14, 112, size), NEVER)
    agreed = np.where(is_extended, due - between(rng, 0, 15, size), NEVER)
    expected = np.where(is_extended, extended_to, due)
    submitted = working_days.on_or_after(expected + _lateness(rng, cases))
    outcome = position(list(CHARGE_OUTCOMES.values()), evenly(rng, size))
    waited = np.where(outcome == DROPPED, lag(rng, 110, 0.75, size, 600), 60 + lag(rng, 215, 0.45, size, 900))
    outcome_on = working_days.on_or_after(np.maximum(supervision.charged + waited, cases.notified + 5))
    return Course(due, agreed, extended_to, submitted, outcome, outcome_on)


def three_months_after(days: Ints) -> Ints:
    """The same day of the month three months on, or that month's last day."""
    later = date_column(days).dt.offset_by("3mo")
    return later.cast(pl.Int32).to_numpy().astype(np.int64)


def _lateness(rng: np.random.Generator, cases: Cases) -> Ints:
    """Days from the day expected to the submission: up to ten early, or late with a tail, by provider."""
    late_share = np.clip(rng.normal(0.32, 0.08, int(cases.provider.max()) + 1), 0.1, 0.6)
    is_late = chance(rng, late_share[cases.provider], cases.size)
    return np.where(is_late, lag(rng, 14, 1.0, cases.size, 200), -between(rng, 0, 10, cases.size))
