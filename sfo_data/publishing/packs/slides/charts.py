"""How does a figure of the briefing become a native chart, whose numbers can be edited in PowerPoint?"""

from collections.abc import Sequence
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from sfo_data.publishing.briefing.content import Figure, Trend
from sfo_data.publishing.packs.chart_data import ChartData
from sfo_data.publishing.packs.slides.text import FONT, SMALLEST, Box, describe, digits, emu
from sfo_data.publishing.packs.text_width import Run, width
from sfo_data.wording.palette import MUTED, RULE, TEXT

COUNTS = "#,##0"
# Inches of a legend beside each name, and of its one line.
KEY_ROOM, KEY_HIGH = 0.95, 0.36
# Left, top, width and height as shares of a chart or of its place.
Part = tuple[float, float, float, float]


def is_drawn(figure: Figure) -> bool:
    """Whether there is anything to draw, and it may be."""
    return figure.is_drawn and (isinstance(figure, Trend) or figure.frame["numerator"].count() > 0)


def add_chart(slide: Any, kind: XL_CHART_TYPE, data: ChartData, alt: str, box: Box) -> Any:
    """A native chart in the house style: Arial, no title of its own, no frame."""
    frame = slide.shapes.add_chart(kind, *emu(box), data)
    frame.name = "Chart"
    describe(frame, alt)
    chart = frame.chart
    chart.has_title = False
    chart.font.name, chart.font.size = FONT, Pt(SMALLEST)
    chart.font.color.rgb = rgb(TEXT)
    return chart


def rgb(colour: str) -> Any:
    """A colour as python-pptx takes it."""
    return RGBColor.from_string(digits(colour))  # type: ignore[no-untyped-call]


def value_axis(chart: Any, top: float, step: float, form: str) -> None:
    """The axis of numbers from 0 to `top`: pale lines across, no line of its own."""
    axis = chart.value_axis
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = 0, top, step
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = rgb(RULE)
    axis.major_gridlines.format.line.width = Pt(0.75)
    axis.format.line.fill.background()
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
    # Points stand between the ends of the axis, not on them.
    axis._element.find(qn("c:crosses")).addnext(parse_xml(f'<c:crossBetween {nsdecls("c")} val="between"/>'))


def category_axis(chart: Any) -> None:
    """The other axis: a thin line."""
    axis = chart.category_axis
    axis.format.line.color.rgb = rgb(MUTED)
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.has_major_gridlines = False


def legend(chart: Any, names: Sequence[str], left_out: set[int], left: float, box: Box) -> None:
    """A legend above the plot, from its `left` on, of the series' names without those of these numbers."""
    chart.has_legend = True
    key = chart.legend
    key.position, key.include_in_layout = XL_LEGEND_POSITION.TOP, False
    for number in sorted(left_out, reverse=True):
        entry = f'<c:legendEntry {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/></c:legendEntry>'
        key._element.find(qn("c:legendPos")).addnext(parse_xml(entry))
    shown = [Run(name, SMALLEST, TEXT) for number, name in enumerate(names) if number not in left_out]
    wide = sum(width(each) + KEY_ROOM for each in shown) / box.width
    _lay_out(key._element, (left, 0.0, min(wide, 1.0 - left), KEY_HIGH / box.height))


def plot_at(chart: Any, place: Part) -> None:
    """Fixes where the plot lies in the chart, its axes' labels around it."""
    area = chart._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    _lay_out(area, place, '<c:layoutTarget val="inner"/>')


def _lay_out(element: Any, place: Part, target: str = "") -> None:
    for old in element.findall(qn("c:layout")):
        element.remove(old)
    numbers = "".join(f'<c:{name} val="{value}"/>' for name, value in zip("xywh", place, strict=True))
    layout = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout>{target}<c:xMode val="edge"/><c:yMode val="edge"/>{numbers}'
        "</c:manualLayout></c:layout>"
    )
    before = element.findall(qn("c:legendEntry")) or element.findall(qn("c:legendPos"))
    if before:
        before[-1].addnext(layout)
    else:
        element.insert(0, layout)


def as_form(kind: str) -> str:
    """How numbers of a measure's kind are printed, as Excel says it."""
    return {"share": "0%", "rate": "0.00"}.get(kind, COUNTS)
