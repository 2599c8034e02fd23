"""How are agencies or practitioners involved in each division, and which divisions stand apart?"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import control_charts
from sfo_data.questions.queries import Read
from sfo_data.questions.stands_apart import divisions_apart
from sfo_data.subjects.involvement.clustered import clustered_shares


def steps_by_division(read: Read, filters: Filters, names: Sequence[str], first_day: date) -> pl.DataFrame:
    """One row per measure and division with a base, by name: `clustered_shares`, evidence and stands (`stands_apart`).

    England and Wales, whatever providers are selected, over 36 months to the end of the period, or from its start where
    that is earlier, because a division has few agencies with findings in a year. Like is compared with like by quarter,
    since the newest reviews have had least time. Raises StoreMissing, StoreError.
    """
    wide = control_charts.shown(filters, first_day)
    shares = [
        clustered_shares(read(MEASURES[name].question, wide.national(), MEASURES[name].dated_by), [name], ["division"])
        for name in names
    ]
    verdicts = divisions_apart(read, wide, names, ["quarter"]).select("measure", "division", "evidence", "stands")
    found = pl.concat(shares).filter(pl.col("denominator") > 0)
    return found.join(verdicts, on=["measure", "division"], how="left", maintain_order="left")
