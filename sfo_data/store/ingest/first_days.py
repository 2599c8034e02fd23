"""From which day on does a delivery say that it holds each feed, and do its rows agree?"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.coverage import FEEDS
from sfo_data.definitions.reporting_calendar import FIRST_DAY
from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.database import Change
from sfo_data.store.ingest.refused import Refused

ENTRY = "first_days"


def declared(notices: Sequence[Mapping[str, Any]], known_on: date) -> dict[str, date]:
    """What the notices of a delivery declare together.

    Raises Refused where a declaration is of no feed, or of a day that the delivery cannot hold, or where two differ.
    """
    found: dict[str, date] = {}
    for notice in notices:
        for feed, first_on in notice.get(ENTRY, {}).items():
            if found.setdefault(feed, first_on) != first_on:
                raise Refused(f"The first day of {feed} is {found[feed]} and {first_on} in this delivery. Correct one.")
    _check(found, known_on)
    return found


def _check(declared: Mapping[str, date], known_on: date) -> None:
    for feed, first_on in declared.items():
        if feed not in FEEDS:
            raise Refused(
                f"{ENTRY} names “{feed}”, which is not a table counted by dates."
                + (did_you_mean(feed, FEEDS) or f" Those are {', '.join(FEEDS)}.")
            )
        if not FIRST_DAY <= first_on <= known_on:
            raise Refused(
                f"{ENTRY} says that {feed} is held from {first_on}, which is not between {FIRST_DAY} "
                f"and the day of the delivery, {known_on}."
            )


def record(change: Change, declared: Mapping[str, date], load_id: int) -> None:
    """Keeps what a load declared."""
    rows = {"feed": list(declared), "first_on": list(declared.values())}
    if declared:
        change.append("declared_first_days", pl.DataFrame(rows).with_columns(load_id=pl.lit(load_id)))


def check_rows(change: Change, known_on: date) -> None:
    """Raises Refused where a row of the newest load is dated before the first day declared for its feed."""
    question = (settings.SQL / "queries" / "first_days.sql").read_text()
    days = change.read(question, {"known_on": known_on})
    early = days.filter(pl.col("first_row_on") < pl.col("declared_on")).sort("feed", "first_row_on")
    for row in early.head(1).iter_rows(named=True):
        raise Refused(
            f"{ENTRY} says that {row['feed']} is held from {row['declared_on']}, and the delivery has "
            f"a row of it dated {row['first_row_on']} ({row['dated_by']}). Correct the day, or leave it out."
        )


def is_as_in(change: Change, declared: Mapping[str, date], load_id: int) -> bool:
    """Whether a load declared the same."""
    rows = change.read("select feed, first_on from declared_first_days where load_id = :load_id", {"load_id": load_id})
    return dict(rows.iter_rows()) == dict(declared)
