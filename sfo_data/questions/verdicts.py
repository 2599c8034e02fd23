"""Did a figure change? The comparison with the period before and the course of its chart, joined to one verdict."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions.control_charts import ControlChart
from sfo_data.statistics import intervals
from sfo_data.statistics.patterns import Pattern
from sfo_data.statistics.stands_apart import FEW

# A period of which more than this still moves for reasons of the calendar is not set against one that has settled.
UNSETTLED_AT_MOST = 1 / 3
# Standard errors at which a change is seen four times in five: normal quantiles at 0.975 and 0.8.
SEEN_MOSTLY = intervals.Z_95 + 0.8416212335729143
JUDGED = ("count", "rate", "share")
# In a stretch shorter than four weeks, which days of the week it holds weighs more than what the months vary.
SHORTEST = 28


class Change(StrEnum):
    """What a comparison with the period before allows to be said; NOT_JUDGED is arithmetic without a claim."""

    ROSE = "rose"
    FELL = "fell"
    NO_EVIDENCE = "no evidence of change"
    NOT_JUDGED = "not judged"
    NOT_COMPARED = "not compared"

    @property
    def is_claim(self) -> bool:
        return self in (Change.ROSE, Change.FELL)


@dataclass(frozen=True)
class Comparison:
    """A headline against the period before; `would_be_seen` is the change seen four times in five, in its unit."""

    change: Change
    would_be_seen: float | None = None


def comparison(row: Mapping[str, Any], dispersion: float | None) -> Comparison:
    """A row of `figures.headlines` against the period before.

    Counts, rates and shares by their exact or Newcombe interval, counts divided by the larger of `dispersion` (of the
    months; see `statistics.dispersion`) and the design effect of rows that come several to a review. What waits in a
    queue, medians, series too short for a dispersion, periods under `SHORTEST` days and shares of fewer than `FEW` are
    set beside each other and not judged.
    """
    measure = MEASURES[row["measure"]]
    is_open = measure.dated_by is None or row.get("unsettled", 0.0) > UNSETTLED_AT_MOST or measure.comes_in_clusters
    if is_open or row["value"] is None or row["value_before"] is None or measure.kind in ("maximum", "people"):
        return Comparison(Change.NOT_COMPARED)
    if dispersion is None or measure.kind not in JUDGED or measure.is_about_the_work or _is_little(row):
        return Comparison(Change.NOT_JUDGED)
    effect = max(dispersion, row.get("effect") or 1.0)
    (lower, upper), same = _limits(row, measure, effect), 0.0 if measure.kind == "share" else 1.0
    change = Change.ROSE if lower > same else Change.FELL if upper < same else Change.NO_EVIDENCE
    return Comparison(change, _would_be_seen(row, measure, effect))


def is_of_few(row: Mapping[str, Any]) -> bool:
    """Whether a row of `figures.headlines` is a share with a base under `FEW`, now or before."""
    is_share = MEASURES[row["measure"]].kind == "share"
    return is_share and min(row[name] or 0 for name in ("denominator", "denominator_before")) < FEW


def _is_little(row: Mapping[str, Any]) -> bool:
    return min(row["days"], row["days_before"]) < SHORTEST or is_of_few(row)


def limits(row: Mapping[str, Any], dispersion: float | None) -> tuple[float, float] | None:
    """The 95% limits that `comparison` goes by: of the difference of two shares, of the ratio of counts and rates, now
    over before; None where it does not judge.
    """
    if dispersion is None or comparison(row, dispersion).change in (Change.NOT_JUDGED, Change.NOT_COMPARED):
        return None
    return _limits(row, MEASURES[row["measure"]], max(dispersion, row.get("effect") or 1.0))


def _limits(row: Mapping[str, Any], measure: Measure, effect: float) -> tuple[float, float]:
    now, before = row["numerator"] / effect, row["numerator_before"] / effect
    if measure.kind == "share":
        bases = row["denominator"] / effect, row["denominator_before"] / effect
        return intervals.share_difference(now, bases[0], before, bases[1])
    exposures = ("days", "days_before") if measure.kind == "count" else ("denominator", "denominator_before")
    return intervals.rate_ratio(now, row[exposures[0]], before, row[exposures[1]])


def _would_be_seen(row: Mapping[str, Any], measure: Measure, effect: float) -> float | None:
    """Normal approximation: 2.8 standard errors of the difference, were both periods as that before."""
    before = row["value_before"]
    if measure.kind == "share":
        bases = row["denominator"], row["denominator_before"]
        return SEEN_MOSTLY * float(np.sqrt(effect * before * (1 - before) * sum(1 / base for base in bases if base)))
    if not row["numerator_before"]:
        return None
    longer = row["days"] / row["days_before"]
    return SEEN_MOSTLY * float(before) * float(np.sqrt(effect * longer * (1 + longer) / row["numerator_before"]))


@dataclass(frozen=True)
class Verdict:
    """What the chart and the comparison of one measure allow to be said together; the chart comes first.

    `pattern` is the chart's where it is news, and `change` what the comparison says of the whole period: nothing where
    the chart is news, or where it found that the level moved inside what is compared and has held since (`moved`).
    """

    pattern: Pattern | None
    change: Change
    moved: bool
    would_be_seen: float | None

    @property
    def has_fired(self) -> bool:
        return self.pattern is not None or self.change.is_claim


def verdict(row: Mapping[str, Any] | None, chart: ControlChart | None, dispersion: float | None = None) -> Verdict:
    """The verdict of one measure from its headline, its chart, or both; without a chart by the `dispersion` given."""
    spread = chart.dispersion if chart else dispersion
    compared = comparison(row, spread) if row else Comparison(Change.NOT_COMPARED)
    if chart is None or chart.finding is None or chart.settled.is_empty():
        return Verdict(None, compared.change, False, compared.would_be_seen)
    pattern = chart.finding.pattern
    if pattern not in (Pattern.STABLE, Pattern.TOO_FEW):
        return Verdict(pattern, Change.NO_EVIDENCE, False, compared.would_be_seen)
    if compared.change.is_claim and chart.finding.moved_since_before:
        return Verdict(None, Change.NO_EVIDENCE, True, compared.would_be_seen)
    change = compared.change
    if row is None and pattern is Pattern.STABLE:
        change = Change.NO_EVIDENCE
    return Verdict(None, change, False, compared.would_be_seen)
