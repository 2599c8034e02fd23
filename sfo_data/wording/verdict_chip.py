"""The one verdict beside a headline, in two or three words and a shape: which way it went, and if that is good."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sfo_data.definitions.measures import MEASURES
from sfo_data.questions.control_charts import ControlChart
from sfo_data.questions.verdicts import UNSETTLED_AT_MOST, Change, is_of_few
from sfo_data.statistics.patterns import Pattern
from sfo_data.wording import coverage_words
from sfo_data.wording.narrative.of_headlines import SAME, difference
from sfo_data.wording.narrative.statement import Statement


class Kind(StrEnum):
    """What a verdict says, and how it is coloured; its shape says it without colour."""

    WORSE = "worse"
    BETTER = "better"
    CHANGED = "changed"
    NO_EVIDENCE = "no evidence"
    TOO_FEW = "too few"
    NOT_COMPLETE = "not complete"
    SET_BESIDE = "set beside"


UP, DOWN, LEVEL, EMPTY = "▲", "▼", "●", "○"


@dataclass(frozen=True)
class Chip:
    """A verdict: its kind, its shape, its words."""

    kind: Kind
    shape: str
    words: str


def chip(row: Mapping[str, Any], chart: ControlChart | None, said: Statement) -> Chip:
    """The verdict of a headline (a row of `figures.headlines`), its chart and the statement made of both.

    Worse and better are said only where a rule fired; what is set beside the figure before is arithmetic, no claim.
    """
    if row["value"] is None:
        why = coverage_words.absent(row)
        return Chip(Kind.TOO_FEW, EMPTY, why.capitalize() if why else "Too few to say")
    if said.has_fired:
        return _moved(MEASURES[row["measure"]].better, _is_up(chart, said))
    if row["not_compared"] is None and row["unsettled"] > UNSETTLED_AT_MOST:
        return Chip(Kind.NOT_COMPLETE, EMPTY, "Not complete yet")
    if said.change is Change.NO_EVIDENCE:
        return Chip(Kind.NO_EVIDENCE, LEVEL, "No evidence of change")
    return _set_beside(row)


def _set_beside(row: Mapping[str, Any]) -> Chip:
    if row["value_before"] is None:
        return Chip(Kind.NOT_COMPLETE, EMPTY, "Not compared")
    if is_of_few(row):
        return Chip(Kind.TOO_FEW, EMPTY, "Too few to say")
    by = difference(row)
    if by == SAME:
        return Chip(Kind.SET_BESIDE, LEVEL, "The same")
    return Chip(Kind.SET_BESIDE, UP if row["value"] > row["value_before"] else DOWN, by)


def _moved(better: str, is_up: bool) -> Chip:
    shape = UP if is_up else DOWN
    if better == "neither":
        return Chip(Kind.CHANGED, shape, "Higher" if is_up else "Lower")
    is_better = is_up == (better == "higher")
    return Chip(Kind.BETTER if is_better else Kind.WORSE, shape, "Better" if is_better else "Worse")


def _is_up(chart: ControlChart | None, said: Statement) -> bool:
    pattern = said.verdict.pattern
    if pattern is None or chart is None or chart.finding is None:
        return said.change is Change.ROSE
    is_high = pattern is Pattern.RISING if pattern.is_drift else chart.finding.is_high
    # Longer from case to case is fewer cases.
    return is_high != (chart.kind == "t")
