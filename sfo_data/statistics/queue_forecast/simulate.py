"""What becomes of a queue, day by day and path by path?"""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.statistics.queue_forecast import chance
from sfo_data.statistics.queue_forecast.chance import NEVER, ROUNDS, Reviews
from sfo_data.statistics.queue_forecast.queue import READING, RETURNED, WAITING, Floats, Open, Queue


@dataclass(frozen=True, eq=False)
class Paths:
    """What happened, by path (rows) and day (columns, from day 1); `open` at the end of the day.

    received, accepted, in_time (accepted within the target), withdrawn (after receipt) and open count reviews;
    finished counts rounds. `received_in_time` counts by day of receipt; the last `target` days of it are incomplete.
    `at_best` is by path: the share accepted within the target if no review ever waited.
    """

    received: Ints
    accepted: Ints
    in_time: Ints
    withdrawn: Ints
    finished: Ints
    open: Ints
    received_in_time: Ints
    at_best: Floats


def simulate(queue: Queue, paths: int, days: int, seed: int, target: int) -> Paths:
    """`paths` futures of `days` working days; the same for the same seed. Raises NoForecast where there is no review.

    Each path draws its own rates and shares, so their uncertainty is in the spread. What chance decides about a review
    does not depend on the team: scenarios with one seed are compared under common random numbers.
    """
    reviews = chance.draw(queue, paths, days, seed, target)
    play = _begin(queue, reviews, days)
    for today, places in enumerate(_places(queue, paths, days, seed).T, start=1):
        play.day(today, places)
    return _counted(play, days, target)


def _places(queue: Queue, paths: int, days: int, seed: int) -> Ints:
    """Rounds the team can take up, by path and day. What is not used on its day is lost."""
    rng = chance.stream(seed, "output")
    each_day = np.ones((paths, days))
    if queue.output_variation:
        each_day = rng.gamma(1 / queue.output_variation, queue.output_variation, (paths, days))
    output = queue.output.draw_by_day(chance.stream(seed, "output rate"), paths, days)
    done = (each_day * output * queue.posts).cumsum(axis=1) + rng.random((paths, 1))
    places: Ints = np.diff(np.floor(done), axis=1, prepend=0).astype(np.int64)
    return places


@dataclass(eq=False)
class _Line:
    """One first-in-first-out line per path (rows); the entries from `head` to `tail` wait."""

    entries: Ints
    head: Ints
    tail: Ints

    def join(self, path: Ints, review: Ints) -> None:
        """Adds reviews, sorted by path."""
        counts = np.bincount(path, minlength=len(self.tail))
        self.entries[path, self.tail[path] + _nth(counts)] = review
        self.tail += counts

    def next(self, places: Ints) -> tuple[Ints, Ints]:
        """Takes up to `places` entries of each path out of the line, as paths and reviews."""
        wanted = np.minimum(places, self.tail - self.head)
        path = np.repeat(np.arange(len(wanted)), wanted)
        review = self.entries[path, self.head[path] + _nth(wanted)]
        self.head += wanted
        return path, review


def _nth(counts: Ints) -> Ints:
    """0, 1, … within each group of `counts`."""
    return np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)


