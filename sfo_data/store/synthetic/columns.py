"""How drawn numbers become the columns of a table: labels, flags, and values left empty."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from sfo_data.definitions.categories import RATINGS, STANDARDS
from sfo_data.statistics.arrays import Flags, Ints
from sfo_data.store.synthetic.draws import Floats, chance, pick_by


def labels(names: Sequence[str], positions: Ints) -> pl.Series:
    """The name at each position."""
    return pl.Series(positions.astype(np.uint32)).cat.to(pl.Enum(names))


def blank(frame: pl.DataFrame, empty: Mapping[str, Flags]) -> pl.DataFrame:
    """`frame` with each named column empty where its flags are true."""
    return frame.with_columns(
        pl.when(pl.Series(is_empty)).then(None).otherwise(pl.col(name)).alias(name) for name, is_empty in empty.items()
    )


def ratings(rng: np.random.Generator, weights: Floats, group: Ints) -> pl.DataFrame:
    """rating_overall drawn from the row of `weights` that `group` names, and a rating a standard, near it."""
    size = len(group)
    overall = pick_by(rng, weights, group)
    names = ["rating_overall", *(f"rating_{standard}" for standard in STANDARDS)]
    near = [np.clip(overall + pick_by(rng, np.array([(0.2, 0.6, 0.2)]), group * 0) - 1, 0, 3) for _ in STANDARDS]
    drawn = {name: labels(RATINGS, rating) for name, rating in zip(names, [overall, *near], strict=True)}
    return blank(pl.DataFrame(drawn), {name: chance(rng, 0.04, size) for name in names})
