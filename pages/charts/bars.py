"""How large are the parts? Bars, ranked or stacked."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import label_axis, rows_height, styled
from sfo_data.wording.palette import BLUE, PALETTE, SHADES, TEXT, WHITE, edge, on

# Characters of a name in a line: what leaves room for bars and their texts on a telephone.
NARROW = 30


def ranked_bars(
    frame: pl.DataFrame,
    label: str,
    value: str,
    axis: str,
    texts: Sequence[str] | None = None,
    width: int = NARROW,
    lines: int = 2,
) -> go.Figure:
    """Horizontal bars in the frame's order, the first on top, each with its value (or `texts`) at its end.

    Names have at most so many `lines` of about `width` characters.
    """
    labels = frame[label].to_list()
    ends = list(texts) if texts else [f"{number:,.0f}" for number in frame[value]]
    bars = go.Bar(
        x=frame[value].to_list(),
        y=labels,
        orientation="h",
        marker_color=BLUE,
        customdata=labels,
        text=ends,
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{customdata}: %{text}<extra></extra>",
    )
    return styled(
        [bars],
        height=rows_height(labels, 70, width),
        yaxis=label_axis(labels, width, lines),
        xaxis={"title": {"text": axis}, "range": [0, frame[value].to_numpy().max(initial=1)], "tickformat": ","},
        # Room for the longest text beside the longest bar, however narrow the place of the chart.
        margin={"r": 12 + 8 * max(map(len, ends), default=0)},
        bargap=0.3,
    )


def stacked_shares(
    frame: pl.DataFrame, label: str, part: str, count: str, parts: Sequence[str], axis: str = "Share of reviews"
) -> go.Figure:
    """One bar per `label`, split into `parts` as shares of its total, with the counts inside."""
    labels = frame[label].unique(maintain_order=True).to_list()
    totals = dict(frame.group_by(label).agg(pl.col(count).sum()).iter_rows())
    counts = {(row[label], row[part]): row[count] for row in frame.iter_rows(named=True)}
    shades = _shades(parts)
    traces = [
        go.Bar(
            name=name,
            x=[counts.get((each, name), 0) / (totals[each] or 1) for each in labels],
            y=labels,
            orientation="h",
            marker={"color": shades[name], "line": {"color": edge(shades[name], WHITE), "width": 1}},
            text=[f"{counts.get((each, name), 0):,}" if counts.get((each, name)) else "" for each in labels],
            textposition="inside",
            insidetextanchor="middle",
            insidetextfont={"color": on(shades[name])},
            textangle=0,
            constraintext="none",
            customdata=labels,
            hovertemplate="%{customdata}, %{fullData.name}: %{text} (%{x:.0%})<extra></extra>",
        )
        for name in parts
    ]
    return styled(
        traces,
        # On a telephone the legend takes a line for each part.
        height=rows_height(labels, 90 + 20 * len(parts)),
        barmode="stack",
        yaxis=label_axis(labels),
        xaxis={"title": {"text": axis}, "tickformat": ".0%", "range": [0, 1]},
        legend={"traceorder": "normal"},
        uniformtext={"minsize": 11, "mode": "hide"},
    )


def _shades(parts: Sequence[str]) -> dict[str, str]:
    """Ordered parts go from light to dark; what is not recorded is empty inside an edge."""
    own = (colour for colour in PALETTE)
    return {part: SHADES.get(part) or next(own) for part in parts}


def columns_over_time(
    frame: pl.DataFrame, when: str, bars: dict[str, str], axis: str, line: tuple[str, str] | None = None
) -> go.Figure:
    """Grouped columns by month: `bars` maps columns to names; `line` draws one more column as a line."""
    days = frame[when].to_list()
    traces: list[go.Bar | go.Scatter] = [
        go.Bar(
            name=name,
            x=days,
            y=frame[column].to_list(),
            marker_color=colour,
            hovertemplate=f"%{{x|%b %Y}}, {name}: %{{y:,.0f}}<extra></extra>",
        )
        for (column, name), colour in zip(bars.items(), PALETTE, strict=False)
    ]
    if line:
        traces.append(
            go.Scatter(
                name=line[1],
                x=days,
                y=frame[line[0]].to_list(),
                mode="lines",
                line={"color": TEXT, "width": 2},
                hovertemplate=f"%{{x|%b %Y}}, {line[1]}: %{{y:,.0f}}<extra></extra>",
            )
        )
    return styled(
        traces,
        barmode="group",
        yaxis={"title": {"text": axis}, "rangemode": "tozero"},
        xaxis={"tickformat": "%b %Y", "hoverformat": "%b %Y"},
    )
