"""How are durations spread? A histogram with the target and the middle value marked."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import along, marked, styled
from sfo_data.wording.palette import BLUE, MUTED, PLUM


def histogram(
    frame: pl.DataFrame, start: str, count: str, width: int, axis: str, target: float, median: float | None
) -> go.Figure:
    """Bars of `count` for each band starting at `start`, `width` days wide."""
    marks = ((target, "Target", MUTED), (median, "Median", PLUM))
    bars = go.Bar(
        x=[value + width / 2 for value in frame[start]],
        y=frame[count].to_list(),
        width=width * 0.94,
        marker_color=BLUE,
        customdata=frame[start].to_list(),
        hovertemplate=f"%{{customdata}} to under %{{customdata}}+{width} days: %{{y:,}}<extra></extra>",
    )
    lines = [along(value, f"{name} {value:.0f}", colour) for value, name, colour in marks if value is not None]
    return styled(
        [bars],
        xaxis={"title": {"text": axis}, "rangemode": "tozero"},
        yaxis={"title": {"text": "Reviews"}},
        margin={"t": 30},
        **marked(*lines),
    )
