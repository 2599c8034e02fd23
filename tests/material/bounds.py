"""How narrowly does a reader bound the counts that are not shown? By linear programmes over what adds up to what."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array


def bounded(
    limits: Mapping[Hashable, tuple[float, float | None]],
    equations: Sequence[tuple[Sequence[Hashable], Sequence[Hashable]]],
    among: Collection[Hashable],
) -> Iterator[tuple[Hashable, float, float]]:
    """The least and the most that each count `among` those of `limits` can be, where both sides of each equation add
    up to the same."""
    place = {name: index for index, name in enumerate(limits)}
    entries = [
        (row, place[name], sign)
        for row, sides in enumerate(equations) for sign, side in zip((1, -1), sides, strict=True) for name in side
    ]  # fmt: skip
    row, column, sign = map(list, zip(*entries, strict=True))
    matrix = csr_array((sign, (row, column)), shape=(len(equations), len(limits)))
    for name in sorted(among, key=place.__getitem__):
        ends = []
        for goal in (1, -1):
            cost = np.zeros(len(limits))
            cost[place[name]] = goal
            answer = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(equations)), bounds=list(limits.values()))
            assert answer.status != 2, "what is shown does not add up"
            ends.append(np.inf if answer.status in (3, 4) else goal * answer.fun)
        yield name, *ends
