"""What do the published figures look like? Lines over years, or bars where there is only one period."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.bars import ranked_bars
from pages.charts.style import DASHES, SYMBOLS, styled
from sfo_data.wording.palette import PALETTE

# More lines than this cannot be told apart; the largest are drawn and the table has them all.
LINES = 4


def published_chart(frame: pl.DataFrame) -> go.Figure:
    """`period` (in order), `line`, `value`, `unit` as lines; one period is drawn as bars, the largest first."""
    unit = frame["unit"].mode().sort()[0].capitalize()
    periods = frame["period"].unique(maintain_order=True).to_list()
    if len(periods) == 1:
        ranked = frame.sort("value", descending=True)
        return ranked_bars(ranked, "line", "value", unit)
    largest = (
        frame.group_by("line").agg(pl.col("value").max()).sort("value", descending=True)["line"].head(LINES).to_list()
    )
    traces = []
    for name, colour, dash, symbol in zip(largest, PALETTE, DASHES, SYMBOLS, strict=False):
        part = frame.filter(pl.col("line") == name)
        traces.append(
            go.Scatter(
                name=name,
                x=part["period"].to_list(),
                y=part["value"].to_list(),
                mode="lines+markers",
                line={"color": colour, "width": 2.5, "dash": dash},
                marker={"symbol": symbol, "size": 8},
                hovertemplate=f"%{{x}}, {name}: %{{y:,}}<extra></extra>",
            )
        )
    return styled(
        traces,
        380,
        showlegend=len(traces) > 1,
        yaxis={"title": {"text": unit}, "rangemode": "tozero"},
        xaxis={"type": "category", "categoryorder": "array", "categoryarray": periods},
    )
