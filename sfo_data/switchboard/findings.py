"""What leadership would say of the period, each yes or no by a stated rule, under every setting of the definitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import polars as pl

from sfo_data import funnel, intervals
from sfo_data.fair_comparison import standardised
from sfo_data.figures import headlines
from sfo_data.filters import Filters
from sfo_data.measures import MEASURES, QA_TARGET_DAYS, WITH_HMPPS, Measure
from sfo_data.narrative import change
from sfo_data.queries import Read
from sfo_data.summaries import summarise
from sfo_data.switchboard.definitions import DEFAULT, Definitions, combinations, once, under
from sfo_data.wording import interval, number

Answer = Literal["Yes", "No", "Cannot say", "No data"]


class Verdict(NamedTuple):
    """An answer and the figure it rests on, in words."""

    answer: Answer
    figure: str


NO_DATA = Verdict("No data", "no cases")
Judge = Callable[[Read, Filters], Verdict]


@dataclass(frozen=True, eq=False)
class Finding:
    """One statement, the rule that says yes or no to it, and the switches it can depend on.

    `judge` takes a reader under the definitions and the filters.
    """

    name: str
    statement: str
    depends_on: tuple[str, ...]
    rule: str
    judge: Judge


def against(measure: Measure, line: float, is_more: bool = True) -> Judge:
    """A judge by the measure's 95% interval: yes where all of it lies beyond `line`, no where none does."""

    def judge(read: Read, filters: Filters) -> Verdict:
        row = summarise(read(measure.question, filters, measure.dated_by), measure).row(0, named=True)
        if row["value"] is None:
            return NO_DATA
        among = f" of {row['denominator']:,.0f}" if measure.kind == "share" else " reviews"
        shown = f"{number(measure, row['value'])} ({row['numerator']:,}{among})"
        if row["lower"] is None:
            return Verdict("Cannot say", f"{shown}; too few for an interval")
        beyond, short = row["lower"] > line, row["upper"] <= line
        if not is_more:
            beyond, short = row["upper"] < line, row["lower"] >= line
        words = f"{shown}; {interval(measure, row['lower'], row['upper'])}"
        return Verdict("Yes" if beyond else "No" if short else "Cannot say", words)

    return judge


def more_than_before(read: Read, filters: Filters) -> Verdict:
    """Whether SFOs rose since the period before, by the rule of `narrative.change`."""
    row = headlines(read, filters, ["sfo_reviews"], None).row(0, named=True)
    now, before = row["numerator"], row["numerator_before"]
    if now + before == 0:
        return NO_DATA
    answers: dict[str, Answer] = {"rose": "Yes", "fell": "No"}
    low, high = intervals.rate_ratio(now, row["days"], before, row["days_before"])
    ratio = f"; ratio {low:.2f} to {high:.2f}" if before else ""
    return Verdict(answers.get(change(row), "Cannot say"), f"{now:,} against {before:,}{ratio}")


def some_group_has_more(read: Read, filters: Filters) -> Verdict:
    """Whether some group of providers has more SFOs than expected for its mix of risk, by the rule of the providers.

    One e-value for more and one for fewer per group, judged together by e-BH (see `funnel.e_counts`, `funnel.e_bh`), so
    that more groups do not mean more findings.
    """
    groups = standardised(read, filters, "sfo_rate", "risk", DEFAULT.grouping).filter(pl.col("expected") > 0)
    if groups.is_empty():
        return NO_DATA
    above, below = funnel.e_counts(groups["observed"].to_numpy(), groups["expected"].to_numpy())
    is_above = funnel.e_bh(np.concatenate([above, below]))[: groups.height]
    most = groups.row(int(np.argmax(above)), named=True)
    shown = (
        f"{is_above.sum()} of {groups.height} groups; most evidence for {most[DEFAULT.grouping]}, "
        f"{most['observed']:,} against {most['expected']:,.1f} expected"
    )
    return Verdict("Yes" if is_above.any() else "Cannot say", shown)


OPEN_OVER_TARGET_SHARE = replace(MEASURES["open_over_target"], kind="share", among=WITH_HMPPS)
HALF = 0.5

FINDINGS = (
    Finding(
        "more_than_before",
        "There were more SFOs than in the period before",
        ("counted_by",),
        "95% exact interval of the ratio of the two counts, for the days in each period: yes above 1, no below 1",
        more_than_before,
    ),
    Finding(
        "most_low_or_medium",
        "Most people charged with murder or manslaughter had been assessed as low or medium risk",
        ("risk", "counted_by"),
        "95% Wilson interval of their share of these cases: yes above 50%, no up to 50%",
        against(MEASURES["low_or_medium_share"], HALF),
    ),
    Finding(
        "group_above_risk_mix",
        "Some provider group had more SFOs than its mix of risk would give",
        ("risk", "counted_by", "grouping"),
        "E-values of each group's SFOs over those expected at national rates, false discovery rate 5%, among all "
        "groups of England and Wales: yes; never no, since no evidence of a difference is not evidence of none",
        some_group_has_more,
    ),
    Finding(
        "most_miss_target",
        f"Fewer than half of the reviews finished met the {QA_TARGET_DAYS}-day target",
        ("clock",),
        "95% Wilson interval of the share that met it: yes below 50%, no from 50%",
        against(MEASURES["qa_within_target_share"], HALF, is_more=False),
    ),
    Finding(
        "median_over_target",
        f"The middle review took more than {QA_TARGET_DAYS} days",
        ("clock",),
        f"95% interval of the median by order statistics: yes above {QA_TARGET_DAYS} days, no up to {QA_TARGET_DAYS}",
        against(MEASURES["qa_median_days"], QA_TARGET_DAYS),
    ),
    Finding(
        "most_open_late",
        "More than half of the reviews open are past the target",
        ("clock",),
        "95% Wilson interval of their share of open reviews: yes above 50%, no up to 50%",
        against(OPEN_OVER_TARGET_SHARE, HALF),
    ),
)

Verdicts = Mapping[tuple[str, Definitions], Verdict]


def verdicts(read: Read, filters: Filters) -> Verdicts:
    """The verdict on each finding under each of the 24 settings. Raises StoreMissing, StoreError."""
    read = once(read)
    judged = {
        (finding.name, setting): finding.judge(under(read, setting), filters)
        for finding in FINDINGS
        for setting in combinations(finding.depends_on)
    }
    return {
        (finding.name, setting): judged[finding.name, setting.only(finding.depends_on)]
        for finding in FINDINGS
        for setting in combinations()
    }
