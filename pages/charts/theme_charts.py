"""Themes: how often, where, together with which, and since when."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import log10
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pages.charts.grid import PALE_TO_BLUE
from pages.charts.style import TWO_LINE_ROW, across, label_axis, marked, marked_days, styled, wrapped
from sfo_data.statistics.stands_apart import APART, Stands
from sfo_data.wording.palette import BLUE, MUTED, ORANGE, PALE_BLUE, RULE, TEXT, WHITE

WIDEST = 22  # letters in a line of a theme's name: on a telephone the rest is the chart's
# Filled by finding; the sign in the cell says the same.
SHADES = {Stands.NO_EVIDENCE: WHITE, Stands.ABOVE: PALE_BLUE, Stands.BELOW: "#f7d9c9"}
SIGNS = {Stands.ABOVE: "▲", Stands.BELOW: "▼"}


def grouped_dots(frame: pl.DataFrame, label: str, group: str, axis: str) -> go.Figure:
    """One dot (value) and bar (lower to upper) per `label`, in the frame's order, under a heading for each `group`."""
    rows: list[str] = []
    texts: list[str] = []
    for (name,), part in frame.group_by(group, maintain_order=True):
        if frame[group].n_unique() > 1:
            rows.append(f"group {name}")
            texts.append(f"<b>{name}</b>")
        rows += part[label].to_list()
        texts += wrapped(part[label].to_list(), WIDEST)
    dots = go.Scatter(
        x=frame["value"].to_list(),
        y=frame[label].to_list(),
        mode="markers",
        marker={"color": BLUE, "size": 9},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (frame["upper"] - frame["value"]).to_list(),
            "arrayminus": (frame["value"] - frame["lower"]).to_list(),
            "color": BLUE,
            "thickness": 1.5,
            "width": 0,
        },
        hovertemplate="%{y}: %{x:.0%}<extra></extra>",
    )
    return styled(
        [dots],
        height=80 + TWO_LINE_ROW * max(len(rows), 3),
        yaxis={
            **label_axis(rows),
            "ticktext": texts,
            "categoryorder": "array",
            "categoryarray": rows,
            "autorange": False,
            "range": [len(rows) - 0.5, -0.5],
        },
        xaxis={"title": {"text": axis}, "rangemode": "tozero", "tickformat": ".0%", "nticks": 6, "tickangle": 0},
    )


def ratio_grid(cells: pl.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """The ratio (value) of each theme and group; those that `stands` apart are shaded and carry ▲ or ▼."""
    found = {(row["theme"], row["group"]): row for row in cells.iter_rows(named=True)}
    grid = [[found[theme, group] for group in columns] for theme in rows]
    kinds = list(SHADES)
    heat = go.Heatmap(
        z=[
            [kinds.index(cell["stands"] if cell["stands"] in APART else Stands.NO_EVIDENCE) for cell in line]
            for line in grid
        ],
        zmin=0,
        zmax=2,
        colorscale=[[at / 2, shade] for at, shade in enumerate(SHADES.values())],
        text=[[_in_cell(cell) for cell in line] for line in grid],
        **_cells(rows, wrapped(columns, 18)),
    )
    return _gridded(heat, rows, 160, None)


def together_grid(cells: pl.DataFrame, rows: Sequence[str], codes: Mapping[str, str]) -> go.Figure:
    """Reviews (observed) with each two themes, darker where more; pairs that `stands` apart carry ▲ or ▼."""
    found = {frozenset((row["theme"], row["other"])): row for row in cells.iter_rows(named=True)}
    grid = [[found.get(frozenset((one, other))) for other in rows] for one in rows]
    heat = go.Heatmap(
        z=[[None if cell is None else cell["observed"] for cell in line] for line in grid],
        zmin=0,
        colorscale=PALE_TO_BLUE,
        text=[["" if cell is None else SIGNS.get(cell["stands"], "") for cell in line] for line in grid],
        customdata=[list(rows)] * len(rows),
        **_cells(rows, [codes[name] for name in rows]),
    )
    heat.hovertemplate = "%{y} with %{customdata}: %{z} reviews %{text}<extra></extra>"
    return _gridded(heat, rows, 80, -90)


def _in_cell(cell: Mapping[str, Any]) -> str:
    return "" if cell["value"] is None else f"{SIGNS.get(cell['stands'], '')} {round(cell['value'], 2):.1f}".strip()


def _cells(rows: Sequence[str], heads: Sequence[str]) -> dict[str, object]:
    return {
        "x": list(heads),
        "y": list(rows),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "texttemplate": "%{text}",
        "textfont": {"color": TEXT, "size": 12},
        "hoverongaps": False,
        "hovertemplate": "%{y}, %{x}: %{text}<extra></extra>",
    }


def _gridded(heat: go.Heatmap, rows: Sequence[str], around: int, angle: int | None) -> go.Figure:
    return styled(
        [heat],
        height=around + TWO_LINE_ROW * max(len(rows), 3),
        plot_bgcolor=RULE,
        yaxis={**label_axis(rows), "ticktext": wrapped(rows, WIDEST), "showgrid": False},
        xaxis={"side": "top", "ticks": "", "tickangle": angle, "showgrid": False, "tickfont": {"size": 12}},
    )


def evidence_lines(drawn: pl.DataFrame, needed: float, marks: Sequence[tuple[date, str]]) -> go.Figure:
    """Evidence over time on a log scale: a line (evidence over accepted_on) for each `line`, at most three.

    A line at `needed`, the evidence at which a first theme is named; `marks` are days with a short title.
    """
    looks = (MUTED, "dash"), (BLUE, "solid"), (ORANGE, "dot")
    parts = drawn.partition_by("line", maintain_order=True)
    lines = [_line(part, part["line"][0], *look) for part, look in zip(parts, looks, strict=False)]
    line, note = across(needed, f"Flagged from {needed:,.0f}")
    # On a log axis an annotation, other than a line, is placed by its logarithm.
    note |= {"x": 0, "xanchor": "left", "y": log10(needed), "font": {"size": 12, "color": MUTED}}
    return styled(
        lines,
        showlegend=True,
        yaxis={"title": {"text": "Evidence (e-value)"}, "type": "log", "dtick": 2, "exponentformat": "power"},
        xaxis={"hoverformat": "%d %b %Y", "tickformat": "%b %Y", "nticks": 5, "tickangle": 0},
        margin={"t": 30},
        **marked((line, note), *marked_days(marks)),
    )


def _line(part: pl.DataFrame, name: str, colour: str, dash: str) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=part["accepted_on"].to_list(),
        y=part["evidence"].to_list(),
        mode="lines",
        line={"color": colour, "width": 2, "shape": "hv", "dash": dash},
        hovertemplate="%{x|%d %b %Y}, %{fullData.name}: %{y:.3g}<extra></extra>",
    )
