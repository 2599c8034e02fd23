"""How far were others involved, and when were they told? Several steps per group, and the share told by each day."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import polars as pl

from pages.charts.dots import fills
from pages.charts.style import across, label_axis, marked, styled, wrapped
from sfo_data.wording.palette import BLUE, MUTED, ORANGE, PLUM, TEAL

# Colour and shape both tell, up to four steps.
MARKS = ((BLUE, "circle"), (TEAL, "square"), (PLUM, "diamond"), (ORANGE, "triangle-up"))
STEP_HEIGHT, AROUND = 15, 130


def steps_by_group(frame: pl.DataFrame, label: str, names: Mapping[str, str], axis: str) -> go.Figure:
    """A dot (value) and bar (lower to upper) per `label` and step; `names` maps the steps, at most four, to words.

    Groups in the frame's order, the first on top, steps in theirs below each other. With a column `stands`, only those
    that stand apart are filled.
    """
    labels = frame[label].unique(maintain_order=True).to_list()
    places = {each: place for place, each in enumerate(labels)}
    traces = [
        _dots(
            frame.filter((pl.col("measure") == step) & pl.col("value").is_not_null()),
            label,
            {each: place + (nth + 1) / (len(names) + 1) - 0.5 for each, place in places.items()},
            words,
            MARKS[nth],
        )
        for nth, (step, words) in enumerate(names.items())
    ]
    return styled(
        traces,
        height=AROUND + STEP_HEIGHT * (len(names) + 1) * max(len(labels), 2),
        showlegend=len(names) > 1,
        yaxis={
            **label_axis(labels),
            "tickvals": list(places.values()),
            "ticktext": wrapped(labels, 20),
            "range": [len(labels) - 0.5, -0.5],
            "autorange": False,
            "showgrid": False,
        },
        xaxis={"title": {"text": axis}, "tickformat": ".0%", "range": [0, 1.02], "nticks": 6, "tickangle": 0},
        shapes=_rules(len(labels)),
    )


def _dots(
    part: pl.DataFrame, label: str, heights: Mapping[str, float], words: str, mark: tuple[str, str]
) -> go.Scatter:
    colour, symbol = mark
    return go.Scatter(
        name=words,
        x=part["value"].to_list(),
        y=[heights[each] for each in part[label]],
        mode="markers",
        marker={
            "color": fills(part, colour),
            "symbol": symbol,
            "size": 9,
            "line": {"color": colour, "width": 1.8},
        },
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (part["upper"] - part["value"]).to_list(),
            "arrayminus": (part["value"] - part["lower"]).to_list(),
            "color": colour,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=part.select(label, "numerator", "denominator").rows(),
        hovertemplate=f"%{{customdata[0]}}, {words.lower()}: %{{x:.0%}} "
        "(%{customdata[1]:,} of %{customdata[2]:,.0f})<extra></extra>",
    )


def _rules(groups: int) -> Sequence[dict[str, object]]:
    """A thin line between one group and the next."""
    line = {"color": MUTED, "width": 0.4}
    return [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": place + 0.5, "y1": place + 0.5, "line": line}
        for place in range(groups - 1)
    ]


def share_told(curve: pl.DataFrame) -> go.Figure:
    """The share told by each day (told over day) as a step line inside its interval, where there is one."""
    step = {"shape": "hv", "width": 0}
    band = curve.filter(pl.col("lower").is_not_null() & pl.col("upper").is_not_null())
    ends = [
        go.Scatter(x=band["day"].to_list(), y=band[name].to_list(), mode="lines", line=step, hoverinfo="skip", **fill)
        for name, fill in (("lower", {}), ("upper", {"fill": "tonexty", "fillcolor": "rgba(107,172,230,0.35)"}))
    ]
    told = go.Scatter(
        x=curve["day"].to_list(),
        y=curve["told"].to_list(),
        mode="lines",
        line={"color": BLUE, "width": 2.5, "shape": "hv"},
        hovertemplate="%{y:.0%} told by day %{x}<extra></extra>",
    )
    return styled(
        [*ends, told],
        showlegend=False,
        xaxis={"title": {"text": "Calendar days since the review was accepted"}, "rangemode": "tozero"},
        yaxis={"title": {"text": "Share told"}, "range": [0, 1.02], "tickformat": ".0%"},
        **marked(across(0.5, "Half")),
    )
