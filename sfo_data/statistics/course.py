"""Which course did a series take: level, moved to a new level, rising or falling? Found by one calibrated rule."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sfo_data.statistics.arrays import Flags, Ints, Numbers

# Correlations of neighbouring points that are tried; the best for each model is taken.
CORRELATIONS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 0.97)
# A drift that has ended lasted so many points; a shorter one is a step.
LASTED = (5, 7, 10, 14, 20, 28, 40, 56, 80)
STEADY_FROM = LASTED[0]
# Fewer points than this are too few to look for a course in; more than the newest so many are not searched.
FEWEST, LONGEST = 12, 120
MOST_MOVES, APART = 4, 3
# What a move has to gain (twice the log likelihood) before it is believed, more the more the points follow one another;
# what a drift that ended costs on top, its end being one more thing to choose; and how much better it has to fit than
# the best move that ended over a year ago before it is news. Set by tests/benchmarks/words.py (docs/words.md).
NEEDED, NEEDED_BY_CORRELATION, NEEDED_IF_SHORT = 8.0, 8.0, 40.0
DRIFT_COSTS, ENDED_DRIFT_COSTS, NEWS_BY = 1.0, 4.0, 4.5
# Reviews wait behind one another: their times lean to one side, and swing the wider the longer they are.
NEEDED_IN_A_QUEUE = 8.0


@dataclass(frozen=True)
class Move:
    """From the level up to point `first` to that from point `last` on, in a straight line, by `size` in all.

    A step has `last` = `first` + 1. A drift that goes on ends at the newest point.
    """

    first: int
    last: int
    size: float

    @property
    def is_step(self) -> bool:
        return self.last == self.first + 1

    @property
    def per_point(self) -> float:
        return self.size / (self.last - self.first)


@dataclass(frozen=True, eq=False)
class Course:
    """The moves found, oldest first; the level at each point; the correlation of neighbours about it.

    `is_news`: the newest move ends at point `news_from` or later, and no older one would do as well.
    """

    moves: tuple[Move, ...]
    level: Numbers
    correlation: float
    is_news: bool

    @property
    def is_moving(self) -> bool:
        """Whether the newest move is a drift that goes on."""
        return bool(self.moves) and not self.moves[-1].is_step and self.moves[-1].last == len(self.level) - 1

    def on(self, values: Numbers) -> "Course":
        """The same course with levels and sizes of `values`, the series on this or another scale (least squares)."""
        if not self.moves:
            return replace(self, level=np.full(len(values), values.mean() if len(values) else np.nan))
        lines = [np.clip((np.arange(len(values)) - move.first) / (move.last - move.first), 0, 1) for move in self.moves]
        columns = np.column_stack([np.ones(len(values)), *lines])
        found = np.linalg.solve(columns.T @ columns, columns.T @ values)
        moves = tuple(replace(move, size=float(size)) for move, size in zip(self.moves, found[1:], strict=True))
        return replace(self, moves=moves, level=columns @ found)


def course(values: Numbers, news_from: int, is_of_a_queue: bool = False, least: float = 0.0) -> Course:
    """The course of a series of equally spaced points; what comes out of a queue has to gain `NEEDED_IN_A_QUEUE` more.

    `least` is the variance that chance alone gives the points: no fit is taken to leave less.

    Steps and straight drifts are added one by one, as long as the best of them gains enough: twice the difference of
    the log likelihoods of a straight-line model with first-order autoregressive errors (generalised least squares,
    Prais and Winsten 1954; the correlation chosen anew for each model), against a bar that rises with the correlation.
    Then each is placed anew beside the others. The bar is set so that worlds without change are left in peace. Of a
    move that ended lately and one of over a year ago that does nearly as well, the older is taken.
    """
    skipped = max(0, len(values) - LONGEST)
    searched = values[skipped:]
    if len(values) < FEWEST or np.ptp(searched) == 0:
        return Course((), values, 0.0, False).on(values)
    fits: dict[tuple[int, ...], _Fit] = {}

    def fit(chosen: list[int]) -> _Fit:
        key = tuple(sorted(chosen))
        if key not in fits:
            fits[key] = _fit(searched, key, NEEDED_IN_A_QUEUE * is_of_a_queue, least)
        return fits[key]

    shapes = _shapes(len(searched))
    first, last = shapes.first + skipped, shapes.last + skipped
    chosen, is_news = _newest(sorted(_chosen(fit), key=lambda shape: last[shape]), fit, shapes, last < news_from)
    moves = tuple(Move(int(first[each]), int(last[each]), 0.0) for each in sorted(chosen, key=lambda each: last[each]))
    return Course(moves, values, fit(chosen).correlation, is_news).on(values)


@dataclass(frozen=True, eq=False)
class _Shapes:
    """Every move that a series of one length may hold: its two points, its extra cost, its line from 0 to 1.

    `lengths` are the squared lengths of the lines made free of each of `CORRELATIONS`, correlation by shape.
    """

    first: Ints
    last: Ints
    costs: Numbers
    lines: Numbers
    lengths: Numbers


@dataclass(frozen=True, eq=False)
class _Fit:
    """What each further shape is worth beside those chosen, over what it has to gain; the correlation without one."""

    worth: Numbers
    correlation: float

    @property
    def best(self) -> int | None:
        place = int(self.worth.argmax())
        return place if self.worth[place] > 0 else None


def _chosen(fit: Callable[[list[int]], _Fit]) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < MOST_MOVES and (found := fit(chosen).best) is not None:
        chosen.append(found)
    for place in range(len(chosen) if len(chosen) > 1 else 0):
        others = chosen[:place] + chosen[place + 1 :]
        chosen[place] = other if (other := fit(others).best) is not None else chosen[place]
    return chosen


def _newest(
    chosen: list[int], fit: Callable[[list[int]], _Fit], shapes: _Shapes, is_old: Flags
) -> tuple[list[int], bool]:
    """The moves with the newest replaced by an older one that does nearly as well, and whether the newest is news."""
    if not chosen:
        return [], False
    worth, newest = fit(chosen[:-1]).worth, chosen[-1]
    gains = worth + shapes.costs
    if not is_old[newest] and gains[newest] - gains[is_old].max(initial=-np.inf) >= NEWS_BY:
        return chosen, True
    older = int(np.where(is_old, worth, -np.inf).argmax())
    return ([*chosen[:-1], older] if worth[older] > 0 else chosen), False


@lru_cache(maxsize=LONGEST)
def _shapes(size: int) -> _Shapes:
    steps = [(at, at + 1) for at in range(1, size - APART)]
    going_on = [(at, size - 1) for at in range(size - STEADY_FROM)]
    ended = [(at, at + lasted) for lasted in LASTED for at in range(size - lasted - 1)]
    first, last = np.array([*steps, *going_on, *ended]).T
    costs = np.repeat([0.0, DRIFT_COSTS, ENDED_DRIFT_COSTS], [len(steps), len(going_on), len(ended)])
    lines = np.clip((np.arange(size)[:, None] - first) / (last - first), 0.0, 1.0)
    together = (lines**2).sum(axis=0), (lines[1:] * lines[:-1]).sum(axis=0), (lines[1:-1] ** 2).sum(axis=0)
    return _Shapes(first, last, costs, lines, _of_correlations(together[0], 2 * together[1], together[2]))


def _of_correlations(at_once: Numbers, apart: Numbers, inside: Numbers) -> Numbers:
    """The products of columns made free of each of `CORRELATIONS`, that part of the point before taken away.

    Of two columns x and y they are (Prais-Winsten): x'y - r (x_t y_(t-1) + x_(t-1) y_t) + r^2 (x'y without both ends).
    """
    by = np.array(CORRELATIONS).reshape(-1, *[1] * at_once.ndim)
    products: Numbers = at_once - by * apart + by**2 * inside
    return products


def _products(columns: Numbers, others: Numbers) -> Numbers:
    """For each of `CORRELATIONS`, the products of each of `columns` with each of `others`, made free of it."""
    ends = columns[:1].T @ others[:1] + columns[-1:].T @ others[-1:]
    at_once = columns.T @ others
    beside = np.zeros_like(columns)
    beside[1:] = columns[:-1]
    beside[:-1] += columns[1:]
    return _of_correlations(at_once, beside.T @ others, at_once - ends)


def _fit(values: Numbers, chosen: tuple[int, ...], more: float, least: float) -> _Fit:
    size, shapes = len(values), _shapes(len(values))
    # About their mean, so that a level far off takes no figures from the products.
    columns = np.column_stack([np.ones(size), shapes.lines[:, list(chosen)], values - values.mean()])
    of_columns, of_shapes = _products(columns, columns), _products(columns, shapes.lines)
    own, across = of_columns[:, :-1, :-1], of_shapes[:, :-1]
    solved = np.linalg.solve(own, np.concatenate([of_columns[:, :-1, -1:], across], axis=2))
    left = of_columns[:, -1, -1] - (of_columns[:, -1:, :-1] @ solved[:, :, :1])[:, 0, 0]
    free = shapes.lengths - (across * solved[:, :, 1:]).sum(axis=1)
    is_free = free > 1e-9 * shapes.lengths
    rest = of_shapes[:, -1] - (of_columns[:, -1:, :-1] @ solved[:, :, 1:])[:, 0]
    explained = rest**2 / np.where(is_free, free, np.inf)
    least = max(least, 1e-9 * float(np.ptp(values)) ** 2)
    tried = np.array(CORRELATIONS)
    scale = np.log(1 - tried**2)
    lowest = least * (1 - tried**2)
    without = scale + _likelihood(left / size, lowest) * size
    likelihoods = scale[:, None] + _likelihood((left[:, None] - explained) / size, lowest[:, None]) * size
    gains, correlations = likelihoods.max(axis=0) - without.max(), tried[likelihoods.argmax(axis=0)]
    needed = NEEDED + more + NEEDED_IF_SHORT / size + NEEDED_BY_CORRELATION * correlations + shapes.costs
    worth = np.where(_is_apart(shapes, chosen), gains - needed, -np.inf)
    return _Fit(worth, float(tried[without.argmax()]))


def _likelihood(variance: Numbers, least: Numbers) -> Numbers:
    """Twice the log likelihood of a point, at the variance found or, where that is below `least`, at `least`."""
    taken = np.maximum(variance, least)
    likelihood: Numbers = 1 - np.log(taken) - np.maximum(variance, 0.0) / taken
    return likelihood


def _is_apart(shapes: _Shapes, chosen: tuple[int, ...]) -> Flags:
    """Which shapes leave `APART` points between them and each of those chosen."""
    apart = np.ones(len(shapes.first), dtype=bool)
    for each in chosen:
        is_before = shapes.last + APART <= shapes.first[each] + 1
        apart &= is_before | (shapes.first + 1 >= shapes.last[each] + APART)
    return apart
