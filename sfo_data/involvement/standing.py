"""Which divisions stand apart from the others, by more than chance and given how many are compared?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from sfo_data import funnel
from sfo_data.control_charts import MONTHS_SHOWN
from sfo_data.design_effect import among, design_effect
from sfo_data.filters import Filters
from sfo_data.intervals import Numbers
from sfo_data.involvement.clustered import clustered_shares
from sfo_data.measures import MEASURES, Measure
from sfo_data.periods import Period
from sfo_data.queries import Read
from sfo_data.reporting_calendar import add_months, last_day_before
from sfo_data.summaries import time_grain

# The chance that any division at all is named, over all measures compared together, where none differs.
FALSE_ALARM = 0.05
# Of two that differ nothing says which one stands apart.
FEWEST = 3


def stands_by_division(read: Read, filters: Filters, names: Sequence[str], first_day: date) -> pl.DataFrame:
    """`stands` of the divisions of England and Wales, whatever providers are selected: a row per measure and division.

    Over 36 months to the end of the period, or from its start where that is earlier, because a division has few
    agencies with findings in a year. Raises StoreMissing, StoreError.
    """
    nation = replace(filters.national(), period=wide(filters.period, first_day))
    measures = [MEASURES[name] for name in names]
    return pl.concat(
        stands(read(each.question, nation, str(each.dated_by)), each, "division", len(names)) for each in measures
    )


def wide(period: Period, first_day: date) -> Period:
    """36 months to the end of the period, or from its start where that is earlier; not before the first day of data."""
    start = max(first_day, min(period.start, add_months(period.end, -MONTHS_SHOWN)))
    return Period(f"{start}..{last_day_before(period.end)}", "", start, period.end)


def stands(rows: pl.DataFrame, measure: Measure, by: str, measures: int = 1) -> pl.DataFrame:
    """One row per group with a base, by name: `clustered_shares`, stands, and evidence (the larger e-value).

    The group with the largest e-value (`funnel.e_shares`) against the share of all is named "higher" or "lower" where
    it reaches 2 x groups x `measures` / 5%; the rest are then compared without it, so that one far from the others does
    not make them look apart (one outlier at a time: Rosner 1983, Technometrics 25, 165-72). The others are "alike".
    Where none differs, the chance that any is named is at most 5% over groups, directions and the `measures` compared
    together (Markov's inequality). Like is compared with like by quarter, since the newest reviews have had least time.
    Counts are divided by the design effect, which leaves the mean of an e-value at 1 to the second order.
    """
    found = clustered_shares(rows, [measure.name], [by]).filter(pl.col("denominator") > 0)
    cells = (
        rows.filter(among(measure))
        .group_by(by, time_grain("quarter", str(measure.dated_by)))
        .agg(x=measure.counted.cast(pl.Float64).sum(), n=pl.len().cast(pl.Float64))
    )
    effect = design_effect(rows, measure, [by])
    x, n = (_by_quarter(found[by], cells, by, name) / effect for name in ("x", "n"))
    words, evidence = _one_at_a_time(x, n, 2 * found.height * measures / FALSE_ALARM)
    return found.with_columns(pl.Series("stands", words, dtype=pl.String), pl.Series("evidence", evidence))


def _by_quarter(groups: pl.Series, cells: pl.DataFrame, by: str, value: str) -> Numbers:
    """A row per group and a column per quarter."""
    quarters = cells.sort("quarter").pivot("quarter", index=by, values=value)
    return groups.to_frame().join(quarters, on=by, how="left").drop(by).fill_null(0.0).to_numpy()


def _one_at_a_time(x: Numbers, n: Numbers, needed: float) -> tuple[list[str], Numbers]:
    words, evidence = ["alike"] * len(x), np.ones(len(x))
    left = np.arange(len(x))
    while left.size >= FEWEST:
        above, below = _e_values(x[left], n[left])
        evidence[left] = np.maximum(above, below)
        furthest = int(np.argmax(evidence[left]))
        if evidence[left[furthest]] < needed:
            break
        words[left[furthest]] = "higher" if above[furthest] > below[furthest] else "lower"
        left = np.delete(left, furthest)
    return words, evidence


def _e_values(x: Numbers, n: Numbers) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    total = n.sum(axis=0)
    shares = np.divide(x.sum(axis=0), total, out=np.zeros_like(total), where=total > 0)
    return funnel.e_shares(x.sum(axis=1), n, shares)
