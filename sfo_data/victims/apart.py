"""In which divisions do victims and families take up the offer more or less often than chance explains?"""

import numpy as np
import numpy.typing as npt
import polars as pl

from sfo_data import funnel
from sfo_data.intervals import Numbers
from sfo_data.measures import MEASURES

# The families of those killed and people who were themselves attacked need not answer alike: like is set beside like.
LIKE = "is_murder_or_manslaughter"


def stands_apart(counts: npt.ArrayLike, sizes: npt.ArrayLike) -> npt.NDArray[np.str_]:
    """Whether each group stands "above", "below" or "around" the share of all, stratum by stratum.

    `counts` and `sizes`: groups by strata. E-values for the sum of a group against the shares of all in the strata
    (`funnel.e_shares`), both directions, then e-BH (Wang and Ramdas 2022): of the groups said to stand apart at most
    5% are expected not to, and where none does, one is named in at most 5% of looks.
    """
    k, n = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float)
    shares = k.sum(axis=0) / np.maximum(n.sum(axis=0), 1.0)
    above, below = funnel.e_shares(k.sum(axis=1), n, shares)
    is_above, is_below = np.split(funnel.e_bh(np.concatenate([above, below])), 2)
    return np.select([is_above, is_below], ["above", "below"], "around")


def against_the_nation(rows: pl.DataFrame, name: str, by: str = "division") -> pl.DataFrame:
    """One row per group of a victim measure: `by`, stands (see `stands_apart`)."""
    measure = MEASURES[name]
    among = pl.lit(True) if measure.among is None else measure.among
    counted = rows.filter(among).group_by(by, LIKE).agg(count=measure.counted.sum(), base=pl.len())
    names = counted[by].unique().sort()
    stands = stands_apart(_by_stratum(counted, names, "count"), _by_stratum(counted, names, "base"))
    return pl.DataFrame({by: names, "stands": pl.Series(stands.tolist(), dtype=pl.String)})


def _by_stratum(counted: pl.DataFrame, names: pl.Series, value: str) -> Numbers:
    """`value` as an array, a row per name and a column per stratum of `LIKE`, 0 where there is none."""
    every = names.to_frame().join(pl.DataFrame({LIKE: [False, True]}), how="cross")
    filled = every.join(counted, on=[names.name, LIKE], how="left", maintain_order="left")[value].fill_null(0)
    return filled.cast(pl.Float64).to_numpy().reshape(-1, 2)
