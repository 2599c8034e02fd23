"""How do groups compare? A dot with its interval for each, against a line for England and Wales."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import BLUE, along, label_axis, marked, rows_height, styled


def dots_with_intervals(
    frame: pl.DataFrame, label: str, axis: str, reference: float | None, reference_name: str, tick_format: str = ".2f"
) -> go.Figure:
    """One dot (value) and bar (lower to upper) per `label`, in the frame's order, the first on top."""
    shown = frame.filter(pl.col("value").is_not_null())
    labels, values = shown[label].to_list(), shown["value"].to_list()
    dots = go.Scatter(
        x=values,
        y=labels,
        mode="markers",
        marker={"color": BLUE, "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (shown["upper"] - shown["value"]).to_list(),
            "arrayminus": (shown["value"] - shown["lower"]).to_list(),
            "color": BLUE,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=labels,
        hovertemplate=f"%{{customdata}}: %{{x:{tick_format}}}<extra></extra>",
    )
    return styled(
        [dots],
        height=rows_height(labels, 90),
        yaxis=label_axis(labels),
        xaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format, "nticks": 4, "tickangle": 0},
        margin={"t": 30 if reference is not None else 8},
        **marked(*([] if reference is None else [along(reference, reference_name)])),
    )
