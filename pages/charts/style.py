"""How every chart looks: one template, the palette in its order, nothing that is not ink for data."""

from collections.abc import Sequence
from textwrap import wrap

import plotly.graph_objects as go

# The Government Analysis Function's categorical palette, in its order; at most four at a time.
BLUE, TEAL, PLUM, ORANGE, GREY, LILAC = PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1")
PALE_BLUE = "#6BACE6"
TEXT, MUTED, RULE = "#0b0c0c", "#505a5f", "#d8d8d8"
ROW_HEIGHT, TWO_LINE_ROW = 26, 36

_AXIS = {
    "gridcolor": RULE,
    "zeroline": False,
    "linecolor": MUTED,
    "ticks": "outside",
    "tickcolor": MUTED,
    "title": {"font": {"size": 13, "color": MUTED}, "standoff": 8},
    "automargin": True,
    "fixedrange": True,
}
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": "Arial, Liberation Sans, sans-serif", "size": 14, "color": TEXT},
        "colorway": list(PALETTE),
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "hoverlabel": {"font": {"family": "Arial, Liberation Sans, sans-serif", "size": 13}},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
        "separators": ".,",
        "dragmode": False,
        "clickmode": "event+select",
    }
)


def styled(
    traces: list[go.Bar | go.Scatter | go.Heatmap | go.Histogram], height: int = 340, **layout: object
) -> go.Figure:
    """A figure of these traces in the house style; `layout` goes to Plotly as it is."""
    return go.Figure(traces, {"template": TEMPLATE, "height": height, **layout})


def label_axis(labels: Sequence[str]) -> dict[str, object]:
    """A category axis for long names: at most two lines each (the whole name is in the table), the first on top."""
    return {
        "autorange": "reversed",
        "ticks": "",
        "tickmode": "array",
        "tickvals": list(labels),
        "ticktext": wrapped(labels),
    }


def rows_height(labels: Sequence[str], around: int) -> int:
    """Pixels for one row per label, higher where a name takes two lines, and `around` for axis and margins."""
    is_long = any("<br>" in label for label in wrapped(labels))
    return around + (TWO_LINE_ROW if is_long else ROW_HEIGHT) * max(len(labels), 3)


def wrapped(labels: Sequence[str], width: int = 36, lines: int = 2) -> list[str]:
    """Labels broken into lines of about `width` characters, cut after `lines`."""
    broken = (wrap(label.replace("/", "/ "), width, max_lines=lines, placeholder=" …") for label in labels)
    return ["<br>".join(parts) for parts in broken]
