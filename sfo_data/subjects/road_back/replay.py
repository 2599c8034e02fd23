"""How did forecasts made in the past do, against what was known later?"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.measures import WITH_HMPPS
from sfo_data.questions.queries import Read
from sfo_data.statistics.arrays import Ints
from sfo_data.statistics.queue_forecast import NoForecast, crps, simulate, spread
from sfo_data.subjects.road_back.fit import Staffing, everything, fit, working_days
from sfo_data.subjects.road_back.scenarios import PATHS, SEED

WEEKS = (4, 13, 26)


class Quantity(StrEnum):
    """What is forecast and scored."""

    OPEN = "Reviews open"
    FINISHED = "Rounds finished"


class Scored(NamedTuple):
    """One forecast of one quantity, with what came of it and the score of the naive forecast "stays as it is"."""

    made_on: date
    weeks: int
    quantity: str
    forecast: float
    lower: float
    upper: float
    observed: int
    naive: int
    crps: float
    crps_naive: float


def replay(read: Read, staffing: Staffing, states: Sequence[date], known_on: date) -> pl.DataFrame:
    """One row per past forecast, horizon in weeks and quantity (see `Scored`).

    A forecast is made from the first state of each month, with what was known then, and compared with the state in
    force 4, 13 and 26 weeks later. The naive forecast: as many reviews open as on the day, as many rounds finished as
    in as many weeks before. Horizons overlap, so that the rows are not independent.
    """
    past = [state for state in states if state <= known_on]
    origins = [
        day for place, day in enumerate(past) if not place or past[place - 1].replace(day=1) < day.replace(day=1)
    ]
    scored = [row for origin in origins for row in _scored(read, staffing, past, origin)]
    return pl.DataFrame(scored, schema=list(Scored._fields), orient="row").with_columns(
        is_inside=pl.col("observed").is_between("lower", "upper")
    )


def _scored(read: Read, staffing: Staffing, states: Sequence[date], origin: date) -> list[Scored]:
    ends = [origin + timedelta(weeks=weeks) for weeks in WEEKS if origin + timedelta(weeks=weeks) <= states[-1]]
    if not ends:
        return []
    days = working_days(origin, ends[-1])
    try:
        paths = simulate(fit(read, staffing, origin), PATHS, days.height, SEED, targets.on(origin).days)
    except NoForecast:
        return []
    rows = []
    for end in ends:
        known = max(state for state in states if state <= end)
        last = days["day"].search_sorted(known, "right") - 1
        for quantity, draws, observed, naive in (
            (Quantity.OPEN, paths.open[:, last], _open(read, known), _open(read, origin)),
            (
                Quantity.FINISHED,
                paths.finished[:, : last + 1].sum(axis=1),
                _finished(read, known, origin, known),
                _finished(read, origin, origin - (known - origin), origin),
            ),
        ):
            rows.append(_score(origin, (end - origin).days // 7, quantity, draws, observed, naive))
    return rows


def _score(origin: date, weeks: int, quantity: Quantity, draws: Ints, observed: int, naive: int) -> Scored:
    middle, lower, upper = (float(value) for value in spread(draws))
    return Scored(
        origin,
        weeks,
        quantity.value,
        middle,
        lower,
        upper,
        observed,
        naive,
        crps(draws, observed),
        float(abs(naive - observed)),
    )


def _open(read: Read, known_on: date) -> int:
    return read("reviews", everything(known_on), None).filter(WITH_HMPPS).height


def _finished(read: Read, known_on: date, after: date, until: date) -> int:
    rounds = read("qa_rounds", everything(known_on), None)
    return rounds.filter(pl.col("completed_on") > after, pl.col("completed_on") <= until).height


def coverage(scored: pl.DataFrame) -> pl.DataFrame:
    """One row per quantity and horizon: quantity, weeks, forecasts, inside (the 80% interval), mean_error (forecast
    less observed), crps and crps_naive (means)."""
    return (
        scored.group_by("quantity", "weeks", maintain_order=True)
        .agg(
            forecasts=pl.len().cast(pl.Int64),
            inside=pl.col("is_inside").sum().cast(pl.Int64),
            mean_error=(pl.col("forecast") - pl.col("observed")).mean(),
            crps=pl.col("crps").mean(),
            crps_naive=pl.col("crps_naive").mean(),
        )
        .sort("quantity", "weeks", descending=[True, False])
    )
