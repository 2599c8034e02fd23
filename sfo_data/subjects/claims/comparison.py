"""How far do two figures lie apart, and may it be said that they differ? By the rule of every card (`verdicts`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import verdicts
from sfo_data.questions.control_charts import ControlChart
from sfo_data.questions.verdicts import Verdict
from sfo_data.statistics.patterns import Pattern


class Direction(StrEnum):
    """Which way the second figure differs from the first."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


OF_A_CHANGE = {verdicts.Change.ROSE: Direction.UP, verdicts.Change.FELL: Direction.DOWN}


class CannotCompare(ValueError):
    """There is nothing to compare; the message says why."""


@dataclass(frozen=True)
class Change:
    """The second figure against the first: `size` and its 95% limits, in per cent (shares: in percentage points).

    Without limits where no rule judges the figures. A change from nothing has no size in per cent: infinity.
    `verdict` is the card's, and `charted` the way its chart says that the measure moved, if any.
    """

    size: float
    lower: float | None
    upper: float | None
    verdict: Verdict
    charted: Direction = Direction.SAME
    unit: Literal["%", "percentage points"] = "%"

    @property
    def direction(self) -> Direction:
        """Which way the recorded figures differ."""
        return Direction.UP if self.size > 0 else Direction.DOWN if self.size < 0 else Direction.SAME

    @property
    def beyond_chance(self) -> Direction:
        """The way that the card says the measure moved; the same where it says that there is no evidence."""
        if self.charted != Direction.SAME:
            return self.charted
        return OF_A_CHANGE.get(self.verdict.change, Direction.SAME)

    @property
    def is_judged(self) -> bool:
        """Whether a rule says how the figures differ; else they stand next to each other as arithmetic."""
        return self.charted != Direction.SAME or self.verdict.change is not verdicts.Change.NOT_JUDGED

    @property
    def is_mixed(self) -> bool:
        """Whether the chart moved one way and the recorded figures of the two periods the other."""
        return self.charted not in (Direction.SAME, self.direction)


def change(row: Mapping[str, Any], dispersion: float | None, chart: ControlChart | None = None) -> Change:
    """A row with the columns of `figures.headlines`, now against before; `chart` where it is of the period before.

    Raises CannotCompare.
    """
    measure = MEASURES[row["measure"]]
    found = verdicts.verdict(row, chart, dispersion)
    if verdicts.comparison(row, dispersion).change is verdicts.Change.NOT_COMPARED:
        raise CannotCompare("It is too early: too many figures of the period still move.")
    limits = verdicts.limits(row, dispersion)
    if measure.kind == "share":
        size, low, high = (100 * each for each in (row["value"] - row["value_before"], *(limits or (0.0, 0.0))))
        return Change(size, *_both(limits, low, high), found, _charted(found, chart), "percentage points")
    size, low, high = (100 * (ratio - 1) for ratio in (_ratio(row), *(limits or (1.0, 1.0))))
    return Change(size, *_both(limits, low, high), found, _charted(found, chart))


def _both(limits: object, lower: float, upper: float) -> tuple[float | None, float | None]:
    return (lower, upper) if limits else (None, None)


def _ratio(row: Mapping[str, Any]) -> float:
    now, before = row["value"], row["value_before"]
    if MEASURES[row["measure"]].kind == "count":
        now, before = now / row["days"], before / row["days_before"]
    if before:
        return float(now / before)
    if not now:
        raise CannotCompare("Nothing was counted on either side.")
    return float("inf")


def _charted(found: Verdict, chart: ControlChart | None) -> Direction:
    if chart is None or chart.finding is None or found.pattern in (None, Pattern.OUTSIDE):
        return Direction.SAME
    # A longer time between events is a fall.
    is_up = chart.finding.is_high != (chart.kind == "t")
    return Direction.UP if is_up else Direction.DOWN
