"""What the comparison of a headline with the period before allows to be said, and what stands beside it."""

from collections.abc import Mapping
from typing import Any, Literal

from sfo_data import intervals
from sfo_data.measures import MEASURES
from sfo_data.narrative.statement import RULES, Statement
from sfo_data.wording import interval, number

# A period of which more than this still moves for reasons of the calendar is not set against one that has settled.
UNSETTLED_AT_MOST = 1 / 3


Change = Literal["rose", "fell", "no evidence of change", "not compared"]


def change(row: Mapping[str, Any]) -> Change:
    """Whether a headline (a row of `figures.headlines`) changed since the period before, by the rule of its kind."""
    measure = MEASURES[row["measure"]]
    is_open = measure.dated_by is None or row.get("unsettled", 0.0) > UNSETTLED_AT_MOST or measure.comes_in_clusters
    if is_open or row["value"] is None or row["value_before"] is None or measure.kind not in RULES:
        return "not compared"
    if measure.kind == "median":
        lower, upper, middle = _gap(row), _gap(row, -1), 0.0
    elif measure.kind == "share":
        names = ("numerator", "denominator", "numerator_before", "denominator_before")
        lower, upper = intervals.share_difference(*(row[name] / row.get("effect", 1.0) for name in names))
        middle = 0.0
    else:
        exposures = ("days", "days_before") if measure.kind == "count" else ("denominator", "denominator_before")
        lower, upper = intervals.rate_ratio(
            row["numerator"], row[exposures[0]], row["numerator_before"], row[exposures[1]]
        )
        middle = 1.0
    return "rose" if lower > middle else "fell" if upper < middle else "no evidence of change"


def _gap(row: Mapping[str, Any], side: int = 1) -> float:
    """How far the interval of now lies above (or, side -1, below) that of before; 0 where either is missing."""
    ends = ("lower", "upper_before") if side == 1 else ("upper", "lower_before")
    if row[ends[0]] is None or row[ends[1]] is None:
        return 0.0
    return float(row[ends[0]] - row[ends[1]])


def of_headline(row: Mapping[str, Any]) -> Statement:
    """What the comparison of a headline with the period before allows to be said."""
    measure, word = MEASURES[row["measure"]], change(row)
    limits = interval(measure, row["lower"], row["upper"]) if measure.kind != "count" else ""
    value = number(measure, row["value"])
    if measure.kind == "median" and row["value"] is not None:
        value = f"{value} {measure.unit}"
    shown = f"{value} ({limits})" if limits else value
    numbers = f"{shown}, against {number(measure, row['value_before'])} {row['before_words']}"
    if word in ("rose", "fell"):
        return Statement(f"{measure.label} {word}: {numbers}", word, measure.kind, "")
    return Statement(f"{measure.label}: {word}", word, measure.kind if word != "not compared" else "", numbers)


def beside(row: Mapping[str, Any], is_narrowed: bool) -> list[str]:
    """The lines under a headline: interval, the figure before and whether it changed, the nation's, the target."""
    measure, word = MEASURES[row["measure"]], change(row)
    lines = []
    if measure.kind in ("share", "rate", "median") and (limits := interval(measure, row["lower"], row["upper"])):
        lines.append(f"95% interval {limits}")
    if row["value_before"] is not None:
        verdict = "" if word == "not compared" else f": {word}"
        lines.append(f"{number(measure, row['value_before'])} {row['before_words']}{verdict}")
    if is_narrowed:
        is_withheld = row["numerator_national"] is None and not measure.least
        nation = "withheld: too few elsewhere" if is_withheld else number(measure, row["value_national"])
        lines.append(f"England and Wales {nation}")
    if measure.target is not None:
        lines.append(f"Target {number(measure, measure.target)}")
    return lines
