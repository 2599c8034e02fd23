"""Is the queue growing, and is there somebody to work on it? Reviews open and late above the posts of the team."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import styled
from sfo_data.wording.palette import BLUE, MUTED, PALE_BLUE, PLUM, TEXT

# The posts' own panel below, and the room between the two.
LOWER, BETWEEN = 0.24, 0.08


def backlog_chart(waiting: pl.DataFrame, height: int = 300) -> go.Figure:
    """Areas of reviews `open` and `late` by `day`, named at their end; below them `posts_funded` and `posts_filled` as
    steps, where there are any.
    """
    days = waiting["day"].to_list()
    traces = [
        _area(days, waiting["open"].to_list(), "Open", PALE_BLUE),
        _area(days, waiting["late"].to_list(), "Late", BLUE),
    ]
    has_posts = waiting["posts_filled"].count() > 0
    if has_posts:
        traces += [
            _steps(days, waiting["posts_funded"].to_list(), "Funded", MUTED, "dot"),
            _steps(days, waiting["posts_filled"].to_list(), "Filled", PLUM, "solid"),
        ]
    low = LOWER + BETWEEN if has_posts else 0
    axis = {"rangemode": "tozero", "automargin": False}
    layout = {
        "yaxis": {**axis, "title": {"text": "Reviews"}, "tickformat": ",", "nticks": 5, "domain": [low, 1]},
        "xaxis": {"tickformat": "%b %Y", "nticks": 5, "tickangle": 0, "anchor": "free", "position": 0},
        "margin": {"l": 56, "r": 76, "t": 8, "b": 30},
    }
    if has_posts:
        layout["yaxis2"] = {**axis, "title": {"text": "Posts"}, "nticks": 3, "domain": [0, LOWER], "fixedrange": True}
    return styled(traces, height, showlegend=False, **layout)


def _area(days: list[object], values: list[int], name: str, colour: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=days,
        y=values,
        mode="lines+text",
        fill="tozeroy",
        line={"color": BLUE, "width": 1.5},
        fillcolor=colour,
        text=_at_the_end(f" {name} {values[-1]:,}", len(values)),
        textposition="middle right",
        textfont={"color": TEXT, "size": 13},
        cliponaxis=False,
        hovertemplate=f"%{{x|%d %b %Y}}, {name.lower()}: %{{y:,}}<extra></extra>",
    )


def _steps(days: list[object], values: list[float], name: str, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        name=f"Posts {name.lower()}",
        x=days,
        y=values,
        yaxis="y2",
        mode="lines+text",
        line={"color": colour, "width": 2, "dash": dash, "shape": "hv"},
        text=_at_the_end(f" {name}", len(values)),
        textposition="middle right",
        textfont={"color": TEXT, "size": 13},
        cliponaxis=False,
        hovertemplate=f"%{{x|%b %Y}}, posts {name.lower()}: %{{y:.1f}}<extra></extra>",
    )


def _at_the_end(words: str, count: int) -> list[str]:
    return [""] * (count - 1) + [words]
