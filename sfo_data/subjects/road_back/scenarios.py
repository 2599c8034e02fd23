"""What if the team had more posts, fewer reviews came back, or fewer were extended?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.reporting_calendar import add_months
from sfo_data.definitions.targets import Target
from sfo_data.questions.queries import Read
from sfo_data.statistics.arrays import Ints
from sfo_data.statistics.queue_forecast import Queue, Rate, Share, back_in, by_month, simulate, spread
from sfo_data.statistics.queue_forecast.queue import Floats
from sfo_data.subjects.road_back.fit import everything, working_days

PATHS = 200
YEARS = 3
SEED = 20


class Mark(StrEnum):
    """When reviews count as on time again."""

    HALF = "half"
    MOST = "most"


# Of the reviews accepted in a month: the middle review, and nearly all.
MARKS = {Mark.HALF: 0.5, Mark.MOST: 0.8}


@dataclass(frozen=True)
class Scenario:
    """What is different from today; None is as found. Shares are 0 to 1; `return_rate` is that of first rounds."""

    name: str
    posts: float | None = None
    return_rate: float | None = None
    notified_a_month: float | None = None
    extended: float | None = None


@dataclass(frozen=True)
class Back:
    """The month in which a mark is met to stay: median and 80% interval over paths; None is not within the horizon.

    `share` is the share of paths that get there.
    """

    month: date | None
    earliest: date | None
    latest: date | None
    share: float


@dataclass(frozen=True, eq=False)
class Ahead:
    """A scenario played out. `months`: one row per month end from the day of knowledge on, with the median and 80%
    limits of reviews open and of the share of the reviews accepted in the month that took the target or less.

    `back` is by mark; `at_best` the mean share within the `target` if no review ever waited.
    """

    scenario: Scenario
    months: pl.DataFrame
    back: dict[Mark, Back]
    at_best: float
    target: Target


def offered(queue: Queue, funded: float) -> list[Scenario]:
    """Today's posts, one and two more, those funded, and those funded with half as many returned or extended."""
    today, *funded_team = teams(queue, funded)
    more = [Scenario(_posts(queue.posts + n), queue.posts + n) for n in (1, 2) if queue.posts + n < funded]
    name, fewer = _funded(funded), (queue.returned[0].mean / 2, queue.extended.mean / 2)
    return [
        today,
        *more,
        *funded_team,
        Scenario(f"{name}, half as many returned", funded, return_rate=fewer[0]),
        Scenario(f"{name}, half as many extended", funded, extended=fewer[1]),
    ]


def teams(queue: Queue, funded: float) -> list[Scenario]:
    """Today's team and, where it is another, the funded one."""
    today = Scenario(f"Today’s {_posts(queue.posts)}")
    return [today, Scenario(_funded(funded), funded)] if funded != queue.posts else [today]


def _funded(number: float) -> str:
    return f"The {number:.0f} funded {'post' if number == 1 else 'posts'}"


def compared(played: Sequence[Ahead], funded: float) -> list[Ahead]:
    """Of the scenarios offered, today's team and, where it is another, the funded one."""
    teams = [each for each in played if each.scenario.return_rate is None and each.scenario.extended is None]
    return [each for each in teams if each.scenario.posts in (None, funded)]


def _posts(number: float) -> str:
    return f"{number:.0f} {'post' if number == 1 else 'posts'}"


def own(queue: Queue, posts: float, returned: int, notified: int, extended: int) -> Scenario:
    """The reader's scenario: posts, per cent returned, offences notified a month, per cent extended.

    A number left as it is in force stays as uncertain as it was found.
    """
    _, was_returned, was_notified, was_extended = rounded(queue)
    return Scenario(
        "Your scenario",
        posts,
        None if returned == was_returned else returned / 100,
        None if notified == was_notified else float(notified),
        None if extended == was_extended else extended / 100,
    )


def rounded(queue: Queue) -> tuple[int, int, int, int]:
    """What is in force, in the units of `own`."""
    return (
        round(queue.posts),
        round(100 * queue.returned[0].mean),
        round(queue.notified.events / 12),
        round(100 * queue.extended.mean),
    )


