"""How long did each review wait for quality assurance? A queue of reviews and a team of readers, day by day.

All days in here are working-day numbers, so that the working days of a wait are a difference.
"""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic import staffing, working_days
from sfo_data.store.synthetic.cases import Cases
from sfo_data.store.synthetic.course import Course
from sfo_data.store.synthetic.draws import NEVER, between, evenly, lag, pick, stream

MAX_ROUNDS = 3
# First in, first out within a line: resubmissions and one review in eight are read first; one in eighty is set aside
# until the other lines are empty, which makes the few very old open reviews.
FIRST, ORDINARY, SET_ASIDE = range(3)
_LINES = (0.12, 0.868, 0.012)
_RETURNED = (0.225, 0.12)  # of first and second rounds; a third is always accepted


@dataclass(frozen=True, eq=False)
class Rounds:
    """Days by round (rows, from the first) and case (columns); NEVER where it does not come."""

    received: Ints
    allocated: Ints
    completed: Ints
    is_returned: Flags

    @property
    def accepted(self) -> Ints:
        """The day quality assurance was complete, by case."""
        accepted: Ints = np.where(self.is_returned, NEVER, self.completed).min(axis=0)
        return accepted


@dataclass(eq=False)
class _Line:
    """A first-in-first-out line of entries (case * MAX_ROUNDS + round)."""

    entries: Ints
    head: int = 0
    tail: int = 0

    def join(self, entries: Ints) -> None:
        self.entries[self.tail : self.tail + len(entries)] = entries
        self.tail += len(entries)

    def take(self, most: int, dropped: Ints, today: int) -> Ints:
        """The next `most` entries whose charge was not dropped; the others leave the line."""
        taken: list[Ints] = []
        while most > 0 and self.head < self.tail:
            ahead = self.entries[self.head : min(self.head + most, self.tail)]
            self.head += len(ahead)
            standing = ahead[dropped[ahead // MAX_ROUNDS] > today]
            taken.append(standing)
            most -= len(standing)
        return np.concatenate(taken) if taken else np.empty(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class _Plan:
    """What will happen to each case once it is read; rounds by rows, cases by columns."""

    line: Ints
    reading: Ints
    is_returned: Flags
    rewriting: Ints


def _plan(seed: int, size: int) -> _Plan:
    rng = stream(seed, "quality assurance")
    returned = [evenly(rng, size) < share for share in _RETURNED]
    return _Plan(
        pick(rng, list(_LINES), size),
        np.array([1 + lag(rng, 6, 0.5, size, 25) for _ in range(MAX_ROUNDS)]),
        np.array([*returned, np.zeros(size, dtype=bool)]),
        np.array([between(rng, 10, 40, size) for _ in range(MAX_ROUNDS)]),
    )


def run(seed: int, cases: Cases, course: Course, known_on: int) -> Rounds:
    """Every round up to the day number `known_on`, in calendar day numbers."""
    plan = _plan(seed, cases.size)
    submitted = working_days.number(course.submitted)
    dropped = np.full(cases.size, NEVER, dtype=np.int64)
    is_dropped = course.dropped < NEVER
    dropped[is_dropped] = working_days.number(course.dropped[is_dropped])
    submitted = np.where(submitted < dropped, submitted, NEVER)
    last = int(working_days.number(np.array([known_on]))[0])
    rounds = _simulate(plan, submitted, dropped, last)
    received, allocated, completed = map(_calendar_days, (rounds.received, rounds.allocated, rounds.completed))
    return Rounds(received, allocated, completed, plan.is_returned)


def _simulate(plan: _Plan, submitted: Ints, dropped: Ints, last: int) -> Rounds:
    size = len(submitted)
    received, allocated, completed = (np.full((MAX_ROUNDS, size), NEVER, dtype=np.int64) for _ in range(3))
    received[0] = submitted
    rounds = Rounds(received, allocated, completed, plan.is_returned)
    lines = [_Line(np.empty(size * MAX_ROUNDS, dtype=np.int64)) for _ in _LINES]
    first = int(submitted.min(initial=last))
    order = np.argsort(submitted, kind="stable")
    bounds = np.searchsorted(submitted[order], np.arange(first, last + 2))
    coming_back: dict[int, list[Ints]] = {}
    for today, places in enumerate(staffing.rounds_by_day(first, last, size), start=first):
        arriving = order[bounds[today - first] : bounds[today - first + 1]]
        for line in (FIRST, ORDINARY, SET_ASIDE):
            lines[line].join(arriving[plan.line[arriving] == line] * MAX_ROUNDS)
        for entries in coming_back.pop(today, []):
            lines[FIRST].join(entries)
        again, days = _read(plan, rounds, _take(lines, int(places), dropped, today), dropped, today)
        for day in np.unique(days):
            coming_back.setdefault(int(day), []).append(again[days == day])
    return rounds


def _read(plan: _Plan, rounds: Rounds, taken: Ints, dropped: Ints, today: int) -> tuple[Ints, Ints]:
    """Records the outcome of the rounds taken up today; returns the resubmissions that follow, and their days."""
    case, nth = taken // MAX_ROUNDS, taken % MAX_ROUNDS
    finished = today + plan.reading[nth, case]
    rounds.allocated[nth, case] = today
    rounds.completed[nth, case] = np.where(finished < dropped[case], finished, NEVER)
    back = finished + plan.rewriting[nth, case]
    comes_back = plan.is_returned[nth, case] & (back < dropped[case])
    again, days = taken[comes_back] + 1, back[comes_back]
    rounds.received[again % MAX_ROUNDS, again // MAX_ROUNDS] = days
    return again, days


def _take(lines: list[_Line], places: int, dropped: Ints, today: int) -> Ints:
    taken: list[Ints] = []
    for line in lines:
        taken.append(line.take(places, dropped, today))
        places -= len(taken[-1])
    return np.concatenate(taken)


def _calendar_days(numbers: Ints) -> Ints:
    never = numbers >= NEVER
    return np.where(never, NEVER, working_days.day(np.where(never, 1, numbers)))
