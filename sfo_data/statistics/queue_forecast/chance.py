"""Everything that chance decides about each review of each path, drawn before the first day is played."""

from dataclasses import dataclass

import numpy as np

from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.statistics.queue_forecast.queue import READING, RETURNED, Floats, NoForecast, Queue

NEVER = 1_000_000
ROUNDS = 3
_DRAWS_AT_BEST = 20_000  # puts the standard error of `at_best` under 0.004


@dataclass(frozen=True, eq=False)
class Reviews:
    """Paths by rows, reviews by columns: those in hand first, then those being written, then those to come.

    `reading`, `rewriting` and `is_returned` have one such table per round. `at_best` is by path: the share accepted
    within the target if none ever waited. Days that do not come are NEVER.
    """

    received: Ints
    withdrawn: Ints
    is_read_first: Flags
    reading: Ints
    rewriting: Ints
    is_returned: Flags
    at_best: Floats


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Random numbers of their own for each purpose, so that scenarios with one seed differ only by what was changed."""
    return np.random.default_rng([seed, *purpose.encode()])


def draw(queue: Queue, paths: int, days: int, seed: int, target: int) -> Reviews:
    """The reviews of `paths` futures. Raises NoForecast where there is none at all."""
    in_hand = np.broadcast_to(queue.open.received, (paths, len(queue.open.received)))
    received = np.concatenate([in_hand, _written(queue, paths, seed), _to_come(queue, paths, days, seed)], axis=1)
    if not received.shape[1]:
        raise NoForecast("No review is in hand, being written or expected, so there is nothing to wait for.")
    received[received > days] = NEVER
    shape = (ROUNDS, *received.shape)
    reading = stream(seed, "reading").choice(queue.reading_days, shape)
    rewriting = stream(seed, "rewriting").choice(queue.rewriting_days, shape)
    _set_what_is_left(queue, reading, rewriting, seed)
    returned = [share.draw(stream(seed, f"return rate {n}"), paths) for n, share in enumerate(queue.returned)]
    limits = np.stack([*returned, np.zeros(paths)])[:, :, None]
    stopped = queue.stopped_open.draw(stream(seed, "stop rate"), paths)
    read_first = queue.read_first.draw(stream(seed, "read first rate"), paths)
    is_read_first = stream(seed, "read first").random(received.shape) < read_first[:, None]
    is_read_first[:, : in_hand.shape[1]] = False
    return Reviews(
        received,
        np.minimum(np.maximum(received, 0) + _waits(stopped, received.shape, stream(seed, "stop")), NEVER),
        is_read_first,
        reading,
        rewriting,
        stream(seed, "returns").random(shape, dtype=np.float32) < limits,
        _at_best(queue, returned, target, stream(seed, "at best")),
    )


def _written(queue: Queue, paths: int, seed: int) -> Ints:
    """Days of receipt of the reviews being written now: day 1 or later; NEVER where withdrawn before."""
    rng, shape = stream(seed, "written"), (paths, len(queue.expected))
    due = queue.expected + np.where(queue.can_extend, _extension(queue, shape, seed, rng), 0)
    received = due + _longer_than(queue.lateness_days, -due, rng)
    return np.where(received < _stops_writing(queue, shape, seed, rng), received, NEVER)


def _to_come(queue: Queue, paths: int, days: int, seed: int) -> Ints:
    """Days of receipt of the reviews notified on days 1 to `days`; NEVER where withdrawn before, and as filling."""
    so_far = queue.notified.draw_by_day(stream(seed, "arrival rate"), paths, days).cumsum(axis=1)
    counts = stream(seed, "arrivals").poisson(so_far[:, -1])
    rng, shape = stream(seed, "to come"), (paths, int(counts.max(initial=0)))
    # The day on which the rate has summed up to a draw between none and all of it.
    drawn = rng.random(shape) * so_far[:, -1:]
    notified = 1 + np.stack([np.searchsorted(*each) for each in zip(so_far, drawn, strict=True)])
    due = notified + rng.choice(queue.writing_days, shape) + _extension(queue, shape, seed, rng)
    received = np.maximum(due + rng.choice(queue.lateness_days, shape), notified)
    is_sent = received < notified + _stops_writing(queue, shape, seed, rng)
    return np.where(is_sent & (np.arange(shape[1]) < counts[:, None]), received, NEVER)


def _extension(queue: Queue, shape: tuple[int, int], seed: int, rng: np.random.Generator) -> Ints:
    share = queue.extended.draw(stream(seed, "extension rate"), shape[0])
    return np.where(rng.random(shape) < share[:, None], rng.choice(queue.extension_days, shape), 0)


def _stops_writing(queue: Queue, shape: tuple[int, int], seed: int, rng: np.random.Generator) -> Ints:
    return _waits(queue.stopped_writing.draw(stream(seed, "stop writing rate"), shape[0]), shape, rng)


def _waits(rates: Floats, shape: tuple[int, int], rng: np.random.Generator) -> Ints:
    """Whole days, at least 1, to an event with a constant rate per day; NEVER where the rate is 0."""
    days = rng.standard_exponential(shape) / np.maximum(rates, 1 / NEVER**2)[:, None]
    return np.minimum(np.ceil(days), NEVER).astype(np.int64)


def _longer_than(sample: Ints, elapsed: Ints, rng: np.random.Generator) -> Ints:
    """Draws from the part of `sample` beyond what has already passed; one day more where nothing is beyond."""
    ordered = np.sort(sample)
    passed = np.searchsorted(ordered, elapsed, side="right")
    place = passed + (rng.random(elapsed.shape) * (len(ordered) - passed)).astype(np.int64)
    return np.where(passed < len(ordered), ordered[np.minimum(place, len(ordered) - 1)], elapsed + 1)


def _set_what_is_left(queue: Queue, reading: Ints, rewriting: Ints, seed: int) -> None:
    """For what is being read or rewritten on day 0: lengths that end after day 0."""
    for stage, lengths, sample in (
        (READING, reading, queue.reading_days),
        (RETURNED, rewriting, queue.rewriting_days),
    ):
        at = np.flatnonzero(queue.open.stage == stage)
        elapsed = np.broadcast_to(-queue.open.since[at], (lengths.shape[1], len(at)))
        # Two index arrays around a slice: numpy puts the review first and the path last.
        lengths[queue.open.round[at], :, at] = _longer_than(sample, elapsed, stream(seed, f"left {stage}")).T


def _at_best(queue: Queue, returned: list[Floats], target: int, rng: np.random.Generator) -> Floats:
    lengths = rng.choice(queue.reading_days, (ROUNDS, _DRAWS_AT_BEST))
    lengths[1:] += rng.choice(queue.rewriting_days, (ROUNDS - 1, _DRAWS_AT_BEST))
    within = (lengths.cumsum(axis=0) <= target).mean(axis=1)
    first, second = returned
    best: Floats = (1 - first) * within[0] + first * ((1 - second) * within[1] + second * within[2])
    return best
