"""What the comparison of a headline with the period before allows to be said, and what stands beside it."""

from collections.abc import Mapping
from typing import Any

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.wording import coverage_words
from sfo_data.wording.narrative.statement import Statement
from sfo_data.wording.number_format import figure, in_months, interval, is_few, number

SAME = "the same"


def against_before(row: Mapping[str, Any]) -> str:
    """ "57% (53% to 61%), against 55% the year before"."""
    measure = MEASURES[row["measure"]]
    has_limits = measure.kind != "count" and not is_few(measure, row)
    limits = interval(measure, row["lower"], row["upper"]) if has_limits else ""
    value = with_unit(measure, row["value"]) if measure.is_middle else figure(measure, row)
    shown = f"{value} ({limits})" if limits else value
    if row["value_before"] is None:
        return shown
    return f"{shown}, against {figure(measure, row, '_before')} {row['before_words']}"


def difference(row: Mapping[str, Any]) -> str:
    """ "50 more", "12 percentage points less", "the same": now against before, as arithmetic."""
    measure = MEASURES[row["measure"]]
    by = row["value"] - row["value_before"]
    size = in_words(measure, abs(by))
    if size == in_words(measure, 0.0):
        return SAME
    return f"{size} {'more' if by > 0 else 'less' if measure.kind == 'share' else 'fewer'}"


def in_words(measure: Measure, size: float) -> str:
    """A difference of two values as it is printed."""
    if measure.kind != "share":
        return number(measure, size)
    points = f"{size * 100:.0f}"
    return f"{points} percentage point{'' if points == '1' else 's'}"


def with_unit(measure: Measure, value: float | None) -> str:
    """A value, the middle of many lengths with its unit: "114 working days"."""
    words = number(measure, value)
    return f"{words} {measure.unit}" if measure.is_middle and value is not None else words


def beside(row: Mapping[str, Any], is_narrowed: bool, statement: Statement) -> list[str]:
    """The lines under a headline: interval, the figure before and what is said of it, the nation's, the target."""
    measure = MEASURES[row["measure"]]
    lines = [in_months(row["value"])] if measure.kind == "clock" and row["value"] is not None else []
    if measure.has_interval and not is_few(measure, row) and (limits := interval(measure, row["lower"], row["upper"])):
        lines.append(f"95% interval {limits}")
    if row["value_before"] is not None:
        said = f": {statement.short}" if statement.short else ""
        lines.append(f"{figure(measure, row, '_before')} {row['before_words']}{said}")
    elif why := coverage_words.why_not_row(row):
        lines.append(f"{why[0].upper()}{why[1:]}")
    if is_narrowed:
        is_withheld = row["numerator_national"] is None and not measure.least
        nation = "withheld: too few elsewhere" if is_withheld else figure(measure, row, "_national")
        lines.append(f"England and Wales {nation}")
    if (target := row.get("target")) is not None:
        lines.append(f"Target {number(measure, target)}")
    return lines
