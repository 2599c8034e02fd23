"""Which providers lie outside what chance explains? A dot for each against its size, between the funnel's limits."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import across, styled
from sfo_data.statistics.stands_apart import APART
from sfo_data.wording.palette import BLUE, MUTED, PALE_BLUE, TEXT

NAMED = 3  # more would lie on one another; the rest are under the pointer and in the table
# Column of the limits -> how it is drawn and named at the right-hand end.
LINES = {
    "lower_95": ("dash", "95%"),
    "upper_95": ("dash", "95%"),
    "lower_998": ("solid", "99.8%"),
    "upper_998": ("solid", "99.8%"),
}


def funnel_chart(
    groups: pl.DataFrame, curves: pl.DataFrame, position: str, target: float, axes: tuple[str, str], tick_format: str
) -> go.Figure:
    """One dot per provider (`value` over `position`) and the limits of `curves`.

    Filled where a provider `stands` apart, with the names of those with most evidence.
    `axes` are the titles of x and y. A dot's custom data is its provider, for a click.
    """
    shown = groups.filter(pl.col("value").is_not_null())
    apart = pl.col("stands").is_in(APART)
    lines = [
        go.Scatter(
            x=curves["position"].to_list(),
            y=curves[name].to_list(),
            mode="lines",
            line={"color": MUTED, "width": 1.2, "dash": dash},
            hoverinfo="skip",
        )
        for name, (dash, _) in LINES.items()
    ]
    dots = [
        _dots(shown.filter(~apart), position, tick_format, {"color": PALE_BLUE, "line": {"color": BLUE, "width": 1.2}}),
        _dots(shown.filter(apart), position, tick_format, {"color": BLUE}),
    ]
    widest = max(curves["position"].to_list(), default=1.0)
    limit = curves.select(pl.median("upper_998")).item() or target
    highest = max([limit, *shown["value"].to_list()])
    line, _ = across(target, colour=TEXT, dash="solid")
    return styled(
        [*lines, *dots],
        height=440,
        showlegend=False,
        xaxis={"title": {"text": axes[0]}, "range": [0, widest * 1.1], "showgrid": False},
        yaxis={"title": {"text": axes[1]}, "range": [0, highest * 1.1], "tickformat": tick_format},
        annotations=[*_levels(curves), *_labels(shown.filter(apart), position, widest / 2)],
        shapes=[line],
    )


def _dots(shown: pl.DataFrame, position: str, tick_format: str, marker: dict[str, object]) -> go.Scatter:
    return go.Scatter(
        x=shown[position].to_list(),
        y=shown["value"].to_list(),
        mode="markers",
        marker={"size": 11, "opacity": 1, **marker},
        customdata=shown["provider"].to_list(),
        hovertemplate=f"%{{customdata}}: %{{y:{tick_format}}}<extra></extra>",
    )


def _labels(apart: pl.DataFrame, position: str, middle: float) -> list[dict[str, object]]:
    """The names of the few with most evidence, towards the middle of the chart, above or below their dots in turn."""
    named = apart.sort("evidence", descending=True).head(NAMED).sort(position)
    return [
        {"x": row[position], "y": row["value"], "text": row["provider"], "showarrow": False, "font": {"size": 12},
         "xanchor": "left" if row[position] < middle else "right", "yshift": 14 if place % 2 else -14}
        for place, row in enumerate(named.iter_rows(named=True))
    ]  # fmt: skip


def _levels(curves: pl.DataFrame) -> list[dict[str, object]]:
    """The level of each limit, at its right-hand end."""
    return [
        {"x": last["position"], "y": last[name], "text": level, "showarrow": False, "xanchor": "left", "xshift": 4,
         "font": {"size": 12, "color": MUTED}}
        for last in curves.tail(1).iter_rows(named=True)
        for name, (_, level) in LINES.items()
    ]  # fmt: skip
