"""What a control chart shows up to its newest settled point, in words."""

from datetime import date
from typing import Any

from sfo_data.definitions.measures import Measure
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.questions.control_charts import ControlChart, Finding
from sfo_data.statistics.patterns import Pattern
from sfo_data.wording.number_format import interval, number

POINTS = {"month": "a month", "quarter": "a quarter", "event": "from case to case"}


def pattern_title(chart: ControlChart, finding: Finding) -> str:
    """ "QA turnaround: rising steadily since March 2018, by about 5.7 working days a month"."""
    label, since = chart.measure.label, _when(chart, finding.since)
    if finding.pattern is Pattern.OUTSIDE:
        return f"{label}: {short_pattern(chart, finding)}"
    if chart.kind == "t":
        often = "less often" if finding.is_high else "more often"
        levels = (
            f"about every {number(chart.measure, finding.now)} days, {number(chart.measure, finding.before)} before"
        )
        if finding.pattern is Pattern.SHIFTED:
            return f"{label} came {often} from {since} on: {levels}"
        return f"{label}: ever {often} since {since}"
    if finding.pattern is Pattern.SHIFTED:
        verb = "rose" if finding.is_high else "fell"
        now, before = (number(chart.measure, level) for level in (finding.now, finding.before))
        return f"{label} {verb} to a new level in {since}: about {now}{_unit(chart)}, {before} before"
    return f"{label}: {finding.pattern} since {since}, by about {_slope(chart, finding)} {POINTS[chart.grain]}"


def short_pattern(chart: ControlChart, finding: Finding) -> str:
    """ "new level since May 2019", beside a figure."""
    since = _when(chart, finding.since)
    if finding.pattern is Pattern.OUTSIDE:
        what = "the latest gap" if chart.kind == "t" else since
        return f"{what} is {'above' if finding.is_high else 'below'} the usual range"
    if finding.pattern is Pattern.SHIFTED:
        return f"{'higher' if finding.is_high else 'lower'} since {since}"
    return f"{finding.pattern} since {since}"


def seen(chart: ControlChart) -> str:
    """ "30 in December 2015; average 12, usually 8 to 16": the newest settled point, and what is usual."""
    last = chart.settled.row(-1, named=True)
    return f"{_newest(chart, last)}{usual(chart)}"


def usual(chart: ControlChart) -> str:
    """ "; average 12, usually 8 to 16"; the range only where it is usual, nothing while the level drifts."""
    finding = chart.finding
    if finding is None or finding.pattern.is_drift:
        return ""
    last = chart.settled.row(-1, named=True)
    mean = f"; average {number(chart.measure, last['mean'])}"
    if not finding.has_range:
        return f"{mean}, too early for a usual range"
    if not finding.is_usual:
        return mean
    if chart.kind == "t":
        return f"{mean}, usually {last['lower_limit']:,.0f} to {last['upper_limit']:,.0f}"
    return f"{mean}, usually {interval(chart.measure, last['lower_limit'], last['upper_limit'])}"


def month_of(chart: ControlChart, day: date) -> str:
    """A point as it is named: "May 2019", "the quarter from April 2019", "1 May 2019"."""
    if chart.grain == "event":
        return day_in_words(day)
    return f"the quarter from {day:%B %Y}" if chart.grain == "quarter" else f"{day:%B %Y}"


def _newest(chart: ControlChart, last: dict[str, Any]) -> str:
    if chart.kind == "t":
        return f"{day_in_words(last['when'])}, {last['value']:,.0f} days after the one before"
    return f"{number(chart.measure, last['value'])} in {month_of(chart, last['when'])}"


def _when(chart: ControlChart, day: date | None) -> str:
    return month_of(chart, day) if day else ""


def _unit(chart: ControlChart) -> str:
    if chart.measure.kind == "count":
        return f" {POINTS[chart.grain]}"
    return f" {chart.measure.unit}" if chart.measure.kind == "median" else ""


def _slope(chart: ControlChart, finding: Finding) -> str:
    size = abs(finding.per_point)
    return per_point(chart.measure, size)


def per_point(measure: Measure, size: float) -> str:
    """A slope as it is printed: "5.7 working days", "2.1 percentage points"."""
    if measure.kind == "share":
        return f"{size * 100:.1f} percentage points"
    unit = f" {measure.unit}" if measure.kind == "median" else ""
    return f"{size:,.2f}{unit}" if measure.kind == "rate" else f"{size:,.1f}{unit}"
