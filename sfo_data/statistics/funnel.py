"""Which providers differ from England and Wales by more than chance? Funnel limits, overdispersion and e-values."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, gammaincinv, logsumexp, pdtr, pdtrc

from sfo_data.statistics.arrays import Numbers

WARNING, ALARM = 0.05, 0.002  # two-sided: the 95% and 99.8% limits (Spiegelhalter 2005)
WINSORISED = 0.1  # of the z-scores, at each end (Spiegelhalter 2005)
# Of those said to stand apart, the share expected to be false; where nobody does, the chance that any is named.
FALSE_DISCOVERY_RATE = 0.05
# Alternatives an e-value is spread over: ratios (for shares odds ratios) that would matter to an overseer.
ALTERNATIVES = (1.25, 1.5, 2.0)
LARGEST_LOG = 700.0  # the exponential of more overflows


@dataclass(frozen=True)
class Spread:
    """How much providers differ beyond chance: phi (mean square z-score) and tau2 (variance between them).

    Winsorising draws phi in: chance alone gives 0.68 and not 1 (a standard normal clipped at its 10% and 90% points),
    so tau2 errs on the small side.
    """

    phi: float
    tau2: float


def ratio_limits(expected: npt.ArrayLike, alpha: float, tau2: float = 0.0) -> tuple[Numbers, Numbers]:
    """Limits of observed over expected around 1, one pair per expected count.

    chi2.ppf(a/2, 2E) / 2E and chi2.ppf(1 - a/2, 2(E + 1)) / 2E, halved chi-squared quantiles being inverse regularised
    gamma functions (Garwood 1936; Breslow and Day 1987). `tau2` widens them on the square-root scale.
    """
    e = np.asarray(expected, dtype=float)
    limits = gammaincinv(e, alpha / 2) / e, gammaincinv(e + 1, 1 - alpha / 2) / e
    low, high = (_widened(np.sqrt(limit), np.ones_like(e), e, tau2) for limit in limits)
    return np.square(low), np.square(high)


def share_limits(
    target: npt.ArrayLike, trials: npt.ArrayLike, alpha: float, tau2: float = 0.0
) -> tuple[Numbers, Numbers]:
    """Limits, 0 to 1, of a share around `target` (one for all or one each), one pair per number of trials.

    Binomial quantile r, the smallest count with P(R <= r) > p, less (P(R <= r) - p) / P(R = r), over n (Spiegelhalter
    2005, appendix A.1.1). `tau2` widens them on the arcsine scale.
    """
    target, n = np.broadcast_arrays(np.asarray(target, dtype=float), np.asarray(trials, dtype=float))
    count = np.arange(n.max(initial=0) + 1)
    below_all = count < n[:, None]
    inside = np.where(below_all, n[:, None] - count, 1.0)
    cumulative = np.where(below_all, betainc(inside, count + 1, 1 - target[:, None]), 1.0)
    centre = np.arcsin(np.sqrt(target))
    low, high = (
        _widened(np.arcsin(np.sqrt(_quantile(cumulative, n, p) / n)), centre, n, tau2)
        for p in (alpha / 2, 1 - alpha / 2)
    )
    return np.square(np.sin(low)), np.square(np.sin(np.minimum(high, np.pi / 2)))


def _quantile(cumulative: Numbers, n: Numbers, p: float) -> Numbers:
    """The interpolated quantile of each row of a cumulative distribution over 0, 1, 2 ..., within 0 and n.

    Where none or all is itself likely enough, the limit is 0 or n: interpolating would put "all of 3" outside it.
    """
    rows, r = np.arange(len(cumulative)), np.argmax(cumulative > p, axis=1)
    at = cumulative[rows, r]
    before = np.where(r > 0, cumulative[rows, r - 1], 0.0)
    return np.where(r == n, n, np.maximum(r - (at - p) / (at - before), 0.0))


def _widened(limit: Numbers, centre: Numbers, size: Numbers, tau2: float) -> Numbers:
    """A limit moved out by sqrt(1 + tau2 / s^2), s = 1 / (2 sqrt(size)) on both scales; exact again at tau2 = 0."""
    return np.maximum(centre + (limit - centre) * np.sqrt(1 + 4 * size * tau2), 0.0)


def ratio_spread(observed: npt.ArrayLike, expected: npt.ArrayLike) -> Spread:
    """Overdispersion of ratios around 1, on the square-root scale, where the standard error is 1 / (2 sqrt(E)).

    Spiegelhalter et al. 2012 (J R Stat Soc A 175, 1-47), which takes the square root so that none observed counts.
    """
    o, e = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    s = 1 / (2 * np.sqrt(e))
    return spread((np.sqrt(o / e) - 1) / s, s)


def share_spread(successes: npt.ArrayLike, trials: npt.ArrayLike, expected: npt.ArrayLike) -> Spread:
    """Overdispersion of shares around expected / n, on the arcsine scale, standard error 1 / (2 sqrt(n)); as above."""
    x, n, e = (np.asarray(each, dtype=float) for each in (successes, trials, expected))
    s = 1 / (2 * np.sqrt(n))
    return spread((np.arcsin(np.sqrt(x / n)) - np.arcsin(np.sqrt(np.minimum(e / n, 1.0)))) / s, s)


def spread(z: npt.ArrayLike, s: npt.ArrayLike, winsorised: float = WINSORISED) -> Spread:
    """Overdispersion from z-scores against a target, and their standard errors `s` on the same scale.

    phi is the mean square of the winsorised z-scores; tau2 = (K phi - (K - 1)) / (sum w - sum w^2 / sum w), w = 1/s^2,
    and 0 where negative (Spiegelhalter 2005, Qual Saf Health Care 14, 347-51; DerSimonian and Laird 1986).
    """
    scores, w = np.asarray(z, dtype=float), np.asarray(s, dtype=float) ** -2
    if scores.size < 2:
        return Spread(1.0, 0.0)
    kept = np.clip(scores, *np.quantile(scores, [winsorised, 1 - winsorised]))
    phi = float(np.mean(kept**2))
    excess = scores.size * phi - (scores.size - 1)
    return Spread(phi, max(0.0, float(excess / (w.sum() - (w**2).sum() / w.sum()))))


def expected_outside(providers: int, alpha: float) -> float:
    """False alarms to expect at one look where nobody differs: providers times the nominal two-sided tail."""
    return providers * alpha


def ratio_chance_outside(expected: npt.ArrayLike, alpha: float) -> Numbers:
    """The exact chance that a Poisson count of each expected size lies outside `ratio_limits`.

    It is not the nominal one: counts are whole, and the limits are those of a mean and not of a count. At 99.8% and 22
    expected it is 0.0035 below and 0.0002 above.
    """
    e = np.asarray(expected, dtype=float)
    low, high = ratio_limits(e, alpha)
    return np.asarray(pdtr(np.ceil(low * e) - 1, e) + pdtrc(np.floor(high * e), e))


def share_chance_outside(target: npt.ArrayLike, trials: npt.ArrayLike, alpha: float) -> Numbers:
    """The exact chance that a binomial share of each number of trials lies outside `share_limits`."""
    target, n = np.broadcast_arrays(np.asarray(target, dtype=float), np.asarray(trials, dtype=float))
    low, high = share_limits(target, n, alpha)
    least, most = np.ceil(low * n), np.floor(high * n)
    below = np.where(least > 0, betainc(np.maximum(n - least + 1, 1), np.maximum(least, 1), 1 - target), 0.0)
    above = np.where(most < n, betainc(most + 1, np.maximum(n - most, 1), target), 0.0)
    return np.asarray(below + above)


def e_counts(observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """E-values against "not above 1" and against "not below 1", one pair per observed and expected count.

    The mean over `ALTERNATIVES` r (and over 1 / r) of the Poisson likelihood ratio r^O exp(-(r - 1) E). Over a growing
    period each is a test supermartingale, so its chance of ever reaching 1/a is at most a (Ville 1939; Ramdas et al.
    2023). Given the national total a count varies less than Poisson, so an expected number estimated from it is safe.
    """
    o, e = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    return mixtures(o, (alternatives()[..., None] - 1) * e)


def e_shares(successes: npt.ArrayLike, trials: npt.ArrayLike, shares: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    """E-values against "not above" and "not below" the national shares, one pair per row of `trials`.

    `trials`: rows by strata; `shares`: the national share of each stratum. Likelihood ratio for an odds ratio r common
    to the strata, r^X / product over strata of (1 + (r - 1) p)^n, averaged as in `e_counts`. A beta-binomial mixture
    would need one share for all strata. Drawn from a finite nation, successes vary less than binomial (Hoeffding 1963).
    """
    x, n, p = (np.asarray(each, dtype=float) for each in (successes, trials, shares))
    return mixtures(x, np.log1p((alternatives()[..., None] - 1) * p) @ n.T)


def alternatives() -> Numbers:
    """Two rows: ratios above 1 (`ALTERNATIVES`), and their inverses."""
    above = np.array(ALTERNATIVES)
    return np.stack([above, 1 / above])


def mixtures(count: Numbers, log_means: Numbers) -> tuple[Numbers, Numbers]:
    """The mean over alternatives of exp(count x log r - log mean of r^count), above and below."""
    logs = count * np.log(alternatives())[..., None] - log_means
    above, below = np.exp(np.minimum(logsumexp(logs, axis=1) - np.log(len(ALTERNATIVES)), LARGEST_LOG))
    return above, below


def e_bh(e_values: npt.ArrayLike, rate: float = FALSE_DISCOVERY_RATE) -> npt.NDArray[np.bool_]:
    """Which hypotheses fall: those with the k largest e-values, for the last k whose k-th is at least K / (rate k).

    Holds the false discovery rate at `rate` whatever the dependence between them (Wang and Ramdas 2022), and at
    whichever look is chosen, where each e-value is an e-process.
    """
    e = np.asarray(e_values, dtype=float)
    ordered = np.sort(e)[::-1]
    needed = e.size / (rate * np.arange(1, e.size + 1))
    enough = np.flatnonzero(ordered >= needed)
    return e >= ordered[enough[-1]] if enough.size else np.zeros(e.shape, dtype=bool)
