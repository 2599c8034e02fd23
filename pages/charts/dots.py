"""How do groups compare? A dot with its interval for each, against a line for England and Wales."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import along, label_axis, marked, rows_height, styled
from sfo_data.statistics.stands_apart import APART
from sfo_data.wording.palette import BLUE, TEXT


def dots_with_intervals(
    frame: pl.DataFrame,
    label: str,
    axis: str,
    reference: float | None,
    reference_name: str,
    tick_format: str = ".2f",
    beside: str = "",
) -> go.Figure:
    """One dot (value) and bar (lower to upper) per `label`, in the frame's order, the first on top.

    With a column `stands`, only those that stand apart are filled. `beside` is the name of what the column `beside`
    holds: an open diamond for each.
    """
    shown = frame.filter(pl.col("value").is_not_null())
    labels, values = shown[label].to_list(), shown["value"].to_list()
    dots = go.Scatter(
        name="Under these filters",
        x=values,
        y=labels,
        mode="markers",
        marker={"color": fills(shown, BLUE), "size": 9, "line": {"color": BLUE, "width": 1.8}},
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
    traces = (
        [dots, _diamonds(shown.filter(pl.col("beside").is_not_null()), label, beside, tick_format)]
        if beside
        else [dots]
    )
    return styled(
        traces,
        height=rows_height(labels, 90),
        yaxis=label_axis(labels),
        xaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format, "nticks": 4, "tickangle": 0},
        margin={"t": 30 if reference is not None else 8},
        showlegend=bool(beside),
        **marked(*([] if reference is None else [along(reference, reference_name)])),
    )


def _diamonds(frame: pl.DataFrame, label: str, name: str, tick_format: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=frame["beside"].to_list(),
        y=frame[label].to_list(),
        mode="markers",
        marker={"symbol": "diamond-open", "size": 10, "color": TEXT, "line": {"width": 1.8}},
        customdata=frame[label].to_list(),
        hovertemplate=f"%{{customdata}}, {name}: %{{x:{tick_format}}}<extra></extra>",
    )


def fills(groups: pl.DataFrame, colour: str) -> list[str]:
    """The colour of each dot: white inside where its group does not stand apart; filled where none is compared."""
    if "stands" not in groups.columns or groups["stands"].is_null().all():
        return [colour] * groups.height
    return [colour if is_apart else "white" for is_apart in groups["stands"].is_in(APART)]
