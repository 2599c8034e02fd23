"""What does a figure show, in sentences? Every number in them stands in its table, printed as there."""

from collections.abc import Sequence

import polars as pl

from sfo_data.wording.stands_words import NOTHING_FOUND
from sfo_data.wording.tables import MISSING, as_text

# Headings of columns in order of time, of which the last row is news.
IN_TIME = ("Date", "Day", "Week", "Month", "Quarter", "Year")
# What a number is measured by or lies between: in the table, and too much for sentences.
BESIDE = ("95% ", "Usually ", "Average", "Out of", "Person-years", "Rank")
# Column of marks -> the values that say nothing was found.
MARKS = {
    "Signal": {"No Signal", "Not complete yet", MISSING},
    "Finding": {*NOTHING_FOUND, MISSING},
}
MOST_NAMED = 6


def describe(title: str, table: pl.DataFrame) -> str:
    """The finding; how many points, from where to where; of each number highest, lowest and last; the marked points.

    It is the chart's alternative text and stands above its table. The points themselves are read one by one.
    """
    if table.is_empty():
        return f"{title}."
    texts = as_text(table)
    names = _names(table, texts)
    first = table.columns[0]
    span = f", {first} from {names[0]} to {names[-1]}" if table.height > 1 else f": {first} {names[0]}"
    numbers = [_number(name, table, texts, names) for name in table.columns if _is_told(name, table)]
    marks = [_marked(name, usual, texts, names) for name, usual in MARKS.items() if name in table.columns]
    count = f"{table.height} points" if table.height > 1 else "1 point"
    return " ".join([f"{title}.", f"{count}{span}.", *filter(None, [*numbers, *marks])])


def _names(table: pl.DataFrame, texts: pl.DataFrame) -> list[str]:
    """What each row is called: its texts before the first number, or the first column where that is a number."""
    leading = next((at for at, kind in enumerate(table.dtypes) if kind.is_numeric()), table.width)
    called = [name for name in table.columns[: max(leading, 1)] if name not in MARKS]
    return [", ".join(row) for row in texts.select(called).iter_rows()]


def _is_told(name: str, table: pl.DataFrame) -> bool:
    return table[name].dtype.is_numeric() and name != table.columns[0] and not name.startswith(BESIDE)


def _number(name: str, table: pl.DataFrame, texts: pl.DataFrame, names: Sequence[str]) -> str:
    values = table[name].to_list()
    places = [at for at, value in enumerate(values) if value is not None]
    if not places:
        return f"{name}: no value."
    highest = max(places, key=values.__getitem__)
    lowest = min(places, key=values.__getitem__)
    said = [f"highest {texts[name][highest]} ({names[highest]})", f"lowest {texts[name][lowest]} ({names[lowest]})"]
    if table.columns[0] in IN_TIME:
        said.append(f"last {texts[name][places[-1]]} ({names[places[-1]]})")
    return f"{name}: {', '.join(said)}." if len(places) > 1 else f"{name}: {texts[name][places[0]]}."


def _marked(column: str, usual: set[str], texts: pl.DataFrame, names: Sequence[str]) -> str:
    """ "Signal: Concern at 1 Mar 2017, 1 Apr 2017." The newest few of each kind; the table has them all."""
    kinds: dict[str, list[str]] = {}
    for name, mark in zip(names, texts[column], strict=True):
        if mark not in usual:
            kinds.setdefault(mark, []).append(name)
    if not kinds:
        return f"{column}: none."
    parts = []
    for mark, at in kinds.items():
        more = "earlier ones and " if len(at) > MOST_NAMED else ""
        parts.append(f"{mark} at {more}{'; '.join(at[-MOST_NAMED:])}")
    return f"{column}: {'. '.join(parts)}."
