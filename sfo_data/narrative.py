"""Which words may stand beside a number. "Rose", "fell" and "differs" only where a rule fires; fixed templates."""

from collections.abc import Mapping
from typing import Any, Literal

import polars as pl

from sfo_data import intervals
from sfo_data.measures import MEASURES, Measure

Change = Literal["rose", "fell", "no evidence of change", "not compared"]

RULES: Mapping[str, str] = {
    "count": "95% exact interval of the ratio of two counts, for the days in each period, leaves out 1",
    "rate": "95% exact interval of the ratio of two rates leaves out 1",
    "share": "95% Newcombe interval of the difference of two shares leaves out 0",
    "median": "the two 95% intervals do not overlap",
}


def change(row: Mapping[str, Any]) -> Change:
    """Whether a headline (a row of `figures.headlines`) changed since the period before, by the rule of its kind."""
    measure = MEASURES[row["measure"]]
    is_state = measure.dated_by is None
    if is_state or row["value"] is None or row["value_before"] is None or measure.kind not in RULES:
        return "not compared"
    if measure.kind == "median":
        lower, upper, middle = _gap(row), _gap(row, -1), 0.0
        return "rose" if lower > middle else "fell" if upper < middle else "no evidence of change"
    if measure.kind == "share":
        lower, upper = intervals.share_difference(
            row["numerator"], row["denominator"], row["numerator_before"], row["denominator_before"]
        )
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


def number(measure: Measure, value: float | None) -> str:
    """A value as it is printed: "1,234", "57%", "2.03", "118 days"; "no data" where there is none."""
    if value is None:
        return "no data"
    if measure.kind == "share":
        return f"{value:.0%}"
    if measure.kind == "rate":
        return f"{value:.2f}"
    return f"{value:,.0f}"


def interval(measure: Measure, lower: float | None, upper: float | None) -> str:
    """ "53% to 61%"; empty where there is no interval."""
    if lower is None or upper is None:
        return ""
    return f"{number(measure, lower)} to {number(measure, upper)}"


def change_sentence(row: Mapping[str, Any]) -> str:
    """ "SFO rate rose: 2.10 (1.92 to 2.30), against 1.80 the year before." """
    measure, word = MEASURES[row["measure"]], change(row)
    limits = interval(measure, row["lower"], row["upper"]) if measure.kind != "count" else ""
    shown = f"{number(measure, row['value'])} ({limits})" if limits else number(measure, row["value"])
    verdict = f"{measure.label} {word}" if word in ("rose", "fell") else measure.label
    return f"{verdict}: {shown}, against {number(measure, row['value_before'])} {row['before_words']}."


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
        lines.append(f"England and Wales {number(measure, row['value_national'])}")
    if measure.target is not None:
        lines.append(f"Target {number(measure, measure.target)}")
    return lines


def what_changed(headlines: pl.DataFrame) -> list[str]:
    """One sentence per compared headline, those whose rule fired first; then those with no evidence of change."""
    rows = [row for row in headlines.iter_rows(named=True) if row["value_before"] is not None]
    fired = [row for row in rows if change(row) in ("rose", "fell")]
    quiet = [row for row in rows if change(row) == "no evidence of change"]
    sentences = [change_sentence(row) for row in fired]
    if quiet:
        names = ", ".join(MEASURES[row["measure"]].label for row in quiet)
        sentences.append(f"No evidence of change: {names}.")
    return sentences or ["Nothing to compare with: there are no data for the period before."]


def standing(row: Mapping[str, Any]) -> Literal["above", "below", "around", "nothing"]:
    """Where a standardised ratio stands: above or below 1 only where its 95% interval leaves 1 out."""
    if row["ratio"] is None:
        return "nothing"
    return "above" if row["lower"] > 1 else "below" if row["upper"] < 1 else "around"
