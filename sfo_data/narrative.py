"""Which words may stand beside a number: "rose" and "fell" only where a rule fires; fixed templates.

Every statement carries its rule and the numbers the rule saw.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Literal

import polars as pl

from sfo_data import intervals, spc
from sfo_data.control_charts import ControlChart
from sfo_data.measures import MEASURES
from sfo_data.reporting_calendar import day_in_words
from sfo_data.wording import interval, number

# A level that has held for over a year is no news, but the limits still mix it with the level before.
NEWS_FOR = 12
# A period of which more than this still moves for reasons of the calendar is not set against one that has settled.
UNSETTLED_AT_MOST = 1 / 3

Change = Literal["rose", "fell", "no evidence of change", "not compared"]


@dataclass(frozen=True)
class Rule:
    """When "rose" and "fell" may be said, and how often that would be said of a process that does not change."""

    says: str
    false_claims: float


# Control charts: share of series of 36 independent normal months whose last month is marked by this rule and none
# before it (200,000 series; without estimated limits it would be 0.27% for outside). Comparisons: the level of the
# test, an upper bound because counts come in whole numbers; medians: 20,000 pairs of 12 to 450 log-normal values.
RULES: Mapping[str, Rule] = {
    "outside": Rule("the latest month lies beyond the mean -/+ 2.66 x the mean moving range", 0.0056),
    "two of three": Rule("the latest and one of the two before lie beyond two thirds of the way to a limit", 0.0029),
    "run": Rule("7 or more months in a row up to the latest lie on one side of the mean", 0.0097),
    "trend": Rule("7 or more months in a row up to the latest, each above (below) the one before", 0.0004),
    "count": Rule("the 95% exact interval of the ratio of two counts, for the days in each, leaves out 1", 0.05),
    "rate": Rule("the 95% exact interval of the ratio of two rates leaves out 1", 0.05),
    "share": Rule(
        "the 95% Newcombe interval of the difference of two shares leaves out 0, counts divided by the design effect "
        "where several hang on one review",
        0.05,
    ),
    "median": Rule("the two 95% intervals do not overlap", 0.004),
}


@dataclass(frozen=True)
class Statement:
    """What may be said of one measure: its `title` in about ten words, the rule, and the numbers the rule saw."""

    title: str
    word: str
    rule: str
    numbers: str

    @property
    def has_fired(self) -> bool:
        return self.word not in ("no evidence of change", "not compared")

    @property
    def sentence(self) -> str:
        return f"{self.title} ({self.numbers})." if self.numbers else f"{self.title}."


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
    shown = f"{number(measure, row['value'])} ({limits})" if limits else number(measure, row["value"])
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
        lines.append(f"England and Wales {number(measure, row['value_national'])}")
    if measure.target is not None:
        lines.append(f"Target {number(measure, measure.target)}")
    return lines


def headline(statements: Sequence[Statement]) -> str:
    """One sentence for the top of a page: what fired first, news before what stays, and how much more there is."""
    fired = sorted((each for each in statements if each.has_fired), key=lambda each: each.word.startswith("stays"))
    if fired:
        more = f" {len(fired) - 1} more under What changed." if len(fired) > 1 else ""
        return f"{fired[0].title}.{more}"
    quiet = _quiet(statements)
    return quiet[0] if quiet else "There is nothing to compare under these filters."


def _quiet(statements: Sequence[Statement]) -> list[str]:
    names = [each.title.partition(":")[0] for each in statements if each.word == "no evidence of change"]
    return [f"No evidence of change: {', '.join(dict.fromkeys(names))}."] if names else []


def what_changed(statements: Sequence[Statement]) -> list[str]:
    """One sentence per statement whose rule fired, then one for all with no evidence of change."""
    sentences = [each.sentence for each in statements if each.has_fired]
    return sentences + _quiet(statements) or ["Nothing to compare with: there are no data for the time before."]


def expected_by_chance(statements: Sequence[Statement]) -> float:
    """How many of these statements would say "rose" or "fell" if nothing had changed, on average, at most."""
    return sum(_false_claims(each) for each in statements)


def _false_claims(statement: Statement) -> float:
    if statement.word == "not compared":
        return 0.0
    rules = spc.RULE_ORDER if statement.rule in (*spc.RULE_ORDER, "") else (statement.rule,)
    return sum(RULES[rule].false_claims for rule in rules)


def rules() -> pl.DataFrame:
    """One row per rule: what it is applied to, when it fires, and its rate of false claims (%)."""
    return pl.DataFrame(
        [
            {
                "Rule": name,
                "“Rose” or “fell” is said where": rule.says,
                "Said by chance alone (%)": round(rule.false_claims * 100, 2),
            }
            for name, rule in RULES.items()
        ]
    )


def evidence(statements: Sequence[Statement]) -> pl.DataFrame:
    """One row per statement: what is said, the rule, the numbers it saw, and its rate of false claims (%)."""
    any_chart_rule = "none of the four rules of a control chart fires"
    return pl.DataFrame(
        [
            {
                "Statement": each.title,
                "Rule": RULES[each.rule].says if each.rule else any_chart_rule,
                "Numbers": each.numbers or each.title.partition(": ")[2],
                "Said by chance alone (%)": round(_false_claims(each) * 100, 1),
            }
            for each in statements
            if each.word != "not compared"
        ],
        schema={
            "Statement": pl.String,
            "Rule": pl.String,
            "Numbers": pl.String,
            "Said by chance alone (%)": pl.Float64,
        },
    )
