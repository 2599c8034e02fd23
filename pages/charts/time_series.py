"""How does a figure move over time? Control charts, lines, small multiples."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import polars as pl
from plotly.subplots import make_subplots

from pages.charts.style import BLUE, GREY, MUTED, ORANGE, PALE_BLUE, PALETTE, PLUM, RULE, TEMPLATE, styled, wrapped

# Colour and shape both tell; "no signal" stays grey.
MARKS = {
    "no signal": ("Usual variation", GREY, "circle"),
    "improvement": ("Signal: improvement", BLUE, "square"),
    "concern": ("Signal: concern", ORANGE, "diamond"),
    "neutral": ("Signal", PLUM, "triangle-up"),
}


def control_chart(
    points: pl.DataFrame,
    axis: str,
    target: float | None = None,
    tick_format: str = ",.0f",
    marked: Sequence[tuple[date, str]] = (),
) -> go.Figure:
    """Values over `when` between their limits, marked by `meaning`; provisional values hollow; a line at `target`.

    `points` has the columns of `spc.chart_points`; `marked` are days with a short title, drawn as vertical lines.
    """
    days = points["when"].to_list()
    limit = {"x": days, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    traces = [
        go.Scatter(y=points[name].to_list(), line={"color": MUTED, "width": 1, "dash": dash, "shape": "hv"}, **limit)
        for name, dash in (("mean", "solid"), ("lower_limit", "dash"), ("upper_limit", "dash"))
    ]
    traces.append(go.Scatter(y=points["value"].to_list(), line={"color": RULE, "width": 2}, **limit))
    traces.extend(_marks(points, tick_format))
    figure = styled(
        traces,
        showlegend=True,
        yaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format},
        xaxis={"hoverformat": "%b %Y", "tickformat": "%b %Y", "nticks": 5, "tickangle": 0},
        margin={"t": 30},
    )
    if target is not None:
        figure.add_hline(
            y=target,
            line={"color": PLUM, "dash": "dot", "width": 1.5},
            annotation={"text": f"Target {target:,.0f}", "font": {"color": PLUM}},
        )
    for day, title in marked:
        figure.add_vline(x=day.isoformat(), line={"color": MUTED, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=day.isoformat(), y=1, yref="paper", text=title, textangle=-90, xanchor="right", yanchor="top",
            showarrow=False, font={"size": 11, "color": MUTED}, bgcolor="rgba(255,255,255,0.75)",
        )  # fmt: skip
    return figure


def _marks(points: pl.DataFrame, tick_format: str) -> list[go.Scatter]:
    known = points.filter(pl.col("value").is_not_null())
    settled = known.filter(~pl.col("is_provisional"))
    groups = [(settled.filter(pl.col("meaning") == meaning), *mark, False) for meaning, mark in MARKS.items()]
    groups.append((known.filter(pl.col("is_provisional")), "Not complete yet", GREY, "circle", True))
    return [
        go.Scatter(
            name=name,
            x=part["when"].to_list(),
            y=part["value"].to_list(),
            mode="markers",
            marker={
                "color": "white" if is_hollow else colour,
                "size": 8,
                "symbol": symbol,
                "line": {"color": colour, "width": 1.5},
            },
            hovertemplate=f"%{{x|%b %Y}}: %{{y:{tick_format}}}, {name.lower()}<extra></extra>",
        )
        for part, name, colour, symbol, is_hollow in groups
        if part.height
    ]


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
