"""How sure is a share of agencies or practitioners, when those of one review tend to be treated alike?"""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.questions import summaries
from sfo_data.questions.design_effect import design_effect
from sfo_data.statistics import intervals


def clustered_shares(rows: pl.DataFrame, names: Sequence[str], by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per measure and group: the columns of `summaries.summarise`, with intervals that know of reviews.

    Wilson's interval of count and base, both divided by the design effect (Rao and Scott 1992).
    """
    return pl.concat([_one(rows, MEASURES[name], by) for name in names])


def _one(rows: pl.DataFrame, measure: Measure, by: Sequence[str]) -> pl.DataFrame:
    found = summaries.summarise(rows, measure, by)
    effect = design_effect(rows, measure, by)
    lower, upper = intervals.wilson(found["numerator"].to_numpy() / effect, found["denominator"].to_numpy() / effect)
    limits = {"lower": lower, "upper": upper}
    return found.with_columns(pl.Series(name, values, nan_to_null=True) for name, values in limits.items())
