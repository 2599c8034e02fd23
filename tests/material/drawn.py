"""What a chart's picture says, read out of the specification that the browser gets, and where a table says it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from sfo_data.wording.tables import as_text

Label = str | float
NUMBER = r"-?\d+(?:,\d{3})*(?:\.\d+)?"


@dataclass(frozen=True)
class Point:
    """One drawn point: what it stands at, the number drawn, and the text written there."""

    labels: tuple[Label, ...]
    value: float
    text: str


@dataclass(frozen=True)
class Series:
    """The points of one trace in their order, each read along one axis."""

    name: str
    kind: str
    points: tuple[Point, ...]


def series_of(spec: str) -> list[Series]:
    """Every trace of a figure with a point in it; a trace of two measured axes is read along each."""
    return [each for trace in json.loads(spec)["data"] for each in _series(trace) if each.points]


def _series(trace: dict[str, Any]) -> Iterator[Series]:
    if trace["type"] == "heatmap":
        yield Series("", "heatmap", tuple(_cells(trace)))
        return
    x, y, custom = trace["x"], trace["y"], trace.get("customdata") or [None] * len(trace["x"])
    is_named = any(isinstance(each, str) for each in y)
    if isinstance(custom[0] if custom else None, list):
        # Several rows of dots under one name: their heights are layout.
        yield _along(trace, [each[0] for each in custom], x, [None] * len(x))
    elif is_named:
        yield _along(trace, y, x, custom)
    elif trace["type"] == "scatter" and custom and isinstance(custom[0], str) and not isinstance(x[0], str):
        yield _along(trace, custom, x, [None] * len(x))
        yield _along(trace, custom, y, [None] * len(x))
    elif custom and isinstance(custom[0], int):
        yield _along(trace, custom, y, [None] * len(x))
    else:
        yield _along(trace, x, y, custom)


def _along(trace: dict[str, Any], labels: list[Any], values: list[Any], also: list[Any]) -> Series:
    texts = trace.get("text") or [""] * len(labels)
    points = (
        Point(tuple(dict.fromkeys(_label(each) for each in (label, more) if each is not None)), value, str(text))
        for label, value, text, more in zip(labels, values, texts, also, strict=True)
        if value is not None
    )
    if trace["type"] == "bar":
        # A part of nothing is not drawn, and no text stands there.
        points = (each for each in points if each.value or each.text or trace.get("orientation") != "h")
    return Series(trace.get("name") or "", trace["type"], tuple(points))


def _cells(trace: dict[str, Any]) -> Iterator[Point]:
    """Each cell under its row and column; where a column goes by a code, its name is the custom data."""
    names = trace.get("customdata") or [trace["x"]] * len(trace["y"])
    for label, line, texts, others in zip(trace["y"], trace["z"], trace["text"], names, strict=True):
        for column, value, text, other in zip(trace["x"], line, texts, others, strict=True):
            if value is not None:
                yield Point((label, column if other == label else other), value, text)


def _label(label: Any) -> Label:
    """A label as a table prints it, days in words; a number as it is."""
    if isinstance(label, str) and (found := re.fullmatch(r"(\d{4}-\d\d-\d\d)(T00:00:00)?", label)):
        day = date.fromisoformat(found[1])
        return f"{day.day} {day:%b %Y}"
    return label if isinstance(label, str) else float(label)


def places(series: Series, table: pl.DataFrame) -> dict[str, list[int]]:
    """Column of the table -> the row of each point, for columns in which every point stands as it is printed."""
    texts = as_text(table)
    cells = {name: [_plain(cell) for cell in texts[name]] for name in table.columns}
    rows = list(zip(*cells.values(), strict=True))
    among = [at for at, row in enumerate(rows) if series.name and _plain(series.name) in row] or list(range(len(rows)))
    at = _rows(series, cells, rows, among)
    return {
        name: at
        for name in table.columns
        if at and all(_is_printed(point, texts[name][place]) for point, place in zip(series.points, at, strict=True))
    }


def _rows(series: Series, cells: dict[str, list[str]], rows: list[Any], among: list[int]) -> list[int]:
    """The one row that each point's labels name; nothing if a point has none, or two."""
    if isinstance(series.points[0].labels[0], float):
        days = [point.labels[0] for point in series.points]
        also = [_plain(str(label)) for label in series.points[0].labels[1:]]
        among = [at for at in among if all(label in rows[at] for label in also)]
        found = ([[at for at in among if _prints(day, cells[name][at])] for day in days] for name in cells)
        return next(([one for (one,) in each] for each in found if all(len(at) == 1 for at in each)), [])
    heads = {_plain(name).removesuffix("(%)") for name in cells}
    known = {cell for row in rows for cell in row} | heads
    places = []
    for point in series.points:
        wanted = [part for label in point.labels for part in _parts(str(label), known)]
        at = [each for each in among if all(part in rows[each] or part in heads for part in wanted)]
        if len(at) > 1:
            at = [each for each in at if _in_order(wanted, rows[each])]
        if len(at) != 1 or not wanted:
            return []
        places += at
    return places


def _parts(label: str, known: set[str]) -> list[str]:
    """A label as the table has it: whole; cut short; or of several cells, as "Low, CRC"."""
    whole = _plain(label)
    if whole in known:
        return [whole]
    if whole.endswith("…"):
        return [cell for cell in known if cell.startswith(whole[:-1])][:1]
    return [part for part in map(_plain, label.split(", ")) if part in known] or [whole]


def _in_order(wanted: list[str], row: tuple[str, ...]) -> bool:
    """Whether the row has the labels from left to right: of "Low, Medium" and "Medium, Low" only one is meant."""
    left = iter(row)
    return all(any(part == cell for cell in left) for part in wanted)


def _plain(text: str) -> str:
    return re.sub(r"\s|<br>|[*]", "", text)


def _is_printed(point: Point, cell: str) -> bool:
    """Whether a cell prints the number, as it is or in per cent, or what is written at it, to the digits written."""
    written = point.text.strip("▲▼ ").partition(" ")[0]
    if written and re.fullmatch(NUMBER, written) and re.fullmatch(NUMBER, cell):
        decimals = len(written.partition(".")[2])
        return f"{float(cell.replace(',', '')):,.{decimals}f}" == written
    return any(_prints(point.value * scale, cell) for scale in (1, 100))


def _prints(value: Any, cell: str) -> bool:
    """ "84% (82 to 87)" prints 84."""
    if not (found := re.fullmatch(rf"({NUMBER})(%.*)?", cell)):
        return False
    decimals = len(found[1].partition(".")[2])
    return f"{round(value, decimals):.{decimals}f}" == found[1].replace(",", "")