@dataclass(eq=False)
class _Play:
    """The state of every path. A review is known by its place in the flattened tables of `Reviews`."""

    reviews: Reviews
    days: int
    round: Ints
    accepted: Ints
    finished: Ints
    ordinary: _Line
    arrived: Ints
    ahead: _Line
    coming: list[list[Ints]]

    def send(self, review: Ints, day: Ints) -> None:
        """Lets reviews join the line of those read first, each on its day."""
        review, day = review[day <= self.days], day[day <= self.days]
        for each in np.unique(day).tolist():
            self.coming[each].append(review[day == each])

    def settle(self, review: Ints, taken_on: Ints | int, today: int) -> None:
        """Enters the end of the rounds taken up on `taken_on`: finished, and accepted or sent back for another."""
        tables, nth = self.reviews, self.round[review]
        ends = taken_on + tables.reading.reshape(ROUNDS, -1)[nth, review]
        stands = ends < tables.withdrawn.ravel()[review]
        review, nth, ends = review[stands], nth[stands], ends[stands]
        self.finished[nth, review] = ends
        again = tables.is_returned.reshape(ROUNDS, -1)[nth, review]
        self.accepted[review[~again]] = ends[~again]
        self.resubmit(review[again], ends[again], today)

    def resubmit(self, review: Ints, returned_on: Ints, today: int) -> None:
        """Sends reviews back to their providers, and on to the next round when they are rewritten."""
        tables = self.reviews
        back = returned_on + tables.rewriting.reshape(ROUNDS, -1)[self.round[review], review]
        stands = back < tables.withdrawn.ravel()[review]
        self.round[review] += 1
        self.send(review[stands], np.maximum(back[stands], today + 1))

    def day(self, today: int, places: Ints) -> None:
        """Plays one day: who joins, and who is taken up."""
        width = self.reviews.received.shape[1]
        if self.coming[today]:
            joining = np.sort(np.concatenate(self.coming[today]))
            self.ahead.join(joining // width, joining % width)
        self.ordinary.tail = self.arrived[:, today]
        left = places.copy()
        for line in (self.ahead, self.ordinary):
            while (left * (line.tail - line.head)).any():
                path, review = line.next(left)
                stands = self.reviews.withdrawn[path, review] > today
                left -= np.bincount(path[stands], minlength=len(left))
                self.settle((path * width + review)[stands], today, today)


def _begin(queue: Queue, reviews: Reviews, days: int) -> _Play:
    """The state at the end of day 0, with those in hand where they are."""
    paths, width = reviews.received.shape
    now = queue.open
    waits_in_turn = ~reviews.is_read_first
    waits_in_turn[:, : len(now.round)] = (now.stage == WAITING) & (now.round == 0)
    joins = np.where(waits_in_turn, np.maximum(reviews.received, 0), NEVER)
    by_day = np.bincount(
        (np.minimum(joins, days + 1) + np.arange(paths)[:, None] * (days + 2)).ravel(), minlength=paths * (days + 2)
    ).reshape(paths, days + 2)
    order = np.argsort(np.where(waits_in_turn, reviews.received, NEVER), axis=1, kind="stable")
    nobody = np.zeros(paths, dtype=np.int64)
    play = _Play(
        reviews,
        days,
        np.zeros(paths * width, dtype=np.int64),
        np.full(paths * width, NEVER),
        np.full((ROUNDS, paths * width), NEVER),
        _Line(order, nobody.copy(), nobody.copy()),
        by_day.cumsum(axis=1),
        _Line(np.empty((paths, ROUNDS * width), dtype=np.int64), nobody.copy(), nobody.copy()),
        [[] for _ in range(days + 1)],
    )
    first = np.flatnonzero(reviews.is_read_first)
    play.send(first, reviews.received.ravel()[first])
    _place_in_hand(play, now)
    return play


def _place_in_hand(play: _Play, now: Open) -> None:
    """Puts those resubmitted, being read or returned where they are; first submissions wait in turn already."""
    paths, width = play.reviews.received.shape
    for stage in (WAITING, READING, RETURNED):
        column = np.flatnonzero((now.stage == stage) & ((stage != WAITING) | (now.round > 0)))
        review = (np.arange(paths)[:, None] * width + column).ravel()
        since = np.tile(now.since[column], paths)
        play.round[review] = np.tile(now.round[column], paths)
        if stage == WAITING:
            play.send(review, np.ones(len(review), dtype=np.int64))
        elif stage == READING:
            play.settle(review, since, 0)
        else:
            play.resubmit(review, since, 0)


def _counted(play: _Play, days: int, target: int) -> Paths:
    reviews = play.reviews
    shape = reviews.received.shape
    path = np.broadcast_to(np.arange(shape[0])[:, None], shape)

    def by_day(day: Ints, counts: Flags) -> Ints:
        seen = counts & (day >= 1) & (day <= days)
        return np.bincount(path[seen] * days + day[seen] - 1, minlength=shape[0] * days).reshape(shape[0], days)

    accepted = play.accepted.reshape(shape)
    is_in_time = accepted - reviews.received <= target
    everyone = np.ones(shape, dtype=bool)
    received, ends = by_day(reviews.received, everyone), by_day(accepted, everyone)
    withdrawn = by_day(reviews.withdrawn, (accepted == NEVER) & (reviews.received < NEVER))
    in_hand = (reviews.received <= 0).sum(axis=1, keepdims=True)
    return Paths(
        received,
        ends,
        by_day(accepted, is_in_time),
        withdrawn,
        sum((by_day(day.reshape(shape), everyone) for day in play.finished), np.zeros_like(ends)),
        in_hand + (received - ends - withdrawn).cumsum(axis=1),
        by_day(reviews.received, is_in_time & (accepted <= days)),
        reviews.at_best,
    )
