"""How far do two judges agree, beyond chance? Kappa and alpha, each with its 95% interval."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.intervals import ALPHA, Z_95

Weights = Literal["none", "linear", "quadratic"]

RESAMPLES = 1_000
SEED = 1970


@dataclass(frozen=True)
class Agreement:
    """Agreement beyond chance: value = (observed - expected) / (1 - expected), 1 where all agree, 0 as by chance.

    `lower` and `upper` are its 95% limits, `n` the units (cases, findings) that were judged at least twice. Where every
    judgement is the same, chance alone would agree fully and the value is not defined: NaN, and so are its limits.
    """

    value: float
    lower: float
    upper: float
    observed: float
    expected: float
    n: int


class UnknownCategory(ValueError):
    """A judgement that is none of the categories stated."""


def kappa(
    first: Iterable[Hashable],
    second: Iterable[Hashable],
    weights: Weights = "none",
    categories: Sequence[Hashable] | None = None,
) -> Agreement:
    """Cohen's kappa (1960) of two judges over the same units, in the same order; weighted (1968) unless `weights` none.

    `categories` from lowest to highest; where none are stated, the sorted ones that occur. A disagreement by d of k - 1
    steps counts 1 - d / (k - 1) as agreement (linear) or 1 - (d / (k - 1))² (quadratic). The interval is that for large
    samples of Fleiss, Cohen and Everitt (Psychological Bulletin 1969; 72: 323-7), kept inside -1 and 1: too short under
    about 30 units. Raises UnknownCategory; ValueError where the judges' units differ in number.
    """
    pairs = list(zip(first, second, strict=True))
    known = _categories((value for pair in pairs for value in pair), categories)
    table = np.zeros((len(known), len(known)))
    for one, other in pairs:
        table[known[one], known[other]] += 1
    return kappa_of_table(table, weights)


def kappa_of_table(table: npt.ArrayLike, weights: Weights = "none") -> Agreement:
    """As `kappa`, from the counts of the first judge's categories (rows) by the second's (columns)."""
    counts = np.asarray(table, dtype=float)
    n = int(counts.sum())
    if n == 0:
        return _undefined(np.nan, 0)
    agrees, p = _agreement_weights(len(counts), weights), counts / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed, expected = float((agrees * p).sum()), float(rows @ agrees @ columns)
    if np.isclose(expected, 1, rtol=0, atol=1e-12):
        return _undefined(observed, n)
    value = (observed - expected) / (1 - expected)
    by_chance = (agrees @ columns)[:, None] + (rows @ agrees)[None, :]
    spread = (p * (agrees - by_chance * (1 - value)) ** 2).sum() - (value - expected * (1 - value)) ** 2
    half = Z_95 * float(np.sqrt(max(spread, 0) / n)) / (1 - expected)
    return Agreement(value, max(value - half, -1), min(value + half, 1), observed, expected, n)


def alpha_of_sets(first: npt.ArrayLike, second: npt.ArrayLike) -> Agreement:
    """Krippendorff's alpha of two judges who each gave every unit a set of labels.

    Each argument has a row per unit and a column per label, 1 where given. The disagreement of two sets is the number
    of labels given by one judge only. It adds up over labels, so alpha is 1 less the sum of each label's observed over
    the sum of each label's expected disagreement (given or not, nominal; Krippendorff, Computing Krippendorff's
    Alpha-Reliability, 2011): a rare label is expected to be rare. Observed and expected are shares of the labels on
    which two judges agree. The interval is the percentile bootstrap over units (Zapf and others, BMC Medical Research
    Methodology 2016; 16: 93) with a fixed seed; resamples in which every judgement is the same are left out.
    """
    one, other = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = len(one)
    if not n or not one.shape[1]:
        return _undefined(np.nan, n)
    weights = np.vstack([np.ones(n), _resamples(n)])
    differing = weights @ np.abs(one - other).mean(axis=1) / n
    given = weights @ (one + other)
    expected = (2 * given * (2 * n - given)).mean(axis=1) / (2 * n * (2 * n - 1))
    return _with_interval(differing, expected, n)


def _categories(values: Iterable[Hashable], stated: Sequence[Hashable] | None) -> dict[Hashable, int]:
    """The place of each category, from 0."""
    occurring = set(values)
    ordered = sorted(occurring) if stated is None else list(stated)  # type: ignore[type-var]
    if unknown := occurring - set(ordered):
        raise UnknownCategory(f"{min(map(repr, unknown))} is none of the categories {ordered}")
    return {value: place for place, value in enumerate(ordered)}


def _agreement_weights(size: int, weights: Weights) -> Numbers:
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / max(size - 1, 1)
    return 1 - {"none": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]


def _resamples(n: int) -> npt.NDArray[np.int64]:
    """How often each unit occurs in each of RESAMPLES draws of as many units, with replacement."""
    return np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)


def _with_interval(observed: Numbers, expected: Numbers, n: int) -> Agreement:
    """The first of each is the data's disagreement, the others the resamples'."""
    if expected[0] <= 0:
        return _undefined(1 - float(observed[0]), n)
    alphas = 1 - observed[expected > 0] / expected[expected > 0]
    lower, upper = np.quantile(alphas[1:], [ALPHA / 2, 1 - ALPHA / 2]) if alphas.size > 1 else (np.nan, np.nan)
    return Agreement(float(alphas[0]), float(lower), float(upper), 1 - float(observed[0]), 1 - float(expected[0]), n)


def _undefined(observed: float, n: int) -> Agreement:
    return Agreement(np.nan, np.nan, np.nan, observed, 1.0 if n else np.nan, n)
