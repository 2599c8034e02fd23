"""What leadership would say of the period, each yes or no by a stated rule, under every setting of the definitions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES, WITH_HMPPS, Measure
from sfo_data.definitions.reporting_calendar import last_day_before
from sfo_data.questions.control_charts import dispersion_of
from sfo_data.questions.fair_comparison import MIXES, strata
from sfo_data.questions.figures import headlines
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import stands_apart
from sfo_data.questions.summaries import summarise
from sfo_data.questions.verdicts import Change, comparison
from sfo_data.statistics import intervals
from sfo_data.statistics.stands_apart import Stands
from sfo_data.subjects.definition_choices.definitions import DEFAULT, Definitions, combinations, once, under
from sfo_data.wording import coverage_words
from sfo_data.wording.number_format import figure, interval, is_few

# The target in words; in force is the one of the day on which a review was received.
DAYS = targets.days_in_words()


class Answer(StrEnum):
    """The answer to a statement of leadership, by its rule."""

    YES = "Yes"
    NO = "No"
    CANNOT_SAY = "Cannot say"
    NO_DATA = "No data"


class Verdict(NamedTuple):
    """An answer and the figure it rests on, in words."""

    answer: Answer
    figure: str


NO_DATA = Verdict(Answer.NO_DATA, "no cases")
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


def against(measure: Measure, mark: float | None = None, is_more: bool = True) -> Judge:
    """A judge by the measure's 95% interval: yes where all of it lies beyond `mark`, no where none does.

    Without a mark it is the target in force at the end of the period.
    """

    def judge(read: Read, filters: Filters) -> Verdict:
        line = targets.on(last_day_before(filters.period.end)).days if mark is None else mark
        row = summarise(read(measure.question, filters, measure.dated_by), measure).row(0, named=True)
        if row["value"] is None:
            return NO_DATA
        among = f" of {row['denominator']:,.0f}" if measure.kind == "share" else " reviews"
        shown = figure(measure, row)
        if not is_few(measure, row):
            shown += f" ({row['numerator']:,}{among})"
        if row["lower"] is None:
            return Verdict(Answer.CANNOT_SAY, f"{shown}; too few for an interval")
        beyond, short = row["lower"] > line, row["upper"] <= line
        if not is_more:
            beyond, short = row["upper"] < line, row["lower"] >= line
        words = f"{shown}; {interval(measure, row['lower'], row['upper'])}"
        return Verdict(Answer.YES if beyond else Answer.NO if short else Answer.CANNOT_SAY, words)

    return judge


def more_than_before(read: Read, filters: Filters) -> Verdict:
    """Whether SFOs rose since the period before, by the rule of the cards (`verdicts.comparison`)."""
    row = headlines(read, filters, ["sfo_reviews"], None).row(0, named=True)
    if why := coverage_words.why_not_row(row):
        return Verdict(Answer.CANNOT_SAY, f"{why[0].upper()}{why[1:]}")
    now, before = row["numerator"], row["numerator_before"]
    if now + before == 0:
        return NO_DATA
    answers: dict[Change, Answer] = {Change.ROSE: Answer.YES, Change.FELL: Answer.NO}
    first_day = read("reviews", replace(filters, selections=()), None)["notified_on"].min()
    spread = dispersion_of(read, filters, "sfo_reviews", first_day) if isinstance(first_day, date) else None
    effect = spread or 1.0
    low, high = intervals.rate_ratio(now / effect, row["days"], before / effect, row["days_before"])
    ratio = f"; ratio {low:.2f} to {high:.2f}" if before else ""
    return Verdict(answers.get(comparison(row, spread).change, Answer.CANNOT_SAY), f"{now:,} against {before:,}{ratio}")


def some_group_has_more(read: Read, filters: Filters) -> Verdict:
    """Whether some group of providers has more SFOs than expected for its mix of risk, by the rule of the providers.

    All groups of England and Wales are judged together (`stands_apart`), so that more groups do not mean more findings.
    Two groups are enough: the statement is of some group and names none. A reader of some divisions is told how many
    groups, and no other group's numbers.
    """
    parts = strata(read, filters, "sfo_rate", "risk", DEFAULT.grouping)
    groups = stands_apart(parts, DEFAULT.grouping, MIXES["risk"], is_rate=True, fewest_groups=2)
    groups = groups.filter(pl.col("expected") > 0)
    if groups.is_empty():
        return NO_DATA
    above = groups.filter(stands=Stands.ABOVE).height
    shown = f"{above} of {groups.height} groups"
    if filters.scope.divisions is None:
        is_more = pl.col("observed") > pl.col("expected")
        most = groups.sort(pl.when(is_more).then("evidence"), descending=True, nulls_last=True).row(0, named=True)
        shown += f"; most evidence for {most[DEFAULT.grouping]}, {most['observed']:,} against "
        shown += f"{most['expected']:,.1f} expected"
    return Verdict(Answer.YES if above else Answer.CANNOT_SAY, shown)


OPEN_OVER_TARGET_SHARE = replace(MEASURES["open_over_target"], kind="share", among=WITH_HMPPS)
HALF = 0.5

TESTED = (
    Finding(
        "more_than_before",
        "There were more SFOs than in the period before",
        ("counted_by",),
        "95% exact interval of the ratio of the two counts, for the days in each period and how much its months vary: "
        "yes above 1, no below 1",
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
        f"Fewer than half of the reviews finished met the target of {DAYS} days",
        ("clock",),
        "95% Wilson interval of the share that met it: yes below 50%, no from 50%",
        against(MEASURES["qa_within_target_share"], HALF, is_more=False),
    ),
    Finding(
        "median_over_target",
        f"The middle review of those finished took more than {DAYS} days",
        ("clock",),
        f"95% interval of the median by order statistics: yes above {DAYS} days, no up to so many",
        against(MEASURES["qa_median_days"]),
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
        for finding in TESTED
        for setting in combinations(finding.depends_on)
    }
    return {
        (finding.name, setting): judged[finding.name, setting.only(finding.depends_on)]
        for finding in TESTED
        for setting in combinations()
    }
