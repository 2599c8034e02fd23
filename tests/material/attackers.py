"""Two readers who work against the gate and share no code with it: one with linear programming, one who tries all.

Both are told which cells are not 0, as one may guess who knows that noughts are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import ceil, floor

from scipy.optimize import linprog

# Each equation: names on the left add up to the names on the right.
Equations = Sequence[tuple[Sequence[str], Sequence[str]]]


def rest_equations(shares: Sequence[tuple[str, str]]) -> list[tuple[list[str], list[str]]]:
    return [([base], [count, f"rest {count}/{base}"]) for count, base in shares]


def all_cells(cells: Mapping[str, int], shares: Sequence[tuple[str, str]]) -> dict[str, int]:
    return dict(cells) | {f"rest {count}/{base}": cells[base] - cells[count] for count, base in shares}


def by_programme(
    shown: Mapping[str, int], exact: Mapping[str, int], equations: Equations, name: str
) -> tuple[int, float]:
    """The least and most whole number of people in a cell, by linear programming over what is shown."""
    names = sorted({each for sides in equations for part in sides for each in part} | {name})
    rows = [[left.count(each) - right.count(each) for each in names] for left, right in equations]
    limits = [(shown[each], shown[each]) if each in shown else (min(exact[each], 1), None) for each in names]
    found = []
    for sign in (1, -1):
        answer = linprog(
            [sign if each == name else 0 for each in names],
            A_eq=rows or None,
            b_eq=[0] * len(rows) if rows else None,
            bounds=limits,
        )
        found.append(float("inf") if answer.status in (3, 4) else sign * answer.fun)
    return ceil(found[0] - 1e-6), found[1] if found[1] == float("inf") else floor(found[1] + 1e-6)


def every_table(
    shown: Mapping[str, int], exact: Mapping[str, int], equations: Equations, most: int
) -> Iterator[dict[str, int]]:
    """Every table of counts up to `most` that agrees with what is shown, found by trying them all."""
    unknown = [name for name in exact if name not in shown]
    for counts in product(*(range(min(exact[name], 1), most + 1) for name in unknown)):
        table = dict(shown) | dict(zip(unknown, counts, strict=True))
        if all(sum(table[name] for name in left) == sum(table[name] for name in right) for left, right in equations):
            yield table


def is_protected(least: float, most: float) -> bool:
    """Five and more is possible, and so are values five apart."""
    return most >= 5 and most - least >= 5
