"""How does a control chart look on a slide? Lines for the usual range, a mark of its own for each kind of signal."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from sfo_data.publishing.briefing.content import Trend
from sfo_data.publishing.packs.chart_data import ChartData, Series
from sfo_data.publishing.packs.slides import charts
from sfo_data.publishing.packs.slides.charts import rgb
from sfo_data.publishing.packs.slides.text import FONT, SMALLEST, Box
from sfo_data.questions.control_charts import ControlChart
from sfo_data.wording.control_chart_words import axis
from sfo_data.wording.palette import GREY, MARKS, MUTED, PLUM, TEXT

SHAPES = {
    "square": XL_MARKER_STYLE.SQUARE, "diamond": XL_MARKER_STYLE.DIAMOND, "triangle-up": XL_MARKER_STYLE.TRIANGLE,
}  # fmt: skip
# Meaning of a point -> name, colour and shape of its mark; what is no signal has none.
SIGNALS = {meaning: mark for meaning, mark in MARKS.items() if meaning != "no signal"}
LINES = {"mean": "Average", "lower_limit": "Usually from", "upper_limit": "Usually to"}
TARGET, INCOMPLETE = "Target", "Not complete yet"
PALE = "#8a9499"
# Room for the numbers on the left, the legend above, the names of the lines on the right.
PLOT = (0.08, 0.11, 0.77, 0.78)
# Keeps the numbers of the axis clear of half the first date.
CLEAR = '"        "'
# Names of lines nearer than this share of the axis to each other, or to its foot, would touch.
APART, FROM_FOOT, FROM_DATES, OFF_POINT = 0.065, 0.04, 0.12, 0.05
STEPS_UP, MONTHS_APART, DATES = 4, (1, 2, 3, 6, 12, 24, 60), 8
DAYS_A_MONTH = 30.4


def put_trend(slide: Any, trend: Trend, alt: str, box: Box, known_on: date) -> None:
    """A native line chart: the usual range, the target, the values, and one series for each kind of signal."""
    control: Any = trend.chart
    lines, series = line_series(control), value_series(control)
    data = ChartData(control.points["when"].to_list(), [*lines, *series], known_on)
    chart = charts.add_chart(slide, XL_CHART_TYPE.LINE_MARKERS, data, alt, box)
    top, step = scale(control)
    charts.value_axis(chart, top, step, charts.as_form(control.measure.kind) + CLEAR)
    charts.category_axis(chart)
    _date_axis(chart, control)
    charts.plot_at(chart, PLOT)
    drawn = list(chart.plots[0].series)
    named = named_at_end(lines, top)
    for plotted, each in zip(drawn, lines, strict=False):
        _line(plotted, each.name, control)
        if each.name in named:
            _name_at_end(plotted, each)
    for plotted, each in zip(drawn[len(lines) :], series, strict=True):
        _marks(plotted, each.name, control, top)
    names = [each.name for each in (*lines, *series)]
    charts.legend(chart, names, {names.index(name) for name in named}, PLOT[0], box)


def line_series(control: ControlChart) -> list[Series]:
    """Average, usual range and target, one value for each point of the chart."""
    points, form = control.points, charts.as_form(control.measure.kind)
    found = [Series(name, points[column].to_list(), form) for column, name in LINES.items() if points[column].count()]
    if control.targets:
        found.append(Series(TARGET, [control.measure.target_on(day) for day in points["when"]], form))
    return found


def value_series(control: ControlChart) -> list[Series]:
    """The values, and over them what marks some: the same values again, by kind of signal, and those not complete."""
    points, form = control.points, charts.as_form(control.measure.kind)
    kinds = {label: ~pl.col("is_provisional") & (pl.col("meaning") == name) for name, (label, _, _) in SIGNALS.items()}
    kinds[INCOMPLETE] = pl.col("is_provisional")
    marked = points.select("value", *(pl.when(which).then("value").alias(name) for name, which in kinds.items()))
    return [
        Series(axis(control) if name == "value" else name, marked[name].to_list(), form)
        for name in marked.columns
        if name == "value" or marked[name].count()
    ]


def scale(control: ControlChart) -> tuple[float, float]:
    """The end of the axis of numbers and the step on it: round numbers, shares to 1 at most."""
    columns = control.points.select("value", *LINES)
    targets = (target for _, target in control.targets)
    most = max([0.0, *targets, *(value for value in columns.max().row(0) if value is not None)]) or 1.0
    power = 10 ** math.floor(math.log10(most / STEPS_UP))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power * STEPS_UP >= most)
    if control.measure.kind == "count":
        step = max(step, 1.0)
    top = math.ceil(round(most / step, 9)) * step
    return (min(top, 1.0) if control.measure.kind == "share" else round(top, 6)), step


def named_at_end(lines: Sequence[Series], top: float) -> list[str]:
    """The lines whose names have room beside their right ends; the others are in the legend."""
    found: list[tuple[float, str]] = []
    for end, name in sorted((value / top, each.name) for each in lines if (value := _last(each)) is not None):
        if end >= (found[-1][0] + APART if found else FROM_FOOT):
            found.append((end, name))
    return [name for _, name in found]


def _last(series: Series) -> float | None:
    return next((value for value in reversed(series.values) if value is not None), None)


def _date_axis(chart: Any, control: ControlChart) -> None:
    """Months or days in order of time, a date every so many months."""
    ticks = chart.category_axis.tick_labels
    ticks.number_format, ticks.number_format_is_linked = "mmm yyyy", False
    months = control.points.select(pl.col("when").max() - pl.col("when").min()).item().days / DAYS_A_MONTH
    apart = next((each for each in MONTHS_APART if months / each <= DATES), MONTHS_APART[-1])
    element = chart.category_axis._element
    unit = element.find(qn("c:baseTimeUnit"))
    unit.set("val", "days" if control.grain == "event" else "months")
    for text in (f'<c:majorTimeUnit {nsdecls("c")} val="months"/>', f'<c:majorUnit {nsdecls("c")} val="{apart}"/>'):
        unit.addnext(parse_xml(text))


def _line(plotted: Any, name: str, control: ControlChart) -> None:
    """A thin line, dashed for the usual range, dotted for a target, broken where a recorded step begins a new range."""
    line = plotted.format.line
    line.color.rgb, line.width = rgb(PLUM if name == TARGET else MUTED), Pt(1.5)
    line.dash_style = {"Average": MSO_LINE.SOLID, TARGET: MSO_LINE.ROUND_DOT}.get(name, MSO_LINE.DASH)
    plotted.marker.style, plotted.smooth = XL_MARKER_STYLE.NONE, False
    if name == TARGET:
        return
    for number in control.points.select(pl.col("segment").diff() != 0).to_series().arg_true():
        point = plotted.points[number]
        point.format.line.fill.background()
        point.marker.style = XL_MARKER_STYLE.NONE


def _name_at_end(plotted: Any, series: Series) -> None:
    """ "Usually to 71" on the right of the line, out of the chart's own numbers."""
    number = max(place for place, value in enumerate(series.values) if value is not None)
    label = _label(plotted, number, XL_LABEL_POSITION.RIGHT, plotted.format.line.color.rgb)
    label.find(qn("c:showSerName")).set("val", "1")
    label.append(parse_xml(f"<c:separator {nsdecls('c')}> </c:separator>"))
    label.find(qn("c:txPr")).find(qn("a:bodyPr")).set("wrap", "none")


