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
    if row["value"] is None or row["value_before"] is None or measure.kind not in RULES:
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


def change_sentence(row: Mapping[str, Any], period_before: str) -> str:
    """ "SFO rate rose: 2.10 (1.92 to 2.30), against 1.80 in 1 May 2018 to 30 April 2019." """
    measure = MEASURES[row["measure"]]
    word = change(row)
    now, before = number(measure, row["value"]), number(measure, row["value_before"])
    limits = interval(measure, row["lower"], row["upper"])
    shown = f"{now} ({limits})" if limits else now
    if word == "not compared":
        return f"{measure.label}: {now}."
    verdict = f"{measure.label} {word}" if word in ("rose", "fell") else f"{measure.label}: {word}"
    return f"{verdict}: {shown}, against {before} in {period_before}."


def share_of_total(name: str, count: int, total: int) -> str:
    """ "Rape: 89 of 493 (18%)"; "none" where nothing was counted."""
    return f"{name}: {count:,} of {total:,} ({count / total:.0%})" if total else f"{name}: none"


def what_changed(headlines: pl.DataFrame) -> list[str]:
    """One sentence per compared headline, those whose rule fired first; then those with no evidence of change."""
    rows = [row for row in headlines.iter_rows(named=True) if row["value_before"] is not None]
    fired = [row for row in rows if change(row) in ("rose", "fell")]
    quiet = [row for row in rows if change(row) == "no evidence of change"]
    sentences = [change_sentence(row, row["before_words"]) for row in fired]
    if quiet:
        names = ", ".join(MEASURES[row["measure"]].label for row in quiet)
        sentences.append(f"No evidence of change: {names}.")
    return sentences or ["Nothing to compare with: there are no data for the period before."]


def standing(row: Mapping[str, Any]) -> Literal["above", "below", "around", "nothing"]:
    """Where a standardised ratio stands: above or below 1 only where its 95% interval leaves 1 out."""
    if row["ratio"] is None:
        return "nothing"
    return "above" if row["lower"] > 1 else "below" if row["upper"] < 1 else "around"
