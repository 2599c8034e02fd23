"""A series as a chart needs it: each point with the level of its phase, the usual range, and whether it is a signal."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Numbers
from sfo_data.statistics.control_limits import POINT_COLUMNS, RULE_ORDER, Better, Limits, meaning, signals
from sfo_data.statistics.patterns import Reading, Scale, reading

# A move is news for so many months. Its month is found to within two or three, so one of over a year ago is none.
NEWS_MONTHS = 10


def phased_points(
    frame: pl.DataFrame,
    better: Better,
    steps: Sequence[date] = (),
    bounds: tuple[float, float] = (-np.inf, np.inf),
    power: float = 1.0,
    scale: Scale = "as it is",
    base: str | None = None,
    is_of_a_queue: bool = False,
) -> tuple[pl.DataFrame, Reading]:
    """`frame` in order of `when` with the columns of POINT_COLUMNS, and how its settled values read.

    Rows without a value, and those flagged `is_provisional`, take no part; they stand in the phase before them.
    `segment` is the phase, `mean` its level (sloping in a drift); limits are those of the newest phase, null before it
    and while it has under 12 points (`is_few`) or is moving. `rule` is the first rule of Making Data Count that a
    point of the newest phase meets; `side` and `meaning` are of what `reading` takes for a signal. `base` is the column
    of a share's base; `power` is that of a t-chart, and `bounds` those of the value.
    """
    ordered = frame.sort("when")
    # One pass: each by itself wakes a thread of polars, which costs more than its work.
    settled = ordered.with_row_index("row").filter(pl.col("value").is_not_null() & ~pl.col("is_provisional"))
    rows, days, values = settled["row"].to_numpy(), settled["when"], settled["value"].to_numpy() ** power
    starts = tuple(int((days < step).sum()) for step in steps)
    of = settled[base].cast(pl.Float64).to_numpy() if base else None
    read = reading(values, _news_from(days), starts, of, scale, is_of_a_queue)
    if not len(rows):
        return ordered.with_columns(pl.lit(None, kind).alias(name) for name, kind in POINT_COLUMNS.items()), read
    # A row that takes no part stands with the settled one before it; those before the first, with the first.
    beside = np.maximum(np.searchsorted(rows, np.arange(len(ordered)), side="right") - 1, 0)
    is_settled = np.isin(np.arange(len(ordered)), rows)
    is_newest = read.phase == read.phase[-1]
    marks: dict[str, list[Any]] = {
        "rule": _rules(values, read),
        "side": read.side.tolist(),
        "meaning": [meaning(each, better) for each in read.side],
    }
    columns: dict[str, Any] = {
        "mean": _on_scale(read.level, bounds, power)[beside],
        "lower_limit": _on_scale(read.lower, bounds, power)[beside],
        "upper_limit": _on_scale(read.upper, bounds, power)[beside],
        "segment": read.phase[beside],
        "is_few": (is_newest & ~read.has_range)[beside],
    }
    for name, each in marks.items():
        columns[name] = [each[place] if settled else None for place, settled in zip(beside, is_settled, strict=True)]
    return ordered.hstack(
        [pl.Series(name, columns[name], dtype=kind, nan_to_null=True) for name, kind in POINT_COLUMNS.items()]
    ), read


def _news_from(days: pl.Series) -> int:
    """The place of the first point of the newest `NEWS_MONTHS` months."""
    if days.is_empty():
        return 0
    after = days[-1:].dt.offset_by(f"-{NEWS_MONTHS}mo")[0]
    return int((days <= after).sum())


def _on_scale(levels: Numbers, bounds: tuple[float, float], power: float) -> Numbers:
    back = levels if power == 1 else np.maximum(levels, 0.0) ** (1 / power)
    on_scale: Numbers = np.clip(back, *bounds)
    return on_scale


def _rules(values: Numbers, read: Reading) -> list[str | None]:
    """For each point of a phase with a usual range the first rule that it meets, else None."""
    found: list[str | None] = [None] * len(values)
    if not read.has_range:
        return found
    places = np.flatnonzero(read.phase == read.phase[-1])
    lower, upper, mean = (float(each[places].mean()) for each in (read.lower, read.upper, read.level))
    fired = signals(values[places], Limits(mean, lower, upper, 0.0, 0))
    for rule in reversed(RULE_ORDER):
        for place in places[fired[rule] != 0]:
            found[place] = rule
    return found
