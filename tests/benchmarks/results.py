"""What a benchmark found: a table on the screen, growth with the number of cases, and a file in build/benchmarks."""

import json
import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from sfo_data.definitions.settings import PROJECT

FOLDER = PROJECT / "build" / "benchmarks"
Row = Mapping[str, Any]
# On a machine that others use too, the same code has differed by this much between two runs.
SLOWER = 1.3


def growth(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The exponent b of cost ~ size^b by least squares over the logarithms: 1 grows as the rows, below 1 slower."""
    x, y = ([math.log(value) for value in values] for values in (sizes, costs))
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    together = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return together / sum((a - middle_x) ** 2 for a in x)


def grown(rows: Iterable[Row], by: str, of: str, columns: Sequence[str]) -> list[dict[str, Any]]:
    """One row per `by`: how each of `columns` grows with `of`, and (`steepest`) over its last step alone."""
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[by], []).append(row)
    found = []
    for name, group in groups.items():
        sizes = [row[of] for row in group]
        for column in columns if len(group) > 1 else ():
            costs = [row[column] for row in group]
            last = growth(sizes[-2:], costs[-2:])
            found.append({by: name, "cost": column, "exponent": growth(sizes, costs), "over the last step": last})
    return found


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, numbers to three figures."""
    names = list(rows[0])
    numeric = {name for name in names if isinstance(rows[0][name], int | float) and not isinstance(rows[0][name], bool)}
    lines = [
        "| " + " | ".join(names) + " |",
        "|" + "|".join("---:" if name in numeric else "---" for name in names) + "|",
    ]
    return "\n".join(lines + ["| " + " | ".join(_said(row[name]) for name in names) + " |" for row in rows])


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, float):
        return f"{value:,}" if isinstance(value, int) else str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def slower(before: Sequence[Row], now: Sequence[Row], by: float = SLOWER) -> list[dict[str, Any]]:
    """One row per figure more than `by` times what it was in the row that begins with the same name and size."""

    def named(row: Row) -> tuple[Any, ...]:
        return tuple(takewhile(lambda value: not isinstance(value, float), row.values()))

    earlier = {named(row): row for row in before}
    return [
        {"what": " ".join(map(str, named(row))), "figure": column, "before": old, "now": value, "times": value / old}
        for row in now
        for column, value in row.items()
        if isinstance(value, float) and (old := earlier.get(named(row), {}).get(column)) and value > by * old
    ]


def tell(name: str, costs: Sequence[Row], **others: Sequence[Row]) -> None:
    """Prints the tables, writes them to build/benchmarks/<name>.json, and says what costs more than the last time."""
    path = FOLDER / f"{name}.json"
    before = json.loads(path.read_text())["costs"] if path.exists() else []
    tables = {"costs": costs, **others, "slower_than_last_time": slower(before, costs)}
    for title, rows in tables.items():
        if rows:
            print(f"\n{name}: {title.replace('_', ' ')}\n{table(rows)}", flush=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = {"at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "load_average": os.getloadavg()[0], **tables}
    path.write_text(json.dumps(found, indent=1))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
