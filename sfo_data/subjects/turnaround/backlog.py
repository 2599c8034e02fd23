"""How many reviews were open, and how many of them late, at the end of each month?"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import QA_CLOCK
from sfo_data.definitions.reporting_calendar import FIRST_DAY, add_months, calendar_days
from sfo_data.questions.queries import Read

MONTHS = 36
SCHEMA = {"day": pl.Date, "open": pl.Int64, "late": pl.Int64, "oldest": pl.Int64}
# Later than any day of the calendar.
NOT_YET = np.iinfo(np.int32).max


def backlog(read: Read, filters: Filters, first_day: date) -> pl.DataFrame:
    """One row per day: `day` (the last of each of the 36 months before the day of knowledge, none before `first_day`,
    and that day itself), open and late (reviews with HMPPS at its end), oldest (days of the QA clock; null of none).

    By what is known now of each review, so the last row is the state on the day of knowledge. Raises StoreMissing,
    StoreError.
    """
    rows = read("reviews", filters, None).filter(pl.col("qa_received_on").is_not_null())
    received = _numbers(rows["qa_received_on"])
    left = _numbers(rows.select(pl.min_horizontal("qa_completed_on", "withdrawn_on")).to_series())
    late = _late_from(received)
    end = filters.known_on
    ends = [add_months(end, -back) - timedelta(days=1) for back in range(MONTHS - 1, -1, -1)]
    found = []
    for day in [*(each for each in ends if first_day <= each < end), end]:
        at = _number(day)
        is_open = (received <= at) & (left > at)
        oldest = _waited(int(received[is_open].min()), at) if is_open.any() else None
        found.append((day, int(is_open.sum()), int((is_open & (late <= at)).sum()), oldest))
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def _number(day: date) -> int:
    return (day - FIRST_DAY).days


def _numbers(days: pl.Series) -> Any:
    return (days.to_physical() - (FIRST_DAY - date(1970, 1, 1)).days).fill_null(NOT_YET).to_numpy()


@lru_cache(maxsize=1)
def _working_days() -> Any:
    """By number of a day: the working days up to it."""
    return calendar_days()["working_day_number"].to_numpy()


def _late_from(received: Any) -> Any:
    """The first day on which a review is open for longer than the target in force on the day of its receipt."""
    late = np.zeros_like(received)
    for target in targets.TARGETS:
        if target.clock == "working":
            since = np.searchsorted(_working_days(), _working_days()[received] + target.days + 1)
        else:
            since = received + target.days + 1
        is_newest = received >= _number(target.valid_from)
        late = np.where(is_newest | (target is targets.TARGETS[0]), since, late)
    return late


def _waited(received: int, at: int) -> int:
    return int(_working_days()[at] - _working_days()[received]) if QA_CLOCK == "working" else at - received
