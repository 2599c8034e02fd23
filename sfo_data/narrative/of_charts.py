"""What the newest settled point of a control chart allows to be said."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import polars as pl

from sfo_data.control_charts import ControlChart
from sfo_data.narrative.statement import Statement
from sfo_data.reporting_calendar import day_in_words
from sfo_data.wording import interval, number

# A level that has held for over a year is no news, but the limits still mix it with the level before.
NEWS_FOR = 12


def of_chart(chart: ControlChart) -> Statement:
    """What the newest settled point of a control chart allows to be said."""
    settled, label = chart.settled, chart.measure.label
    if settled.is_empty():
        return Statement(f"{label}: no data", "not compared", "", "")
    last = settled.row(-1, named=True)
    if last["rule"] is None:
        return Statement(f"{label}: no evidence of change", "no evidence of change", "", _seen(chart, last))
    word = _word(chart, last)
    title = f"{label} {word}: {_why(chart, last)}"
    return Statement(title, word, last["rule"], _seen(chart, last))


def _word(chart: ControlChart, last: Mapping[str, Any]) -> str:
    is_high = last["side"] > 0
    if chart.kind == "t":
        return "came less often" if is_high else "came more often"
    if last["rule"] == "run" and _length(chart, last) > NEWS_FOR:
        return "stays high" if is_high else "stays low"
    return "rose" if is_high else "fell"


def _why(chart: ControlChart, last: Mapping[str, Any]) -> str:
    points = {"month": "months", "quarter": "quarters", "event": "gaps"}[chart.grain]
    end, side = ("upper", "above") if last["side"] > 0 else ("lower", "below")
    if last["rule"] == "outside":
        return f"{_when(chart, last)} is {side} the usual range"
    if last["rule"] == "two of three":
        return f"two of the last three {points} are near the {end} end of the usual range"
    in_a_row = f"{_length(chart, last)} {points} in a row"
    return f"{in_a_row} {side} the average" if last["rule"] == "run" else f"{in_a_row}, each {side} the one before"


def _length(chart: ControlChart, last: Mapping[str, Any]) -> int:
    """How many points up to the newest belong to its run or trend."""
    values = chart.settled.filter(pl.col("segment") == last["segment"])["value"].reverse()
    if last["rule"] == "run":
        on_side = (values - last["mean"]) * last["side"] > 0
        return len(list(takewhile(bool, on_side)))
    steps = (values - values.shift(-1)).drop_nulls() * last["side"] > 0
    return 1 + len(list(takewhile(bool, steps)))


def _when(chart: ControlChart, row: Mapping[str, Any]) -> str:
    if chart.grain == "event":
        return "the latest gap"
    if chart.grain == "quarter":
        return f"the quarter from {row['when']:%B %Y}"
    return f"{row['when']:%B %Y}"


def _seen(chart: ControlChart, last: Mapping[str, Any]) -> str:
    few = "; few points, so the range is uncertain" if last["is_few"] else ""
    if chart.kind == "t":
        usual = f"{last['mean']:,.0f} on average, usually {last['lower_limit']:,.0f} to {last['upper_limit']:,.0f}"
        return f"{day_in_words(last['when'])}, {last['value']:,.0f} days after the one before; {usual}{few}"
    usual = interval(chart.measure, last["lower_limit"], last["upper_limit"])
    mean = number(chart.measure, last["mean"])
    return f"{number(chart.measure, last['value'])} in {_when(chart, last)}; usually {usual}, average {mean}{few}"
