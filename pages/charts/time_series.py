"""How does a figure move over time? Control charts, lines, small multiples."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import DASHES, across, lettered_days, marked, stretch, styled, value_axis, wrapped
from sfo_data.wording.palette import BLUE, GREY, MARKS, MUTED, PALE_BLUE, PALETTE, PLUM, RULE


def control_chart(
    points: pl.DataFrame,
    axis: str,
    targets: Sequence[tuple[date, float]] = (),
    tick_format: str = ",.0f",
    days_marked: Sequence[date] = (),
) -> go.Figure:
    """Values over `when` between their limits, marked by `meaning`; provisional values hollow.

    `targets` are lines, each from its day on.

    `points` has the columns of `phased_chart.phased_points`, each phase with a level of its own; `days_marked` are
    drawn as vertical lines with letters above.
    """
    days = points["when"].to_list()
    limit = {"x": days, "mode": "lines", "hoverinfo": "skip", "showlegend": False}
    traces = [
        go.Scatter(y=points[name].to_list(), line={"color": MUTED, "width": 1, "dash": "dash", "shape": "hvh"}, **limit)
        for name in ("lower_limit", "upper_limit")
        if points[name].count()
    ]
    traces.extend(
        go.Scatter(
            x=part["when"].to_list(),
            y=part["mean"].to_list(),
            mode="lines",
            line={"color": MUTED, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
        for part in points.filter(pl.col("mean").is_not_null()).partition_by("segment", maintain_order=True)
    )
    traces.append(go.Scatter(y=points["value"].to_list(), line={"color": RULE, "width": 2}, **limit))
    traces.extend(_marks(points, tick_format))
    lines = lettered_days(days_marked)
    if len(targets) == 1:
        lines.append(across(targets[0][1], f"Target {targets[0][1]:,.0f}", PLUM, "dot"))
    elif targets:
        ends = [*(day for day, _ in targets[1:]), days[-1]]
        lines.extend(
            stretch((day, end), target, f"Target {target:,.0f}", PLUM, "dot")
            for (day, target), end in zip(targets, ends, strict=True)
        )
    numbers = points.select(pl.max_horizontal("value", "upper_limit").max().fill_null(1)).item()
    layout = value_axis(axis, tick_format, max([numbers, *(target for _, target in targets)]))
    layout["margin"]["t"] = 26
    return styled(
        traces,
        showlegend=True,
        xaxis={"hoverformat": "%b %Y", "tickformat": "%b %Y", "nticks": 5, "tickangle": 0, "automargin": False},
        # The letters stand between the legend, which has up to four rows on a telephone, and the plot.
        legend={"y": 1.09},
        **layout,
        **marked(*lines),
    )


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
    for (column, name), colour, dash in zip(columns.items(), PALETTE, DASHES, strict=False):
        values = frame[column].to_list()
        traces.append(
            go.Scatter(
                name=name,
                x=days,
                y=values,
                mode="lines",
                line={"color": colour, "width": 2.5, "dash": dash},
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
    by_label = frame.partition_by(label, as_dict=True)
    # Plotly's make_subplots takes 90 ms for 16 of them.
    layout, traces, titles = {}, [], []
    width, height = 1 / columns, 1 / rows
    for place, name in enumerate(labels):
        row, column = divmod(place, columns)
        axis, left, top = str(place + 1) if place else "", column * width, 1 - row * height
        layout[f"xaxis{axis}"] = {
            "domain": [left, left + width * 0.86], "anchor": f"y{axis}", "matches": "x" if place else None,
            "tickangle": 0, "nticks": 4, "ticks": "", "showticklabels": place + columns >= len(labels),
        }  # fmt: skip
        layout[f"yaxis{axis}"] = {
            "domain": [top - height * 0.64, top], "anchor": f"x{axis}", "matches": "y" if place else None,
            "showticklabels": column == 0,
        }  # fmt: skip
        titles.append(
            {"x": left + width * 0.43, "y": top, "xref": "paper", "yref": "paper", "yanchor": "bottom",
             "xanchor": "center", "text": wrapped([name], 26)[0], "showarrow": False, "font": {"size": 12}}
        )  # fmt: skip
        part = by_label[(name,)]
        traces.append(
            go.Bar(
                x=part[when].to_list(),
                y=part[value].to_list(),
                xaxis=f"x{axis}",
                yaxis=f"y{axis}",
                marker={
                    "color": [PALE_BLUE if is_pale else BLUE for is_pale in part[pale]],
                    "line": {"color": BLUE, "width": 1},
                },
                customdata=[name] * part.height,
                hovertemplate="%{customdata}, %{x}: %{y:,.0f}<extra></extra>",
            )
        )
    return styled(
        traces, 60 + 160 * rows, showlegend=False, bargap=0.25, margin={"t": 44}, annotations=titles, **layout
    )
