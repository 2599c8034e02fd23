"""Which themes are growing, and how much sooner is that seen than in a yearly table?"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals
from sfo_data.statistics.arrays import Flags, Numbers
from sfo_data.statistics.e_process import evidence, flagged, upper_baselines
from sfo_data.subjects.themes.coding import Coded, coded

REFERENCE_YEARS = 2  # full calendar years: about 900 reviews, so that a baseline of 15% is known to 3 points


@dataclass(frozen=True, eq=False)
class Emerging:
    """All themes, watched review by review since the reference period.

    `themes`: one row per theme: theme_code, theme, before and before_coded (reviews with the theme, and coded, in the
    reference period), share_before, since and since_coded, share_since, evidence (the newest e-value), flagged_on (the
    day of acceptance at which it was first named; null: never), coded_by (the last code of all reviews accepted until
    then), is_flagged (named at the newest look), yearly_on (the day from which a yearly table shows it; null: not
    yet). `looks`: one row per day of acceptance and theme:
    accepted_on, theme_code, theme, evidence. Watching begins on `watched_from`.
    """

    themes: pl.DataFrame
    looks: pl.DataFrame
    watched_from: date


def emerging(read: Read, filters: Filters, frame: pl.DataFrame, first_day: date) -> Emerging:
    """Themes growing among all reviews accepted up to the end of the period; see `Emerging`.

    How soon, with 26 themes, 1,066 reviews of reference and 40 a month watched (100 series each): a share of 15% that
    triples overnight is flagged after 51 days (median), one that doubles after 247, and one that grows by half within
    28 months in 10 of the 100. Where nothing grew, 1 of 600 series was ever flagged.

    Raises StoreMissing, StoreError.
    """
    upto = filters.since(first_day)
    return of_reviews(coded(read, upto, frame), first_day, upto.period.end)


def of_reviews(found: Coded, first_day: date, end: date) -> Emerging:
    """What `emerging` says of these reviews, accepted from `first_day` up to but not including `end`."""
    first_year = first_day.year + (first_day > date(first_day.year, 1, 1))
    watched_from = date(first_year + REFERENCE_YEARS, 1, 1)
    accepted = found.reviews["qa_completed_on"]
    has, is_before = found.by_review, (accepted < watched_from).to_numpy()
    hits, trials = has[is_before].sum(axis=0), int(is_before.sum())
    watched, days = has[~is_before], accepted.filter(accepted >= watched_from)
    e_values = evidence(watched, upper_baselines(hits, trials), _first_of_month(days))
    # Reviews accepted on one day have no order: only the last of each day is a look.
    is_look = (days != days.shift(-1)).fill_null(True)
    looks, values = days.filter(is_look), e_values[is_look.to_numpy()]
    named = flagged(values)
    first_named = _first_days(looks, named)
    themes = found.frame.select("theme_code", "theme").with_columns(
        pl.Series("before", hits),
        pl.Series("since", watched.sum(axis=0)),
        pl.Series("evidence", values[-1] if len(values) else np.ones(len(hits))),
        pl.Series("flagged_on", first_named, dtype=pl.Date),
        pl.Series("coded_by", [_coded_by(found.reviews, day) for day in first_named], dtype=pl.Date),
        pl.Series("is_flagged", named[-1] if len(named) else np.zeros(len(hits), dtype=bool)),
        pl.Series("yearly_on", _yearly(has, accepted, watched_from, end), dtype=pl.Date),
        before_coded=pl.lit(trials, dtype=pl.Int64),
        since_coded=pl.lit(len(watched), dtype=pl.Int64),
    )
    shares = [
        pl.when(pl.col(f"{part}_coded") > 0).then(pl.col(part) / pl.col(f"{part}_coded")).alias(f"share_{part}")
        for part in ("before", "since")
    ]
    return Emerging(themes.with_columns(shares), _long(looks, values, found.frame), watched_from)


def _first_of_month(days: pl.Series) -> Flags:
    month = days.dt.truncate("1mo")
    return (month != month.shift(1)).fill_null(True).to_numpy()


def _first_days(looks: pl.Series, named: Flags) -> list[date | None]:
    """For each theme, the first look that names it."""
    return [looks[int(column.argmax())] if column.any() else None for column in named.T]


def _coded_by(reviews: pl.DataFrame, accepted_by: date | None) -> date | None:
    if accepted_by is None:
        return None
    day: date | None = reviews.filter(pl.col("qa_completed_on") <= accepted_by).select(pl.max("coded_on")).item()
    return day


def _yearly(has: Flags, accepted: pl.Series, watched_from: date, end: date) -> list[date | None]:
    """For each theme, the day after the first full year whose 95% Wilson interval lies above the share of all years
    before it: when a table by year, without any allowance for the number of themes and years, would show it."""
    years = range(watched_from.year + 1, end.year + 1)
    shown: list[date | None] = [None] * has.shape[1]
    for year in reversed(years):
        start, after = date(year - 1, 1, 1), date(year, 1, 1)
        if after > end:
            continue
        inside = ((accepted >= start) & (accepted < after)).to_numpy()
        for theme in np.flatnonzero(_is_higher(has[inside], has[(accepted < start).to_numpy()])):
            shown[theme] = after
    return shown


def _is_higher(now: Flags, before: Flags) -> Flags:
    if not len(now) or not len(before):
        return np.zeros(now.shape[1], dtype=bool)
    return np.asarray(intervals.wilson(now.sum(axis=0), len(now))[0] > before.mean(axis=0))


def _long(looks: pl.Series, values: Numbers, frame: pl.DataFrame) -> pl.DataFrame:
    wide = pl.DataFrame(values, schema=frame["theme_code"].to_list(), orient="row")
    long = (
        wide.with_columns(looks.alias("accepted_on"))
        .unpivot(index="accepted_on", variable_name="theme_code", value_name="evidence")
        # Without a theme there is no value to take the type from.
        .cast({"theme_code": pl.String, "evidence": pl.Float64})
    )
    return long.join(frame.select("theme_code", "theme"), on="theme_code", maintain_order="left")