def _changed(queue: Queue, scenario: Scenario) -> Queue:
    """What a scenario sets is taken as known; the return rate of second rounds moves in step with that of first."""
    if scenario.posts is not None:
        queue = replace(queue, posts=scenario.posts)
    if scenario.return_rate is not None:
        scale = scenario.return_rate / queue.returned[0].mean if queue.returned[0].mean else 1.0
        second = min(queue.returned[1].mean * scale, 1.0)
        queue = replace(queue, returned=(Share(scenario.return_rate, 1, True), Share(second, 1, True)))
    if scenario.notified_a_month is not None:
        queue = replace(queue, notified=Rate(scenario.notified_a_month * 12, queue.notified.exposure, 0.0))
    if scenario.extended is not None:
        queue = replace(queue, extended=Share(scenario.extended, 1, True))
    return queue


def ahead(queue: Queue, known_on: date, scenario: Scenario) -> Ahead:
    """Plays a scenario out to the end of the month three years on. Raises NoForecast."""
    changed, target = _changed(queue, scenario), targets.on(known_on)
    days = working_days(known_on, add_months(known_on, 12 * YEARS + 1) - timedelta(days=1))
    month = days["day"].dt.truncate("1mo")
    starts = np.flatnonzero(month != month.shift(1, fill_value=date.min))
    paths = simulate(changed, PATHS, days.height, SEED, target.days)
    accepted, in_time = by_month(paths.accepted, starts), by_month(paths.in_time, starts)
    months = month.gather(starts)
    whole = months.to_numpy() > np.datetime64(known_on)
    back = {
        name: _back(back_in(accepted[:, whole], in_time[:, whole], paths.at_best, wanted), months.filter(whole))
        for name, wanted in MARKS.items()
    }
    at_ends = paths.open[:, np.append(starts[1:], days.height) - 1]
    in_hand, share = len(queue.open.received), in_time / np.maximum(accepted, 1)
    frame = _fan(in_hand, known_on, months.dt.month_end(), at_ends, share)
    return Ahead(scenario, frame, back, float(paths.at_best.mean()), target)


def _back(found: Floats, months: pl.Series) -> Back:
    middle, lower, upper = (months[int(place)] if np.isfinite(place) else None for place in spread(found))
    return Back(middle, lower, upper, float(np.isfinite(found).mean()))


def _fan(in_hand: int, known_on: date, ends: pl.Series, still_open: Ints, share: Floats) -> pl.DataFrame:
    """The spread of what is open and in time at month ends; the first row is the day of knowledge."""
    columns: dict[str, Floats] = {}
    for name, values in (("open", still_open), ("share", share)):
        columns |= dict(zip((name, f"{name}_lower", f"{name}_upper"), spread(values.astype(float)), strict=True))
    today = {"on": [known_on], **{name: [float(in_hand)] for name in columns if name.startswith("open")}}
    return pl.concat([pl.DataFrame(today), pl.DataFrame({"on": ends, **columns})], how="diagonal")


def open_so_far(read: Read, known_on: date, months: int = 24) -> pl.DataFrame:
    """Reviews open at the end of each of the last months, and on the day of knowledge: on, open."""
    reviews = read("reviews", everything(known_on), None).filter(pl.col("qa_received_on").is_not_null())
    ends = pl.date_range(add_months(known_on, -months), add_months(known_on, 0), "1mo", eager=True)
    on = pl.DataFrame({"on": [*(ends.dt.offset_by("-1d")), known_on]}).unique(maintain_order=True)
    left = pl.min_horizontal("qa_completed_on", "withdrawn_on")
    joined, gone = (reviews.select(day=day).drop_nulls()["day"].sort() for day in (pl.col("qa_received_on"), left))
    came, went = (days.search_sorted(on["on"], "right").cast(pl.Int64) for days in (joined, gone))
    return on.with_columns(open=came - went)
