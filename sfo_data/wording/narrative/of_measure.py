"""The one sentence of a measure: what its chart and its comparison with the period before allow to be said together."""

from collections.abc import Mapping
from typing import Any

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions.control_charts import ControlChart, Finding
from sfo_data.questions.verdicts import Change, Verdict, is_of_few, verdict
from sfo_data.statistics.patterns import Pattern
from sfo_data.statistics.stands_apart import FEW
from sfo_data.wording import coverage_words
from sfo_data.wording.narrative import of_charts, of_headlines
from sfo_data.wording.narrative.statement import Statement
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE


def of_measure(row: Mapping[str, Any] | None, chart: ControlChart | None) -> Statement:
    """The sentence of a headline (a row of `figures.headlines`) and a chart of the same measure, or of either alone."""
    finding = None if chart is None or chart.settled.is_empty() else chart.finding
    if row is None and finding is None:
        return _nothing(chart)
    found = verdict(row, chart)
    if chart and finding and found.pattern:
        return _of_pattern(row, chart, finding, found)
    if row:
        return _of_comparison(row, chart, found)
    assert chart is not None and finding is not None
    rule = Pattern.STABLE if found.change is Change.NO_EVIDENCE else ""
    short = str(found.change if rule else finding.pattern)
    return Statement(f"{chart.measure.label}: {short}", found, rule, of_charts.seen(chart), short)


def of_chart(chart: ControlChart) -> Statement:
    """What a control chart alone allows to be said."""
    return of_measure(None, chart)


def of_headline(row: Mapping[str, Any]) -> Statement:
    """What a headline alone allows to be said: without its months nothing is judged."""
    return of_measure(row, None)


def _nothing(chart: ControlChart | None) -> Statement:
    label = chart.measure.label if chart else "This measure"
    return Statement(f"{label}: no data", Verdict(None, Change.NOT_COMPARED, False, None), "", "")


def _of_pattern(row: Mapping[str, Any] | None, chart: ControlChart, finding: Finding, found: Verdict) -> Statement:
    numbers = of_charts.seen(chart)
    if row and row["value"] is not None and row["value_before"] is not None:
        numbers = of_headlines.against_before(row)
        if finding.pattern is Pattern.OUTSIDE:
            numbers = f"{of_charts.seen(chart)}; {numbers}"
    short = of_charts.short_pattern(chart, finding)
    return Statement(of_charts.pattern_title(chart, finding), found, finding.pattern, numbers, short)


def _of_comparison(row: Mapping[str, Any], chart: ControlChart | None, found: Verdict) -> Statement:
    measure, numbers = MEASURES[row["measure"]], of_headlines.against_before(row)
    if found.change.is_claim:
        title = f"{measure.label} {found.change}: {numbers}"
        return Statement(title, found, measure.kind, "", found.change, would_be_seen(measure, found))
    if found.change is Change.NOT_JUDGED and is_of_few(row):
        short = TOO_FEW_FOR_A_SHARE if row["denominator"] < FEW else f"too few {row['before_words']} to compare"
        size = f"{row['numerator']:,} of {row['denominator']:,.0f}"
        return Statement(f"{measure.label}: {size}, {short}", found, Change.NOT_JUDGED, "", short)
    if found.change is Change.NOT_JUDGED:
        by = of_headlines.difference(row)
        than = "as" if by == of_headlines.SAME else "than"
        title = f"{measure.label}: {of_headlines.with_unit(measure, row['value'])}, {by} {than} {row['before_words']}"
        return Statement(title, found, Change.NOT_JUDGED, "", by)
    if found.change is Change.NOT_COMPARED:
        return Statement(f"{measure.label}: {coverage_words.absent(row) or found.change}", found, "", numbers)
    since = ""
    if found.moved and chart and chart.finding and chart.finding.level_since:
        since = f" since {of_charts.month_of(chart, chart.finding.level_since)}"
    short = f"{found.change}{since}"
    return Statement(f"{measure.label}: {short}", found, measure.kind, numbers, short, would_be_seen(measure, found))


def would_be_seen(measure: Measure, found: Verdict) -> str:
    """ "about 93 or more": the change seen four times in five; empty where nothing is judged."""
    if found.would_be_seen is None:
        return ""
    return f"about {of_headlines.in_words(measure, found.would_be_seen)} or more"
