"""Has a share grown at some unknown time? Evidence that can be looked at as often as one likes."""

import numpy as np

from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Flags, Ints, Numbers
from sfo_data.statistics.funnel import LARGEST_LOG, e_bh

# The 5% of false findings allowed: four for the evidence, one for baselines that lie above their upper limit.
EVIDENCE_RATE, BASELINE_RATE = 0.04, 0.01
# Odds ratios the evidence is spread over: growth that would matter, from half as much again to fivefold.
GROWTH = (1.5, 2.0, 3.0, 5.0)


def upper_baselines(hits: Ints, trials: int) -> Numbers:
    """Upper limits of the shares in the reference period; all hold at once with a chance of 99% at least.

    Clopper and Pearson 1934 at `BASELINE_RATE` over the number of themes (Bonferroni), one-sided.
    """
    return intervals.clopper_pearson(hits, np.full(hits.shape, trials), 2 * BASELINE_RATE / max(hits.size, 1))[1]


def evidence(hits: Flags, baselines: Numbers, is_start: Flags) -> Numbers:
    """E-values after each trial against "the share never was above its baseline": trials by themes.

    The mean over `GROWTH` r of the Bernoulli likelihood ratio of odds r u / (1 - u) to the baseline u, which is
    r^x / (1 + (r - 1) u), restarted at each of the `is_start` trials; the j-th restart has the weight 1 / (j (j + 1)),
    and those still to come count 1. While every share is at or below its baseline, whatever it does, this is a test
    supermartingale that starts at 1: its chance of ever reaching 1 / a is at most a (Ville 1939). It is an e-detector
    (Shin, Ramdas and Rinaldo 2023, New England J Stat Data Sci 2) whose weights add up to 1 instead of being 1 each,
    so that it bounds the chance of a false alarm at any time and not only how often they come.
    """
    odds = np.array(GROWTH)
    steps = hits[:, :, None] * np.log(odds) - np.log1p((odds - 1) * baselines[:, None])
    logs = np.cumsum(steps, axis=0)
    number = np.cumsum(is_start).astype(np.float64)
    with np.errstate(divide="ignore"):
        weights = np.where(is_start, -np.log(number) - np.log(number + 1), -np.inf)
    restarts = np.logaddexp.accumulate(weights[:, None, None] - (logs - steps), axis=0)
    started = np.exp(np.minimum(logs + restarts, LARGEST_LOG)).mean(axis=2)
    return np.asarray(started + 1 / (number[:, None] + 1))


def flagged(e_values: Numbers) -> Flags:
    """For each look (row), the themes that e-BH names at `EVIDENCE_RATE`.

    The false discovery rate is held at any look, also one chosen for what it shows (Wang and Ramdas 2022). Where no
    share has grown, the chance that any look ever names any theme is at most `EVIDENCE_RATE`: e-BH names nothing until
    the mean of the e-values reaches 1 / rate, and that mean is a test supermartingale itself.
    """
    return np.array([e_bh(look, EVIDENCE_RATE) for look in e_values], dtype=bool).reshape(e_values.shape)
