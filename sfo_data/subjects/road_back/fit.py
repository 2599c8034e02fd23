"""What do the last twelve months say about the quality assurance team's queue, as known on a day?"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.measures import WITH_HMPPS
from sfo_data.definitions.reporting_calendar import calendar_days
from sfo_data.questions.queries import Read
from sfo_data.statistics.arrays import Ints
from sfo_data.statistics.queue_forecast import NoForecast, Open, Queue, Rate, Share, estimated
from sfo_data.statistics.queue_forecast.queue import READING, RETURNED, WAITING, Floats

# The table qa_staffing as known on a day.
Staffing = Callable[[date], pl.DataFrame]

WEEK = 5
# Whether a first submission was read ahead of others is asked only where at least so many waited.
FEWEST_IN_LINE = 10


@lru_cache(maxsize=1)
def _calendar() -> pl.DataFrame:
    return calendar_days()


def everything(known_on: date) -> Filters:
    """England and Wales, all providers, all years: the team has one queue, whatever the reader's filters say."""
    return Filters(NATIONAL, known_on, periods.period("all", known_on, known_on))


def year_before(known_on: date) -> Filters:
    """As `everything`, of the twelve months whose rates and shares a forecast rests on."""
    return everything(known_on).over(_year_before(known_on) + timedelta(days=1), known_on)


def working_days(after: date, until: date) -> pl.DataFrame:
    """One row per working day after the one date, up to and with the other: day."""
    return _calendar().filter("is_working_day", pl.col("day") > after, pl.col("day") <= until).select("day")


def fit(read: Read, staffing: Staffing, known_on: date) -> Queue:
    """The team's queue as known on a day, with rates and shares from the twelve months up to it. Raises NoForecast."""
    window = working_days(_year_before(known_on), known_on)
    first = 1 - window.height
    rounds = _numbered(read("qa_rounds", everything(known_on), None), known_on).with_columns(
        taken=pl.coalesce("allocated", "completed"),
        left=pl.coalesce("allocated", "completed", "withdrawn"),
        round=pl.col("round_number") - 1,
    )
    reviews = _numbered(read("reviews", everything(known_on), None), known_on)
    team = posts_by_day(staffing(known_on), window)
    output, variation = _output(rounds, team, first)
    finished = rounds.filter(pl.col("completed") >= first)
    if finished.is_empty():
        raise NoForecast("No round of quality assurance was finished in the last twelve months.")
    notified, due, sent = (reviews.filter(pl.col(on).is_between(first, 0)) for on in ("notified", "due", "received"))
    writing = reviews.filter(pl.col("review_status") == "Being written")
    resubmitted = rounds.sort("review_id", "round").with_columns(
        rewriting=pl.col("received") - pl.col("completed").shift(1).over("review_id")
    )
    return Queue(
        notified=_arrivals(notified["notified"], first),
        posts=float(team[-1]),
        output=output,
        output_variation=variation,
        returned=(_returned(finished, 0), _returned(finished, 1)),
        read_first=_read_first(rounds.filter(pl.col("round") == 0), first),
        extended=Share(due["extended"].count(), due.height),
        stopped_writing=_stopped(reviews, pl.col("notified"), pl.col("received"), first),
        stopped_open=_stopped(reviews, pl.col("received"), pl.col("accepted"), first),
        writing_days=_sample(notified, pl.col("due") - pl.col("notified")),
        extension_days=_sample(due, pl.col("extended") - pl.col("due")),
        lateness_days=_sample(sent, pl.col("received") - _EXPECTED),
        reading_days=_sample(finished, pl.col("completed") - pl.col("taken")),
        rewriting_days=_sample(resubmitted.filter(pl.col("received") >= first), pl.col("rewriting")),
        expected=_ints(writing.select(_EXPECTED)),
        can_extend=writing.select(pl.col("extended").is_null() & (pl.col("due") > 0)).to_series().to_numpy(),
        open=_open(reviews, rounds),
    )


_EXPECTED = pl.coalesce("extended", "due")
_DATES = {
    "received": "received_on",
    "allocated": "allocated_on",
    "completed": "completed_on",
    "notified": "notified_on",
    "due": "review_due_on",
    "extended": "extended_to_on",
    "withdrawn": "withdrawn_on",
    "accepted": "qa_completed_on",
}


def _numbered(frame: pl.DataFrame, known_on: date) -> pl.DataFrame:
    """With the dates counted in working days from the day of knowledge, which is 0."""
    calendar = _calendar()
    now = calendar.row(by_predicate=pl.col("day") == known_on, named=True)["working_day_number"]
    days, numbers = calendar["day"], calendar["working_day_number"] - now
    names = _DATES if "received_on" in frame.columns else _DATES | {"received": "qa_received_on"}
    return frame.with_columns(
        pl.col(on).replace_strict(days, numbers, default=None, return_dtype=pl.Int64).alias(name)
        for name, on in names.items()
        if on in frame.columns
    )


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else date(day.year - 1, 2, 28)


def _ints(column: pl.DataFrame) -> Ints:
    return column.to_series().to_numpy().astype(np.int64)


def _sample(rows: pl.DataFrame, length: pl.Expr) -> Ints:
    """The lengths there are; a single 0 where there is none, which then is a length of something that never happens."""
    found = _ints(rows.select(length.alias("days")).drop_nulls())
    return found if len(found) else np.zeros(1, dtype=np.int64)


def posts_by_day(staffing: pl.DataFrame, days: pl.DataFrame) -> Floats:
    """Posts filled on each of `days`: those of the last month begun; 0 before the first."""
    months = staffing.sort("month_start_on").with_columns(day="month_start_on")
    filled = days.join_asof(months, on="day", strategy="backward")["posts_filled"].fill_null(0)
    return filled.to_numpy().astype(np.float64)


