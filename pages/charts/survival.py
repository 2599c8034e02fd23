"""How long do reviews wait? The share finished by each day, and medians that count those still waiting."""

from collections.abc import Sequence
from itertools import groupby

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import Mark, along, label_axis, marked, rows_height, styled
from sfo_data.wording.palette import BLUE, PALETTE, TEXT

NAMED_AT = 0.5
GAP = "\u2002"  # keeps a name off its line; a plain space would be dropped


def share_finished(frame: pl.DataFrame, label: str, axis: str, targets: Sequence[int]) -> go.Figure:
    """One step line (completed_share over day) per `label`, at most four, named where it passes half (or at its end).

    A dashed line stands at each of the `targets` that were in force.
    """
    traces: list[go.Scatter] = []
    for (name,), part in frame.group_by(label, maintain_order=True):
        colour = PALETTE[len(traces)]
        days, shares = part["day"].to_list(), part["completed_share"].to_list()
        half = next((place for place, share in enumerate(shares) if share >= NAMED_AT), len(days) - 1)
        traces.append(
            go.Scatter(
                name=name,
                x=days,
                y=shares,
                mode="lines+text",
                line={"color": colour, "width": 2.5, "shape": "hv"},
                text=[f"{GAP}{name}" if place == half else "" for place in range(len(days))],
                textposition="middle right",
                textfont={"color": TEXT},
                cliponaxis=False,
                hovertemplate=f"{name}: %{{y:.0%}} by day %{{x}}<extra></extra>",
            )
        )
    return styled(
        traces,
        showlegend=False,
        xaxis={"title": {"text": axis}, "rangemode": "tozero"},
        yaxis={"title": {"text": "Share finished"}, "range": [0, 1.02], "tickformat": ".0%"},
        margin={"t": 30, "r": 40},
        **marked(*(along(target, f"Target: day {target}") for target in dict.fromkeys(targets))),
    )


def medians_by_row(frame: pl.DataFrame, label: str, axis: str, targets: Sequence[int]) -> go.Figure:
    """One marker per `label`: modelled with its interval; a dashed line stands at the target of each row.

    Hollow where modelled beyond what has been seen; a hollow arrow at the longest follow-up where not yet reached.
    """
    labels = frame[label].to_list()
    reached = frame.filter(pl.col("modelled").is_not_null())
    missing = frame.filter(pl.col("modelled").is_null() & (pl.col("received") > 0))
    hollow = ["white" if is_beyond else BLUE for is_beyond in reached["is_beyond"]]
    traces = [
        go.Scatter(
            name="Still waiting counted",
            x=reached["modelled"].to_list(),
            y=reached[label].to_list(),
            mode="markers",
            showlegend=not missing.is_empty(),
            marker={"color": hollow, "size": 10, "line": {"color": BLUE, "width": 2}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": (reached["modelled_upper"] - reached["modelled"]).to_list(),
                "arrayminus": (reached["modelled"] - reached["modelled_lower"]).to_list(),
                "color": BLUE,
                "thickness": 1.5,
                "width": 0,
            },
            hovertemplate="%{y}, still waiting counted: %{x:.0f}<extra></extra>",
        ),
        go.Scatter(
            name="Not yet reached",
            x=missing["followed"].to_list(),
            y=missing[label].to_list(),
            mode="markers",
            showlegend=not missing.is_empty(),
            marker={"symbol": "triangle-right-open", "color": BLUE, "size": 12},
            hovertemplate="%{y}: not yet reached after %{x} days<extra></extra>",
        ),
    ]
    return styled(
        traces,
        height=rows_height(labels, 110),
        yaxis=label_axis(labels) | {"categoryorder": "array", "categoryarray": labels},
        xaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": ","},
        margin={"t": 30},
        **marked(*_target_lines(targets)),
    )


def _target_lines(targets: Sequence[int]) -> list[Mark]:
    """A line up the rows that share a target, in steps where it changes; rows lie at 0, 1, 2 …, the first on top."""
    if len(set(targets)) == 1:
        return [along(targets[0], f"Target: day {targets[0]}")]
    found, first = [], 0
    for target, rows in groupby(targets):
        after = first + len(list(rows))
        line, note = along(target, f"Target: day {target}")
        rows_of_it = {"y0": first - 0.5, "y1": after - 0.5, "yref": "y"}
        found.append((line | rows_of_it, note | {"y": first - 0.5, "yref": "y"}))
        first = after
    return found
