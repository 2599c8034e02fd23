"""A measure over time on a page: its control chart, what it allows to be said, and its table."""

import plotly.graph_objects as go

from pages.charts.time_series import control_chart
from pages.components import frames
from pages.components.figure_panel import Panel, kept
from sfo_data import chart_words, control_charts, narrative
from sfo_data.control_charts import ControlChart
from sfo_data.filters import Filters


def chart_of(filters: Filters, name: str) -> ControlChart:
    """The control chart of a measure under the filters, made once per load."""
    first_day = frames.facts().known.first_day
    return frames.computed(
        "control_chart",
        lambda: control_charts.control_chart(frames.read, filters, name, first_day),
        name,
        filters,
    )


def drawn(chart: ControlChart) -> go.Figure:
    """The picture of a control chart."""
    return control_chart(
        chart.points,
        chart_words.axis(chart),
        chart.measure.target,
        ".0%" if chart.measure.kind == "share" else ",.2f" if chart.measure.kind == "rate" else ",.0f",
        [each.on for each in chart.annotations],
    )


@kept
def control_panel(filters: Filters, name: str) -> Panel:
    """The control chart of one measure."""
    chart = chart_of(filters, name)
    return Panel(
        f"{name}_by_month",
        narrative.of_chart(chart).title,
        drawn(chart),
        chart_words.table(chart),
        chart_words.caption(chart),
        notes=[("Marked days", chart_words.marked_days(chart))],
    )