def _output(rounds: pl.DataFrame, team: Floats, first: int) -> tuple[Rate, float]:
    """Rounds taken up per filled post and day, and the squared coefficient of variation of a day's output.

    Only days that began with as many waiting as a day and its swing mostly take: on the others the team may have had
    less to do than it could. What waits at the end of a day may not choose the days: a good day clears the line.
    """
    days = np.arange(first, 1)
    taken = rounds.filter(pl.col("taken").is_between(first, 0))["taken"].to_numpy()
    taken_up = np.bincount(taken - first, minlength=len(days))
    joined, left = (rounds[name].drop_nulls().sort().to_numpy() for name in ("received", "left"))
    began, ended = (
        np.searchsorted(joined, each, side="right") - np.searchsorted(left, each, side="right")
        for each in (days - 1, days)
    )
    is_busy = (ended > 0) & (team > 0)
    usual = float(taken_up[is_busy].mean()) if is_busy.any() else 0.0
    enough = (began >= usual + usual**0.5) & (team > 0)
    # A line that was never so long says only what was taken up while some still waited.
    is_busy = enough if taken_up[enough].any() else is_busy
    events, exposure = float(taken_up[is_busy].sum()), float(team[is_busy].sum())
    if not events:
        raise NoForecast("No filled post took up a round while others waited in the last twelve months.")
    done, at_work = np.where(is_busy, taken_up, 0.0), np.where(is_busy, team, 0.0)
    drift = estimated(done, at_work, 1.0)
    expected = at_work * np.exp(drift.slope * days)
    dispersion = _dispersion(done[is_busy], (expected * events / expected.sum())[is_busy])
    drift = estimated(done, at_work, dispersion)
    return Rate(events, exposure, dispersion, drift), dispersion * is_busy.sum() / events


def _dispersion(done: Floats, expected: Floats) -> float:
    """Pearson's chi-squared over its degrees of freedom, by weeks (McCullagh and Nelder 1989, 4.5.2)."""
    weeks = np.arange(0, len(done), WEEK)
    done, expected = (np.add.reduceat(values, weeks) for values in (done, expected))
    return float(((done - expected) ** 2 / expected).sum() / max(len(weeks) - 1, 1))


def _arrivals(notified: pl.Series, first: int) -> Rate:
    """Offences notified per working day, and how that moves."""
    counts = np.bincount(notified.to_numpy() - first, minlength=1 - first).astype(float)
    drift = estimated(counts, np.ones_like(counts), 1.0)
    return Rate(len(notified), len(counts), drift=drift)


def _returned(finished: pl.DataFrame, nth: int) -> Share:
    judged = finished.filter(pl.col("round") == nth, pl.col("outcome").is_in(["Accepted", "Returned"]))
    return Share(judged.filter(pl.col("outcome") == "Returned").height, judged.height)


def _read_first(first_rounds: pl.DataFrame, first: int) -> Share:
    """Of the first submissions received while others waited: those taken up ahead of over half that came before them.

    Out of those received, not of those taken up: in a growing line few of the others are taken up yet.
    """
    received, left, taken = (
        first_rounds[name].cast(pl.Float64).fill_null(np.inf).to_numpy() for name in ("received", "left", "taken")
    )
    is_asked = (taken >= first) & (taken <= 0)
    came, day = received[is_asked][:, None], taken[is_asked][:, None]
    waits = (received <= day) & (left > day)
    passed_over, in_line = (waits & (received < came)).sum(axis=1), waits.sum(axis=1)
    ahead = int(((passed_over > in_line / 2) & (in_line >= FEWEST_IN_LINE)).sum())
    days = received[(received >= first) & (received <= 0)]
    waiting = np.searchsorted(np.sort(received), days) - np.searchsorted(np.sort(left), days)
    return Share(ahead, max(ahead, int((waiting >= FEWEST_IN_LINE).sum())))


def _stopped(reviews: pl.DataFrame, starts: pl.Expr, ends: pl.Expr, first: int) -> Rate:
    """Withdrawals from `starts` to before `ends`, per review and working day at risk in the window."""
    stage = reviews.filter(starts.is_not_null()).select(
        begins=pl.max_horizontal(starts, pl.lit(first - 1)),
        stops=pl.min_horizontal(ends, "withdrawn", pl.lit(0)),
        is_event=(pl.col("withdrawn") >= first) & (pl.col("withdrawn") <= 0) & ends.is_null(),
    )
    at_risk = stage.select((pl.col("stops") - pl.col("begins")).clip(0).sum()).item()
    return Rate(stage.filter("is_event").height, at_risk)


def _open(reviews: pl.DataFrame, rounds: pl.DataFrame) -> Open:
    newest = rounds.sort("round").unique("review_id", keep="last")
    newest = newest.select("review_id", "round", "taken", "completed", at="received")
    is_read, is_taken = (pl.col(name).is_not_null() for name in ("completed", "taken"))
    stage = pl.when(is_read).then(RETURNED).when(is_taken).then(READING).otherwise(WAITING)
    now = (
        reviews.filter(WITH_HMPPS)
        .join(newest, on="review_id")
        .with_columns(stage=stage, since=pl.coalesce("completed", "taken", "at"))
        # The forecast accepts every third submission, so that a fourth counts as the third.
        .with_columns(pl.min_horizontal("round", pl.when(pl.col("stage") == RETURNED).then(1).otherwise(2)))
        .sort("received", "review_id")
    )
    return Open(*(_ints(now.select(name)) for name in ("received", "round", "stage", "since")))
