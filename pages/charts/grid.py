"""Where do two breakdowns meet? A grid of numbers, darker where they are larger."""

from collections.abc import Callable, Sequence

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import label_axis, rows_height, styled, wrapped
from sfo_data.wording.palette import PALE_BLUE, TEXT

# Ends where dark text still has a contrast of 8 to 1.
PALE_TO_BLUE = [[0, "#f7fbff"], [1, PALE_BLUE]]
# More headings than these would run into each other on a telephone, and stand upright.
MOST_LEVEL = 5


def count_grid(
    frame: pl.DataFrame, row: str, column: str, rows: Sequence[str], columns: Sequence[str], heading: str
) -> go.Figure:
    """A cell per `row` and `column` in the orders given, its count written in it; a click narrows to the row."""
    counts = {(each[row], each[column]): each["numerator"] for each in frame.iter_rows(named=True)}
    return number_grid([[counts.get((r, c), 0) for c in columns] for r in rows], rows, columns, heading)


def number_grid(
    values: Sequence[Sequence[float | None]],
    rows: Sequence[str],
    columns: Sequence[str],
    heading: str,
    in_words: Callable[[float], str] = "{:,.0f}".format,
) -> go.Figure:
    """A line of `values` for each of `rows`, empty where there is none, each cell printed by `in_words`."""
    is_level = len(columns) <= MOST_LEVEL
    cells = go.Heatmap(
        z=[list(line) for line in values],
        x=wrapped(columns, 11) if is_level else list(columns),
        y=list(rows),
        colorscale=PALE_TO_BLUE,
        showscale=False,
        xgap=2,
        ygap=2,
        text=[["" if value is None else in_words(value) for value in line] for line in values],
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
