"""How every chart looks: one template, the palette in its order, nothing that is not ink for data."""

import re
from collections.abc import Sequence
from datetime import date
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from sfo_data.definitions.annotations import LETTERS
from sfo_data.wording.palette import MUTED, PALETTE, RULE, TEXT

# The first series is a solid line of dots, the next are told apart without colour too.
DASHES = ("solid", "dash", "dot", "dashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up")
ROW_HEIGHT, TWO_LINE_ROW = 26, 36
# Characters of a name in a line.
NAME = 36

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
        "clickmode": "event",
    }
)
_TEMPLATE = TEMPLATE.to_plotly_json()


def styled(
    traces: list[go.Bar | go.Scatter | go.Heatmap | go.Histogram], height: int = 340, **layout: object
) -> go.Figure:
    """A figure of these traces in the house style; `layout` goes to Plotly as it is, in its own names without "_".

    Plotly checks traces and layout against its schema, 3 of the 5 ms that a chart takes: the traces check themselves,
    the tests check every layout.
    """
    drawn = {"template": _TEMPLATE, "height": height, **inert(layout)}
    return go.Figure([inert(trace.to_plotly_json()) for trace in traces], drawn, _validate=False)


# Plotly's text knows links (<a href>) and styles (<span style>, which may fetch a picture from anywhere). Only what the
# charts themselves write stays a mark. What Plotly does not know as a mark it shows, so a word joiner is enough; an
# entity would be shown as it is spelled where Plotly does not read marks.
_MARK = re.compile(r"<(?=[/a-zA-Z])(?!/?(?:b|br|extra)>)")
_UNMARKED = "<\u2060"


def inert(value: Any) -> Any:
    """The same parts of a figure, with no name out of the data that Plotly would take for a mark of its own."""
    if isinstance(value, str):
        return _MARK.sub(_UNMARKED, value) if "<" in value else value
    if isinstance(value, dict):
        return {key: inert(each) for key, each in value.items()}
    return [inert(each) for each in value] if isinstance(value, list | tuple) else value


def as_named(text: str) -> str:
    """The name that a chart was given, from the text that it drew."""
    return text.replace(_UNMARKED, "<")


def value_axis(title: str, tick_format: str, highest: float) -> dict[str, Any]:
    """The y axis of numbers up to `highest`, and the margins that it and an x axis of one line and no title need.

    Plotly would find them by drawing twice: 25 ms of a click for each chart. `tick_format` is Python's as well as D3's.
    """
    # A tick may stand above the highest value: 97 has one at 100.
    widest = len(format(1.1 * highest, tick_format))
    axis = {"title": {"text": title}, "rangemode": "tozero", "tickformat": tick_format, "automargin": False}
    return {"yaxis": axis, "margin": {"l": 38 + 8 * widest, "r": 24, "b": 30}}


def label_axis(labels: Sequence[str], width: int = NAME, lines: int = 2) -> dict[str, object]:
    """A category axis for long names: at most `lines` each (the whole name is in the table), the first on top."""
    return {
        "autorange": "reversed",
        "ticks": "",
        "tickmode": "array",
        "tickvals": list(labels),
        "ticktext": wrapped(labels, width, lines),
    }


def rows_height(labels: Sequence[str], around: int, width: int = NAME) -> int:
    """Pixels for one row per label, higher where a name takes two lines, and `around` for axis and margins."""
    is_long = any("<br>" in label for label in wrapped(labels, width))
    return around + (TWO_LINE_ROW if is_long else ROW_HEIGHT) * max(len(labels), 3)


def wrapped(labels: Sequence[str], width: int, lines: int = 2) -> list[str]:
    """Labels broken into lines of about `width` characters, cut after `lines`."""
    broken = (wrap(label.replace("/", "/ "), width, max_lines=lines, placeholder=" …") for label in labels)
    return ["<br>".join(parts) for parts in broken]


# A line and its note, as Plotly's layout takes them.
Mark = tuple[dict[str, object], dict[str, object]]
Marks = dict[str, Any]


def marked(*lines: Mark) -> Marks:
    """`across` and `along` lines as part of a layout: add_hline and add_vline take 7 ms each, a third of a chart."""
    return {"shapes": [line for line, _ in lines], "annotations": [note for _, note in lines if note["text"]]}


def across(y: float, text: str = "", colour: str = MUTED, dash: str = "dash") -> Mark:
    """A line across the plot at `y`, with its text at the right end."""
    line = {"x0": 0, "x1": 1, "xref": "paper", "y0": y, "y1": y}
    return _line(line, colour, dash), _note(text, colour, x=1, xref="paper", xanchor="right", y=y, yanchor="bottom")


def stretch(days: tuple[date, date], y: float, text: str = "", colour: str = MUTED, dash: str = "dash") -> Mark:
    """A line at `y` from one day to another, with its text above its end."""
    first, last = (day.isoformat() for day in days)
    line = {"x0": first, "x1": last, "y0": y, "y1": y}
    return _line(line, colour, dash), _note(text, colour, x=last, xanchor="right", y=y, yanchor="bottom")


def along(x: object, text: str = "", colour: str = MUTED, dash: str = "dash") -> Mark:
    """A line up the plot at `x`, with its text above it: leave a top margin of 30."""
    line = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return _line(line, colour, dash), _note(text, colour, x=x, xanchor="center", y=1, yref="paper", yanchor="bottom")


def marked_days(days: Sequence[tuple[date, str]]) -> list[Mark]:
    """A dotted line up the plot on each day, its title hanging from the top: for lines that run along the axis."""
    lines = [along(day.isoformat(), title, dash="dot") for day, title in days]
    for _, note in lines:
        note |= {
            "textangle": -90,
            "xanchor": "right",
            "y": 0.97,
            "yanchor": "top",
            "font": {"size": 12, "color": MUTED},
        }
    return lines


def lettered_days(days: Sequence[date]) -> list[Mark]:
    """A dotted line up the plot on each day with A, B, C above: titles would run over points and into each other."""
    lettered = zip(LETTERS, days, strict=False)
    return [along(day.isoformat(), letter, dash="dot") for letter, day in lettered]


def _line(where: dict[str, object], colour: str, dash: str) -> dict[str, object]:
    return {"type": "line", "line": {"color": colour, "width": 1.5, "dash": dash}, **where}


def _note(text: str, colour: str, **where: object) -> dict[str, object]:
    return {"text": text, "font": {"color": colour}, "showarrow": False, **where}
