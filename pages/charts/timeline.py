"""What happened in one case, in order? A dot per event, one line per stage."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import styled
from sfo_data.wording.palette import BLUE


def timeline(events: pl.DataFrame) -> go.Figure:
    """Date, Stage, Event as dots over time, stages from top to bottom in the order they first occur."""
    stages = events["Stage"].unique(maintain_order=True).to_list()
    dots = go.Scatter(
        x=events["Date"].to_list(),
        y=events["Stage"].to_list(),
        mode="markers",
        marker={"color": BLUE, "size": 12, "line": {"color": "white", "width": 1}},
        customdata=events["Event"].to_list(),
        hovertemplate="%{x|%-d %b %Y}: %{customdata}<extra></extra>",
    )
    return styled(
        [dots],
        height=90 + 34 * len(stages),
        yaxis={"categoryorder": "array", "categoryarray": stages, "autorange": "reversed", "ticks": ""},
    )
