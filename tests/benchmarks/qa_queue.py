"""A queue of reviews and a team of readers, run past the day of knowledge, so that the true median is known."""

from collections import deque
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

# Days are working-day numbers; 250 are a year. Two reviews arrive a day, 500 a year.
YEAR, KNOWN, LAST = 250, 1250, 2750
ARRIVALS = 2.0
NEVER = 1_000_000
PRIORITY, RETURNED, WITHDRAWN = 0.12, (0.225, 0.12, 0.0), 0.05
# Rounds a day that just keep pace: reviews, their resubmissions, and theirs.
BALANCE = ARRIVALS * (1 + 0.225 + 0.225 * 0.12)
DAYS = np.busday_offset("2015-06-01", np.arange(LAST + 1000), roll="forward")
KNOWN_ON: date = DAYS[KNOWN].item()
YEAR_STARTS_ON: date = DAYS[KNOWN - YEAR + 1].item()


@dataclass(frozen=True)
class Scenario:
    """`capacity` pairs days before the day of knowledge with the rounds read a day, in parts of what keeps pace, and
    `arrivals` with the reviews that come, in parts of the usual; straight lines between, and level before the first
    and after the last.
    """

    name: str
    capacity: tuple[tuple[int, float], ...]
    in_order: bool = True
    share_seen: float = 1.0
    arrivals: tuple[tuple[int, float], ...] = ((0, 1.0),)

    def rounds_by_day(self) -> np.ndarray:
        return BALANCE * by_day(self.capacity)

    def arrivals_by_day(self) -> np.ndarray:
        return ARRIVALS * by_day(self.arrivals)


def by_day(pairs: tuple[tuple[int, float], ...]) -> np.ndarray:
    days, parts = zip(*pairs, strict=True)
    return np.interp(np.arange(LAST), KNOWN + np.array(days), parts)


_GROWING = ((-375, 1.03), (-374, 0.55))
_A_YEAR = 0.98**12
DRIFTING = (
    Scenario("Pace falls 2% a month for a year", ((-501, 1.03), (-500, 0.85), (-YEAR, 0.85), (0, 0.85 * _A_YEAR))),
    Scenario("Pace rises 2% a month for a year", ((-501, 1.03), (-500, 0.6), (-YEAR, 0.6), (0, 0.6 / _A_YEAR))),
    Scenario("Arrivals rise 2% a month for a year", _GROWING, arrivals=((-YEAR, 1.0), (0, 1 / _A_YEAR))),
    Scenario("Arrivals fall 2% a month for a year", _GROWING, arrivals=((-YEAR, 1.0), (0, _A_YEAR))),
)
# The last four weeks' output departs from the pace of thirteen.
DEPARTING = (
    Scenario("Pace falls by 40% four weeks ago", ((-375, 1.03), (-374, 0.7), (-20, 0.7), (-19, 0.42))),
    Scenario("Pace rises by 70% four weeks ago", ((-375, 1.03), (-374, 0.55), (-20, 0.55), (-19, 0.935))),
    Scenario("Pace falls by 40% two weeks ago", ((-375, 1.03), (-374, 0.7), (-10, 0.7), (-9, 0.42))),
)
SCENARIOS = (
    Scenario("Stable queue", ((0, 1.03),)),
    Scenario("Growing backlog", _GROWING),
    Scenario("Shrinking backlog", ((-900, 1.03), (-899, 0.8), (-350, 0.8), (-349, 1.2))),
    Scenario("Step loss of staff 9 months ago", ((-180, 1.03), (-179, 0.6))),
    Scenario("Growing, read in any order", _GROWING, in_order=False),
    Scenario("Growing, one review in seven seen", _GROWING, share_seen=1 / 7),
    Scenario("Staff still falling", ((-625, 1.03), (0, 0.55))),
    *DRIFTING,
    *DEPARTING,
)


