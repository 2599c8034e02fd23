"""How long until quality assurance ends, when some reviews are still open? One risk table, two estimators."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.intervals import Z_95


class Ending(StrEnum):
    """How a wait ended: completed; withdrawn, so that it cannot be; or not yet, and so censored when last seen."""

    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    OPEN = "open"


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% interval; None is "not yet reached"."""

    value: float | None
    lower: float | None
    upper: float | None


def at_risk(times: Numbers, entered: Numbers, left: Numbers, weights: Numbers) -> Numbers:
    """The weight of those under observation at each of `times`: entered before it, and not left before it.

    Delayed entry (left truncation) is the first condition; without it `entered` lies below every time.
    """
    return _from(times, left, weights) - _from(times, entered, weights)


def _from(times: Numbers, values: Numbers, weights: Numbers) -> Numbers:
    """The weight of the `values` at or after each of `times`."""
    order = np.argsort(values)
    before = np.concatenate([[0.0], np.cumsum(weights[order])])
    remaining: Numbers = before[-1] - before[np.searchsorted(values[order], times, side="left")]
    return remaining


def risk_table(durations: pl.DataFrame) -> pl.DataFrame:
    """One row per distinct day on which a review ended or was last seen: day, at_risk, completed, withdrawn."""
    per_day = durations.group_by(day="days").agg(
        *(
            (pl.col("ending") == ending).sum().cast(pl.Int64).alias(ending.value)
            for ending in (Ending.COMPLETED, Ending.WITHDRAWN)
        ),
        seen=pl.len().cast(pl.Int64),
    )
    return (
        per_day.sort("day")
        .with_columns(at_risk=pl.col("seen").cum_sum(reverse=True))
        .select("day", "at_risk", "completed", "withdrawn")
    )


def kaplan_meier(table: pl.DataFrame) -> pl.DataFrame:
    """A risk table with `survival` (share not completed after that day, withdrawn ones censored), lower and upper.

    Kaplan and Meier 1958: the product of 1 - d/n. Variance of its logarithm: Greenwood 1926, the sum of d/(n(n - d)).
    Limits on the scale of log(-log): Kalbfleisch and Prentice 2002, section 1.4; none where survival is 0 or 1.
    """
    n, d = (table[name].cast(pl.Float64).to_numpy() for name in ("at_risk", "completed"))
    survival = np.cumprod(1 - d / n)
    # Where the last at risk completes, n - d is 0; survival is then 0 and has no limits.
    log_error = np.sqrt(np.cumsum(d / (n * np.maximum(n - d, 1))))
    lower, upper = _log_log_limits(survival, survival * log_error)
    return table.with_columns(_columns(survival=survival, lower=lower, upper=upper))


def cumulative_incidence(table: pl.DataFrame) -> pl.DataFrame:
    """A risk table with `completed_share` and `withdrawn_share` so far, and limits `lower`, `upper` of the first.

    Aalen and Johansen 1978: the sum of S(t-) d/n, S the share neither completed nor withdrawn. Variance by the delta
    method (Dinse and Larson 1986; Marubini and Valsecchi 1995, equation 10.12), which is Greenwood's where nothing is
    withdrawn. Limits on the scale of log(-log) (Choudhury 2002); none where the share is 0 or 1.
    """
    n, completed, withdrawn = (
        table[name].cast(pl.Float64).to_numpy() for name in ("at_risk", "completed", "withdrawn")
    )
    ended = completed + withdrawn
    before = np.concatenate([[1.0], np.cumprod(1 - ended / n)[:-1]])
    share, dropped = np.cumsum(before * completed / n), np.cumsum(before * withdrawn / n)
    # Each term below is a sum over days up to t of (F(t) - F(day))^k x weight, opened up into running sums.
    hazard = np.where(n > ended, ended / (n * np.maximum(n - ended, 1)), 0.0)
    cross = before * completed / n**2
    variance = (
        share**2 * np.cumsum(hazard)
        - 2 * share * np.cumsum(share * hazard)
        + np.cumsum(share**2 * hazard)
        + np.cumsum(before**2 * completed * (n - completed) / n**3)
        - 2 * (share * np.cumsum(cross) - np.cumsum(share * cross))
    )
    lower, upper = _log_log_limits(share, np.sqrt(np.maximum(variance, 0.0)))
    return table.with_columns(_columns(completed_share=share, withdrawn_share=dropped, lower=lower, upper=upper))


def _log_log_limits(share: Numbers, error: Numbers) -> tuple[Numbers, Numbers]:
    inside = (share > 0) & (share < 1 - 1e-12)
    p = np.where(inside, share, 0.5)
    spread = np.exp(Z_95 * error / (p * np.log(p)))
    return np.where(inside, p ** (1 / spread), np.nan), np.where(inside, p**spread, np.nan)


def _columns(**columns: NDArray[np.float64]) -> list[pl.Series]:
    return [pl.Series(name, values, nan_to_null=True) for name, values in columns.items()]


def quantile(curve: pl.DataFrame, share: float) -> Estimate:
    """The first day by which `share` are completed on a Kaplan-Meier curve, with the interval of Brookmeyer and
    Crowley 1982: the days on which the curve's limits first reach 1 - share. None where they do not.
    """
    first = [curve.filter(pl.col(name) <= 1 - share + 1e-12)["day"].first() for name in ("survival", "lower", "upper")]
    value, lower, upper = (None if day is None else float(day) for day in first)  # type: ignore[arg-type]
    return Estimate(value, lower, upper)


def share_by(incidence: pl.DataFrame, day: int) -> Estimate:
    """The share completed within `day` days on an Aalen-Johansen curve; None where nobody was followed so long."""
    if incidence.is_empty() or incidence["day"][-1] < day:
        return Estimate(None, None, None)
    upto = incidence.filter(pl.col("day") <= day)
    if upto.is_empty():
        return Estimate(0.0, None, None)
    value, lower, upper = upto.select("completed_share", "lower", "upper").row(-1)
    return Estimate(value, lower, upper)


def number_at_risk(table: pl.DataFrame, day: int) -> int:
    """How many reviews were still followed and unfinished at the start of `day`."""
    return int(table.filter(pl.col("day") >= day)["at_risk"].max() or 0)  # type: ignore[arg-type]
