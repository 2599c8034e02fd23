"""Where do two breakdowns meet? A grid of counts, darker where there are more."""

from collections.abc import Sequence

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import TEXT, label_axis, rows_height, styled, wrapped

# Ends where dark text still has a contrast of 8 to 1.
PALE_TO_BLUE = [[0, "#f7fbff"], [1, "#6BACE6"]]
# More headings than these would run into each other on a telephone, and stand upright.
MOST_LEVEL = 5


def count_grid(
    frame: pl.DataFrame, row: str, column: str, rows: Sequence[str], columns: Sequence[str], heading: str
) -> go.Figure:
    """A cell per `row` and `column` in the orders given, its count written in it; a click narrows to the row."""
    counts = {(each[row], each[column]): each["numerator"] for each in frame.iter_rows(named=True)}
    is_level = len(columns) <= MOST_LEVEL
    values = [[counts.get((r, c), 0) for c in columns] for r in rows]
    cells = go.Heatmap(
        z=values,
        x=wrapped(columns, 11) if is_level else list(columns),
        y=list(rows),
        colorscale=PALE_TO_BLUE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[[f"{value:,}" for value in line] for line in values],
        texttemplate="%{text}",
        textfont={"color": TEXT},
        customdata=[[r] * len(columns) for r in rows],
        hovertemplate="%{customdata}, %{x}: %{text}<extra></extra>",
    )
    return styled(
        [cells],
        height=rows_height(rows, 110),
        yaxis={**label_axis(rows), "showgrid": False},
        xaxis={
            "side": "top",
            "ticks": "",
            "tickangle": 0 if is_level else -90,
            "dtick": 1,
            "showgrid": False,
            "title": {"text": heading},
        },
    )