@dataclass(frozen=True, eq=False)
class Reviews:
    """The whole run: one entry per review; NEVER where an event does not come."""

    received: np.ndarray
    completed: np.ndarray
    withdrawn: np.ndarray

    def durations(self) -> pl.DataFrame:
        """What is known on day `KNOWN`, in the columns of `turnaround.durations`."""
        is_known = self.received <= KNOWN
        received, completed, withdrawn = (each[is_known] for each in (self.received, self.completed, self.withdrawn))
        ended = np.minimum(np.minimum(completed, withdrawn), KNOWN)
        ending = np.select([completed <= ended, withdrawn <= ended], ["completed", "withdrawn"], "open")
        return pl.DataFrame(
            {
                "review_id": np.flatnonzero(is_known).astype(str),
                "qa_received_on": DAYS[received],
                "ended_on": DAYS[ended],
                "days": ended - received,
                "ending": ending,
            }
        )

    def true_median(self) -> float:
        """Of those received in the last year before `KNOWN` and never withdrawn: days to completion."""
        cohort = (self.received > KNOWN - YEAR) & (self.received <= KNOWN) & (self.withdrawn == NEVER)
        return float(np.median(self.completed[cohort] - self.received[cohort]))


class _Run:
    """One team at work: a line read first (resubmissions, priority reviews), and the ordinary line."""

    def __init__(self, scenario: Scenario, rng: np.random.Generator) -> None:
        arriving = rng.poisson(scenario.arrivals_by_day())
        self.scenario, self.rng = scenario, rng
        self.received = np.repeat(np.arange(LAST), arriving)
        self.bounds = np.concatenate([[0], np.cumsum(arriving)])
        size = len(self.received)
        self.is_priority = rng.random(size) < PRIORITY
        self.reading = (1 + np.minimum(np.rint(rng.lognormal(np.log(6), 0.5, (3, size))), 25)).astype(int)
        self.is_returned = rng.random((3, size)) < np.array(RETURNED)[:, None]
        self.rewriting = rng.integers(10, 41, (3, size))
        dropped = self.received + 1 + rng.integers(0, YEAR, size)
        self.withdrawn = np.where(rng.random(size) < WITHDRAWN, dropped, NEVER)
        self.completed = np.full(size, NEVER)
        self.first: deque[tuple[int, int]] = deque()
        self.ordinary: deque[tuple[int, int]] = deque()
        self.coming_back: dict[int, list[tuple[int, int]]] = {}

    def go(self) -> Reviews:
        places, rounds = 0.0, self.scenario.rounds_by_day()
        for day in range(LAST):
            for review in range(self.bounds[day], self.bounds[day + 1]):
                (self.first if self.is_priority[review] else self.ordinary).append((review, 0))
            self.first.extend(self.coming_back.pop(day, ()))
            places += rounds[day]
            while places >= 1 and (self.first or self.ordinary):
                places -= self.read(*self.take(), day)
            # A team with nothing to read cannot save its time for later.
            places = min(places, 1.0)
        is_completed = self.completed < self.withdrawn
        return Reviews(
            self.received,
            np.where(is_completed, self.completed, NEVER),
            np.where(is_completed, NEVER, self.withdrawn),
        )

    def take(self) -> tuple[int, int]:
        if self.first:
            return self.first.popleft()
        if not self.scenario.in_order:
            self.ordinary.rotate(int(self.rng.integers(len(self.ordinary))))
        return self.ordinary.popleft()

    def read(self, review: int, nth: int, day: int) -> int:
        """Reads one round; gives the places it took: none where the charge has been dropped."""
        if self.withdrawn[review] <= day:
            return 0
        finished = day + self.reading[nth, review]
        if self.is_returned[nth, review]:
            back = int(finished + self.rewriting[nth, review])
            self.coming_back.setdefault(back, []).append((review, nth + 1))
        else:
            self.completed[review] = finished
        return 1


def run(scenario: Scenario, seed: int) -> Reviews:
    """One run of the queue; the reviews seen, where only a share of them is."""
    rng = np.random.default_rng([seed, 1])
    reviews = _Run(scenario, rng).go()
    seen = rng.random(len(reviews.received)) < scenario.share_seen
    return Reviews(reviews.received[seen], reviews.completed[seen], reviews.withdrawn[seen])
