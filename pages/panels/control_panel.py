"""A measure over time on a page: its control chart, what it allows to be said, and its table."""

import plotly.graph_objects as go

from pages.charts.time_series import control_chart
from pages.frame import cached_reader
from pages.panels.figure_panel import Panel, cached_panel
from pages.panels.held_panels import is_held
from pages.panels.measure_sentence import chart_of, statement_of
from sfo_data.definitions.filters import Filters
from sfo_data.questions import control_charts
from sfo_data.questions.control_charts import ControlChart
from sfo_data.wording import control_chart_words


def drawn(chart: ControlChart) -> go.Figure:
    """The picture of a control chart."""
    return control_chart(
        chart.points,
        control_chart_words.axis(chart),
        chart.targets,
        ".0%" if chart.measure.kind == "share" else ",.2f" if chart.measure.kind == "rate" else ",.0f",
        [each.on for each in chart.annotations],
    )


def control_panel(filters: Filters, name: str) -> None:
    """The control chart of one measure."""
    if is_held(filters, name):
        _control_panel(filters, name)


@cached_panel
def _control_panel(filters: Filters, name: str) -> Panel:
    chart = chart_of(filters, name)
    return Panel(
        f"{name}_by_month",
        statement_of(filters, name).title,
        drawn(chart),
        control_chart_words.table(chart),
        control_chart_words.caption(chart),
        control_charts.shown(filters, cached_reader.facts().known.first_day),
        notes=[("Marked days", control_chart_words.marked_days(chart))],
    )
