"""Reads deliveries with the csv module only, so that nothing of the generator is trusted."""

import csv
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

Row = dict[str, str]


def rows(folder: Path, table: str) -> list[Row]:
    """The rows of one table of a delivery, as text."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def keyed(folder: Path, table: str, key: str) -> dict[str, Row]:
    """The rows of a table by the value of `key`; the last row wins."""
    return {row[key]: row for row in rows(folder, table)}


def share(flags: Iterable[bool]) -> float:
    """The share that is true."""
    counted = Counter(flags)
    return counted[True] / (counted[True] + counted[False])


def median(numbers: Iterable[int]) -> float:
    """The middle number, or the mean of the two in the middle."""
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return float(ordered[middle]) if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
