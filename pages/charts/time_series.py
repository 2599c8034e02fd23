"""How does a figure move over time? Lines with their interval, months the period cuts drawn hollow."""

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from pages.charts.style import BLUE, MUTED, PALE_BLUE, PALETTE, TEMPLATE, styled, wrapped

BAND = "rgba(18, 67, 109, 0.14)"


def line_with_band(
    frame: pl.DataFrame,
    when: str,
    axis: str,
    target: float | None = None,
    tick_format: str = ",",
    mark_from: object = None,
) -> go.Figure:
    """One series (value, lower, upper) over `when`; a line at `target`; from `mark_from` on, marked immature."""
    days = frame[when].to_list()
    traces = [
        *_band(frame, days),
        go.Scatter(
            x=days,
            y=frame["value"].to_list(),
            mode="lines+markers",
            line={"color": BLUE, "width": 2},
            marker={"size": 6, "color": _fills(frame), "line": {"color": BLUE, "width": 1.5}},
            hovertemplate=f"%{{x|%b %Y}}: %{{y:{tick_format}}}<extra></extra>",
        ),
    ]
    figure = styled(
        traces,
        showlegend=False,
        yaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format},
        xaxis={"hoverformat": "%b %Y"},
    )
    if target is not None:
        figure.add_hline(
            y=target,
            line={"color": MUTED, "dash": "dash", "width": 1.5},
            annotation={"text": "Target", "font": {"color": MUTED}},
        )
    if mark_from is not None and days and mark_from <= days[-1]:
        figure.add_vrect(
            x0=mark_from,
            x1=days[-1],
            fillcolor="#f3f2f1",
            line_width=0,
            layer="below",
            annotation={"text": "Immature", "font": {"color": MUTED}},
            annotation_position="top left",
        )
    return figure


def _band(frame: pl.DataFrame, days: list[object]) -> list[go.Scatter]:
    edge = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "x": days}
    return [
        go.Scatter(y=frame["lower"].to_list(), **edge),
        go.Scatter(y=frame["upper"].to_list(), fill="tonexty", fillcolor=BAND, **edge),
    ]


def _fills(frame: pl.DataFrame) -> list[str]:
    if "is_part" not in frame.columns:
        return [BLUE] * frame.height
    return ["white" if is_part else BLUE for is_part in frame["is_part"]]


def lines(frame: pl.DataFrame, when: str, columns: dict[str, str], axis: str, tick_format: str = ",") -> go.Figure:
    """Several series over `when`: `columns` maps columns to names, each written at the end of its line."""
    days = frame[when].to_list()
    traces = []
    for (column, name), colour in zip(columns.items(), PALETTE, strict=False):
        values = frame[column].to_list()
        traces.append(
            go.Scatter(
                name=name,
                x=days,
                y=values,
                mode="lines",
                line={"color": colour, "width": 2.5},
                hovertemplate=f"%{{x|%b %Y}}, {name}: %{{y:{tick_format}}}<extra></extra>",
            )
        )
    return styled(
        traces,
        yaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format},
        xaxis={"hoverformat": "%b %Y"},
    )


def small_multiples(frame: pl.DataFrame, label: str, when: str, value: str, pale: str, columns: int = 3) -> go.Figure:
    """One small chart per `label`, all on one scale, so that shapes and sizes compare; bars flagged `pale` are pale."""
    labels = frame[label].unique(maintain_order=True).to_list()
    rows = max(1, -(-len(labels) // columns))
    figure = make_subplots(
        rows,
        columns,
        shared_xaxes=True,
        shared_yaxes="all",
        subplot_titles=wrapped(labels, 26),
        horizontal_spacing=0.04,
        vertical_spacing=0.36 / rows,
    )
    by_label = frame.partition_by(label, as_dict=True)
    for place, name in enumerate(labels):
        part = by_label[(name,)]
        trace = go.Bar(
            x=part[when].to_list(),
            y=part[value].to_list(),
            marker_color=[PALE_BLUE if is_pale else BLUE for is_pale in part[pale]],
            customdata=[name] * part.height,
            hovertemplate=f"{name}, %{{x}}: %{{y:,.0f}}<extra></extra>",
        )
        figure.add_trace(trace, place // columns + 1, place % columns + 1)
    figure.update_layout(template=TEMPLATE, height=60 + 160 * rows, showlegend=False, bargap=0.25, margin={"t": 44})
    figure.update_annotations(font={"size": 12})
    figure.update_xaxes(tickangle=0, nticks=4, ticks="")
    return figure