def _label(plotted: Any, number: int, place: Any, colour: Any) -> Any:
    """The value of one point beside it, out of the chart's own numbers."""
    label = plotted.points[number].data_label
    label.position = place
    label.font.name, label.font.size = FONT, Pt(SMALLEST)
    label.font.color.rgb = colour
    return plotted._element.find(qn("c:dLbls")).find(qn("c:dLbl"))


def _marks(plotted: Any, name: str, control: ControlChart, top: float) -> None:
    """The values joined by a pale line; signals by colour and shape; what is not complete hollow."""
    plotted.smooth = False
    signal = next(((colour, SHAPES[shape]) for label, colour, shape in SIGNALS.values() if label == name), None)
    if signal:
        _marker(plotted, signal[1], 10, signal[0], signal[0])
    elif name == INCOMPLETE:
        _marker(plotted, XL_MARKER_STYLE.CIRCLE, 9, None, GREY)
    else:
        _marker(plotted, XL_MARKER_STYLE.CIRCLE, 6, GREY, GREY)
        # Nothing may show through what is hollow.
        for number in control.points["is_provisional"].arg_true():
            plotted.points[number].marker.style = XL_MARKER_STYLE.NONE
        newest = (control.points["value"].is_not_null() & ~control.points["is_provisional"]).arg_true()
        side = _free_side(control, newest[-1], top) if newest.len() else None
        if side is not None:
            _label(plotted, newest[-1], side, rgb(TEXT))
    if signal or name == INCOMPLETE:
        plotted.format.line.fill.background()
    else:
        plotted.format.line.color.rgb, plotted.format.line.width = rgb(PALE), Pt(2)


def _free_side(control: ControlChart, number: int, top: float) -> Any:
    """Above or below the point, where the lines are further away, never over the dates; None where both sides touch."""
    row = control.points.row(number, named=True)
    at = row["value"] / top
    lines = [row[name] / top for name in LINES if row[name] is not None]
    sides = {XL_LABEL_POSITION.ABOVE: at + OFF_POINT}
    if at > FROM_DATES:
        sides[XL_LABEL_POSITION.BELOW] = at - OFF_POINT
    free = {side: min((abs(line - middle) for line in lines), default=1.0) for side, middle in sides.items()}
    best = max(free, key=lambda side: free[side])
    return best if free[best] >= OFF_POINT else None


def _marker(plotted: Any, style: Any, size: int, inside: str | None, around: str) -> None:
    marker = plotted.marker
    marker.style, marker.size = style, size
    if inside is None:
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(inside)
    marker.format.line.color.rgb, marker.format.line.width = rgb(around), Pt(1.5)
