"""Where do two breakdowns meet? A grid of counts, darker where there are more."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import ROW_HEIGHT, styled

PALE_TO_DARK = [[0, "#f7fbff"], [0.5, "#6BACE6"], [1, "#12436D"]]


def count_grid(
    frame: pl.DataFrame, row: str, column: str, rows: Sequence[str], columns: Sequence[str], heading: str
) -> go.Figure:
    """A cell per `row` and `column` in the orders given, its count written in it; a click narrows to the row."""
    counts = {(each[row], each[column]): each["numerator"] for each in frame.iter_rows(named=True)}
    values = [[counts.get((r, c), 0) for c in columns] for r in rows]
    cells = go.Heatmap(
        z=values,
        x=list(columns),
        y=list(rows),
        colorscale=PALE_TO_DARK,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[f"{value:,}" for value in line] for line in values],
        texttemplate="%{text}",
        customdata=[[r] * len(columns) for r in rows],
        hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
    )
    return styled(
        [cells],
        height=90 + ROW_HEIGHT * len(rows),
        yaxis={"autorange": "reversed", "ticks": "", "showgrid": False},
        xaxis={"side": "top", "ticks": "", "showgrid": False, "title": {"text": heading}},
    )
