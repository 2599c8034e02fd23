"""How do the parts of a count look on a slide? Ranked bars, or one bar of shares for each group."""

from collections.abc import Sequence
from datetime import date
from itertools import cycle
from typing import Any

import polars as pl
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from sfo_data.publishing.briefing.content import WITHHELD, Parts
from sfo_data.publishing.packs.chart_data import ChartData, Series
from sfo_data.publishing.packs.slides import charts
from sfo_data.publishing.packs.slides.charts import COUNTS, rgb
from sfo_data.publishing.packs.slides.text import FONT, SMALLEST, Box, plain
from sfo_data.publishing.packs.text_width import Run, width
from sfo_data.wording.palette import BLUE, PALETTE, SHADES, TEXT, WHITE, edge, on

COUNTED = "Notifications"
# The plot beside the groups' names, and under the legend where there are parts.
RANKED, STACKED = (0.31, 0.0, 0.55, 0.97), (0.14, 0.13, 0.8, 0.75)
# A thick bar says no more than a thin one: the fewer, the wider the gaps (in percent of a bar).
GAPS = {1: 220, 2: 110, 3: 110, 4: 80}


def put_bars(slide: Any, parts: Parts, alt: str, box: Box, known_on: date) -> None:
    """A native bar chart, the first group on top: ranked, or stacked to 100% with the counts inside."""
    groups = parts.frame[parts.by].unique(maintain_order=True).to_list()
    series = bar_series(parts)
    data = ChartData(group_names(parts), series, known_on)
    kind = XL_CHART_TYPE.BAR_STACKED_100 if parts.parts else XL_CHART_TYPE.BAR_CLUSTERED
    chart = charts.add_chart(slide, kind, data, alt, box)
    charts.category_axis(chart)
    chart.category_axis.reverse_order = True
    chart.plots[0].gap_width = GAPS.get(len(groups), 45)
    if parts.parts:
        _draw_stacked(chart, series, box)
    else:
        _draw_ranked(chart, series[0], parts.frame["words"].to_list())


def group_names(parts: Parts) -> list[str]:
    """The groups as the axis names them; "[c]" where the count is withheld, and so the bar."""
    groups = parts.frame.group_by(parts.by, maintain_order=True).agg(pl.col("numerator").null_count())
    return [f"{plain(group)} {WITHHELD}" if gone else plain(group) for group, gone in groups.iter_rows()]


def bar_series(parts: Parts) -> list[Series]:
    """The counts, none where withheld: one series, or one for each part."""
    groups = parts.frame[parts.by].unique(maintain_order=True).to_list()
    part_of = parts.frame[parts.parts].to_list() if parts.parts else [COUNTED] * parts.frame.height
    cells = zip(parts.frame[parts.by], part_of, parts.frame["numerator"], strict=True)
    counts = {(group, part): count for group, part, count in cells}
    names = dict.fromkeys([*parts.order, *part_of])
    return [Series(plain(name), [counts.get((each, name), 0) for each in groups], COUNTS) for name in names]


def _draw_ranked(chart: Any, series: Series, words: Sequence[str]) -> None:
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    chart.value_axis.minimum_scale = 0
    chart.has_legend = False
    charts.plot_at(chart, RANKED)
    plotted = chart.plots[0].series[0]
    plotted.format.fill.solid()
    plotted.format.fill.fore_color.rgb = rgb(BLUE)
    for number, (value, text) in enumerate(zip(series.values, words, strict=True)):
        if value is not None:
            label = plotted.points[number].data_label
            run = label.text_frame.paragraphs[0].add_run()
            run.text, run.font.name, run.font.size = plain(text), FONT, Pt(SMALLEST + 2)
            run.font.color.rgb = rgb(TEXT)
            label.position = XL_LABEL_POSITION.OUTSIDE_END


def _draw_stacked(chart: Any, series: Sequence[Series], box: Box) -> None:
    charts.value_axis(chart, 1.0, 0.25, "0%")
    # The axis of groups runs downwards: its far end is at the foot.
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    charts.plot_at(chart, STACKED)
    charts.legend(chart, [each.name for each in series], set(), STACKED[0], box)
    chart.plots[0].overlap = 100
    totals = [sum(value or 0 for value in column) for column in zip(*(each.values for each in series), strict=True)]
    own = cycle(PALETTE)
    for plotted, each in zip(chart.plots[0].series, series, strict=True):
        colour = SHADES.get(each.name) or next(own)
        plotted.format.fill.solid()
        plotted.format.fill.fore_color.rgb = rgb(colour)
        plotted.format.line.color.rgb, plotted.format.line.width = rgb(edge(colour, WHITE)), Pt(1)
        labels = plotted.data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.CENTER
        labels.number_format, labels.number_format_is_linked = COUNTS, False
        labels.font.name, labels.font.size = FONT, Pt(SMALLEST)
        labels.font.color.rgb = rgb(on(colour))
        for number in _too_narrow(each, totals, box):
            gone = f'<c:dLbl {nsdecls("c")}><c:idx val="{number}"/><c:delete val="1"/></c:dLbl>'
            labels._element.insert(0, parse_xml(gone))


def _too_narrow(series: Series, totals: Sequence[float], box: Box) -> list[int]:
    """The bars, last first, whose part is too narrow for its count; the words and the table have it."""
    plot = box.width * STACKED[2]
    return [
        number
        for number, (value, total) in reversed(list(enumerate(zip(series.values, totals, strict=True))))
        if not value or value / total * plot < width(Run(f"{value:,.0f}", SMALLEST, TEXT)) + 0.06
    ]
