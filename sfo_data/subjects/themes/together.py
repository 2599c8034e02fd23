"""Which themes are found together in a review more, or less, often than chance puts them there?"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.cluster.hierarchy import leaves_list, linkage
from scipy.spatial.distance import squareform
from scipy.special import gammainc, gammaincc, gammaln

from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Flags, Ints, Numbers
from sfo_data.statistics.multiplicity import benjamini_hochberg
from sfo_data.statistics.stands_apart import Stands
from sfo_data.subjects.themes.coding import Coded

FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, eq=False)
class Pairs:
    """Themes in one review together.

    `cells`: one row per pair of themes (each pair once): theme_code, theme, other_code, other, observed (reviews with
    both), expected, value (their ratio), lower, upper (95%, exact Poisson), p, stands (`Stands`),
    same_finding (findings with both).
    `order`: the themes' names, those often together side by side. `reviews`: how many are coded.
    """

    cells: pl.DataFrame
    order: tuple[str, ...]
    reviews: int


def pairs(found: Coded) -> Pairs:
    """All pairs of themes; see `Pairs`.

    Expected is what shuffling the findings between the reviews gives, each review keeping its number of findings and
    each finding its themes: reviews with many findings have more of everything, and that is no pattern; two codes that
    lie on one finding say something of the coding frame, which `same_finding` shows. p is twice the smaller Poisson
    tail; the true count varies less than Poisson, so it errs on the safe side (Hoeffding 1956; Anderson and Samuels
    1967). `stands` follows Benjamini and Hochberg 1995 at 5% over all pairs.
    """
    has = found.by_review
    one, other = np.triu_indices(has.shape[1], k=1)
    observed = (has.T.astype(np.int64) @ has)[one, other]
    expected = expected_together(found.by_finding, np.bincount(found.review_of))[one, other]
    p = tail_p(observed, expected)
    is_beyond = benjamini_hochberg(p) <= FALSE_DISCOVERY_RATE
    lower, upper = intervals.poisson(observed, expected)
    stands = np.select(
        [is_beyond & (observed > expected), is_beyond],
        [Stands.ABOVE.value, Stands.BELOW.value],
        Stands.NO_EVIDENCE.value,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(expected > 0, observed / expected, np.nan)
    names, codes = found.frame["theme"], found.frame["theme_code"]
    labels = {"theme_code": codes.gather(one), "theme": names.gather(one)}
    labels |= {"other_code": codes.gather(other), "other": names.gather(other)}
    numbers = {"observed": observed, "expected": expected, "value": value, "lower": lower, "upper": upper, "p": p}
    cells = pl.DataFrame(labels).with_columns(
        *(pl.Series(name, column, nan_to_null=True) for name, column in numbers.items()),
        pl.Series("stands", stands, dtype=pl.String),
        pl.Series("same_finding", (found.by_finding.T.astype(np.int64) @ found.by_finding)[one, other]),
    )
    return Pairs(cells, tuple(names.gather(_order(has)).to_list()), len(has))


def expected_together(by_finding: Flags, sizes: Ints) -> Numbers:
    """Themes by themes: the reviews expected to have both, over all ways to deal the findings out to reviews.

    A review of k out of F findings misses a theme that a of them have with chance C(F - a, k) / C(F, k), the
    hypergeometric chance of none; it has both with 1 - miss(a) - miss(b) + miss(a or b).
    """
    findings = len(by_finding)
    single = by_finding.sum(axis=0)
    both = by_finding.T.astype(np.int64) @ by_finding
    either = single[:, None] + single[None, :] - both
    total = np.zeros(both.shape)
    for size, reviews in zip(*np.unique(sizes[sizes > 0], return_counts=True), strict=True):
        missed = _none_of(single, findings, int(size))
        total += reviews * (1 - missed[:, None] - missed[None, :] + _none_of(either, findings, int(size)))
    return np.maximum(total, 0.0)


def _none_of(marked: Ints, findings: int, drawn: int) -> Numbers:
    """The hypergeometric chance that none of `drawn` findings is among the marked ones."""
    rest = findings - marked
    is_possible = rest >= drawn
    left = np.where(is_possible, rest, drawn)
    logs = gammaln(left + 1) - gammaln(left - drawn + 1) - gammaln(findings + 1) + gammaln(findings - drawn + 1)
    return np.where(is_possible, np.exp(logs), 0.0)


def tail_p(observed: Ints, expected: Numbers) -> Numbers:
    """Twice the smaller tail of a Poisson count, at most 1: incomplete gamma functions of the expected number."""
    at_least = np.where(observed > 0, gammainc(np.maximum(observed, 1), expected), 1.0)
    at_most = gammaincc(observed + 1, expected)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(at_least, at_most)))


def _order(has: Flags) -> Ints:
    """Themes so that neighbours are often in the same reviews: average linkage on Jaccard distance, leaves ordered
    as Bar-Joseph et al. 2001 (Bioinformatics 17, S22-29)."""
    if has.shape[1] < 3:
        return np.arange(has.shape[1])
    both = (has.T.astype(np.int64) @ has).astype(np.float64)
    single = np.diag(both)
    either = single[:, None] + single[None, :] - both
    distance = 1 - np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    np.fill_diagonal(distance, 0.0)
    return np.asarray(leaves_list(linkage(squareform(distance), "average", optimal_ordering=True)), dtype=np.int64)
