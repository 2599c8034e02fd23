"""How many posts does the quality assurance team have, and how many rounds can they finish in a day?"""

import numpy as np
import polars as pl

from sfo_data.statistics.arrays import Ints
from sfo_data.store.synthetic import working_days
from sfo_data.store.synthetic.calibration import CASES, FIRST_DAY, KNOWN_ON, POSTS_FILLED, POSTS_FUNDED, ROUNDS_PER_POST
from sfo_data.store.synthetic.draws import Floats, day_number


def _filled(days: Ints) -> Ints:
    starts = np.array([day_number(start) for start in POSTS_FILLED])
    return np.array(list(POSTS_FILLED.values()))[np.searchsorted(starts, days, side="right") - 1]


def qa_staffing(cases: int) -> pl.DataFrame:
    """The table qa_staffing; the posts grow with the number of cases, at least one where any is filled."""
    months = pl.date_range(FIRST_DAY, KNOWN_ON.replace(day=1), "1mo", eager=True).alias("month_start_on")
    filled = _filled(months.cast(pl.Int32).to_numpy().astype(np.int64))
    scale = cases / CASES
    return pl.DataFrame(
        {
            "month_start_on": months,
            "posts_funded": np.full(len(months), max(1, round(POSTS_FUNDED * scale))),
            "posts_filled": np.maximum(1, np.rint(filled * scale)).astype(np.int64),
            "known_from": months,
        }
    )


def rounds_by_day(first: int, last: int, cases: int) -> Ints:
    """Rounds the team can take up on each working day from number `first` to `last`."""
    days = working_days.day(np.arange(first, last + 1))
    capacity: Floats = np.cumsum(_filled(days) * ROUNDS_PER_POST * (cases / CASES))
    return np.diff(np.floor(capacity), prepend=0).astype(np.int64)
