"""What may come, in each of a few scenarios? A line for the middle, a band for the interval; the past in grey."""

import plotly.graph_objects as go
import polars as pl

from pages.charts.style import DASHES, across, marked, styled
from sfo_data.subjects.road_back import SO_FAR
from sfo_data.wording.palette import BLUE, GREY, PLUM, TEAL

_COLOURS = {BLUE: "rgba(18, 67, 109, 0.15)", TEAL: "rgba(40, 161, 151, 0.2)", PLUM: "rgba(128, 22, 80, 0.12)"}


def fan(
    scenarios: dict[str, pl.DataFrame],
    column: str,
    axis: str,
    so_far: pl.DataFrame | None = None,
    target: float | None = None,
    tick_format: str = ",",
) -> go.Figure:
    """Up to three scenarios over `on`: `column`, between `<column>_lower` and `<column>_upper`; before, `so_far`."""
    traces = []
    for (name, frame), (colour, pale), dash in zip(scenarios.items(), _COLOURS.items(), DASHES, strict=False):
        traces += _band(frame, column, name, pale)
        traces.append(_line(frame, column, name, colour, tick_format, dash))
    if so_far is not None:
        traces.append(_line(so_far, column, SO_FAR, GREY, tick_format, "dashdot"))
    return styled(
        traces,
        height=380,
        yaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": tick_format},
        xaxis={"hoverformat": "%b %Y"},
        # Filled areas turn Plotly's legend upside down.
        legend={"traceorder": "normal"},
        **marked(*([] if target is None else [across(target)])),
    )


def _line(frame: pl.DataFrame, column: str, name: str, colour: str, tick_format: str, dash: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=frame["on"].to_list(),
        y=frame[column].to_list(),
        mode="lines",
        line={"color": colour, "width": 2.5, "dash": dash},
        hovertemplate=f"%{{x|%b %Y}}, {name}: %{{y:{tick_format}}}<extra></extra>",
    )


def _band(frame: pl.DataFrame, column: str, name: str, pale: str) -> list[go.Scatter]:
    known = frame.filter(pl.col(f"{column}_lower").is_not_null())
    edge = {
        "name": name, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip", "showlegend": False,
        "x": known["on"].to_list(),
    }  # fmt: skip
    return [
        go.Scatter(y=known[f"{column}_lower"].to_list(), **edge),
        go.Scatter(y=known[f"{column}_upper"].to_list(), fill="tonexty", fillcolor=pale, **edge),
    ]
