"""Does a delivery fit the store, or does it look like a broken export?

Each guard stops the load with one sentence and the word that accepts just what it found.
"""

from collections.abc import Callable, Container
from datetime import date, timedelta

import polars as pl

from sfo_data.definitions.suggestions import did_you_mean
from sfo_data.store.database import Change
from sfo_data.store.ingest.delivery import Delivery
from sfo_data.store.ingest.refused import Refused, Stopped
from sfo_data.store.schema import OPEN_END, Table
from sfo_data.store.validation import Checked

# A table that loses, or of which are set aside, more than half its rows is more likely a broken export than news; so is
# a column of which more than half the values are gone.
MOST_LOST = MOST_SET_ASIDE = MOST_EMPTIED = 0.5
FROM_ROWS = 20
# Cases are withdrawn, not forgotten: more missing ones than this, or twice as many as any of the last loads lost, stop.
FEW_MISSING, HABIT_LOADS = 5, 12
LONGEST_STEP = timedelta(days=92)
SHOWN = 10
# Names that figures are broken down by: one that is spelled anew is counted as a place or group of its own.
NAMES = {
    "providers": ("division", "successor_region"),
    "offences": ("offence_group",),
    "themes": ("theme_group",),
}
# What raises Refused where something is plausibly wrong.
Guard = Callable[..., None]


def stop(sentence: str, word: str, accepted: Container[str]) -> None:
    """Raises Stopped with the word that accepts what the sentence says, unless it was given."""
    if word not in accepted:
        raise Stopped(f"{sentence} If that is right, load with --accept {word}.")


def check_kind_and_order(change: Change, delivery: Delivery) -> None:
    """Raises Refused where the store knows a later day or holds the other kind of data."""
    for known_on, is_synthetic in _newest(change).iter_rows():
        if delivery.known_on < known_on:
            raise Refused(
                f"The delivery is of {delivery.known_on}, and the store already knows {known_on}. Load deliveries in "
                "the order of their days; `sfo withdraw` takes the newest load back."
            )
        if delivery.is_synthetic != is_synthetic:
            kinds = ("synthetic", "real") if delivery.is_synthetic else ("real", "synthetic")
            raise Refused(
                f"The delivery is {kinds[0]} and the store holds {kinds[1]} data; they must not mix. Load it into a "
                "store of its own (SFO_DATABASE_URL)."
            )


def check_day(change: Change, delivery: Delivery, today: date, accepted: Container[str]) -> None:
    """Raises Stopped where the day is in the future, or far beyond the last."""
    word = f"known-on-{delivery.known_on}"
    if delivery.known_on > today:
        stop(f"The delivery is of {delivery.known_on}, which is in the future: today is {today}.", word, accepted)
    for known_on, _ in _newest(change).iter_rows():
        if delivery.known_on - known_on > LONGEST_STEP:
            days = (delivery.known_on - known_on).days
            stop(f"The delivery is of {delivery.known_on}, {days:,} days after the last.", word, accepted)


def _newest(change: Change) -> pl.DataFrame:
    return change.read("select known_on, is_synthetic from loads order by load_id desc limit 1")


def check_set_aside(table: Table, checked: Checked, accepted: Container[str]) -> None:
    """Raises Refused where more than half of the delivered rows cannot be used."""
    aside = checked.quarantined.height
    delivered = checked.accepted.height + aside
    if delivered >= FROM_ROWS and aside > MOST_SET_ASIDE * delivered:
        first = checked.quarantined.row(0, named=True)
        where = f"line {first['line']}" + (f", {first['column_name']}" if first["column_name"] else "")
        stop(
            f"{table.name}: {aside:,} of {delivered:,} rows cannot be used. The first, on {where}: {first['reason']} "
            "Mend the export.",
            f"{table.name}-set-aside-{aside}",
            accepted,
        )


def check_missing_cases(
    change: Change, table: Table, known: pl.DataFrame, lost: pl.DataFrame, words: Container[str]
) -> None:
    """Raises Refused where more cases are missing than this store's loads usually lose. `known`, `lost`: their keys."""
    usual = max(FEW_MISSING, 2 * _most_lost_before(change, table))
    if lost.height > usual:
        named = lost[table.key[0]].sort()
        more = f" and {lost.height - SHOWN:,} more" if lost.height > SHOWN else ""
        stop(
            f"{lost.height:,} of the {known.height:,} cases known so far are missing: "
            f"{', '.join(named.head(SHOWN))}{more}. Is the export complete?",
            f"{table.name}-missing-{lost.height}",
            words,
        )


def _most_lost_before(change: Change, table: Table) -> int:
    """The most rows that vanished from the table in one of the last loads."""
    same = " and ".join(f"n.{name} = r.{name}" for name in table.key)
    gone = change.read(
        f"select r.known_to, count(*) as n from raw_{table.name} as r where r.known_to <> :open_end"
        f" and r.known_from < r.known_to and not exists"
        f" (select 1 from raw_{table.name} as n where {same} and n.known_from = r.known_to)"
        " group by r.known_to order by r.known_to desc",
        {"open_end": OPEN_END},
    )
    return int(gone["n"].head(HABIT_LOADS).max() or 0)  # type: ignore[arg-type]


def check_lost(table: Table, open_rows: int, lost: int, accepted: Container[str]) -> None:
    """Raises Refused where more than half of the rows that the store knows are not in the delivery."""
    if open_rows >= FROM_ROWS and lost > MOST_LOST * open_rows:
        stop(
            f"{table.name}: {lost:,} of the {open_rows:,} rows that the store knows are not in the delivery. Is the "
            "export complete?",
            f"{table.name}-missing-{lost}",
            accepted,
        )


def check_emptied(change: Change, table: Table, accepted: pl.DataFrame, words: Container[str]) -> None:
    """Raises Refused where a column with values in many rows now has them in less than half as many."""
    names = [column.name for column in table.columns if column.nullable]
    if not names or accepted.is_empty():
        return
    counts = ", ".join(["count(*) as rows_known", *(f"count({name}) as {name}" for name in names)])
    known = change.read(f"select {counts} from raw_{table.name} where known_to = :open_end", {"open_end": OPEN_END})
    for name in names:
        before, now = known[name][0], accepted.height - accepted[name].null_count()
        if before >= FROM_ROWS and now / accepted.height < (1 - MOST_EMPTIED) * before / known["rows_known"][0]:
            stop(
                f"{table.name}: {name} is filled in {now:,} of {accepted.height:,} rows; in the last load it was in "
                f"{before:,} of {known['rows_known'][0]:,}. Was the column emptied?",
                f"{table.name}-{name}-emptied",
                words,
            )


def check_new_names(change: Change, table: Table, accepted: pl.DataFrame, words: Container[str]) -> None:
    """Raises Stopped where a place or group has a name that the store does not know."""
    for name in NAMES.get(table.name, ()):
        known = change.read(
            f"select distinct {name} from raw_{table.name} where known_to = :open_end and {name} is not null",
            {"open_end": OPEN_END},
        )[name]
        new = accepted[name].drop_nulls().unique().filter(~accepted[name].drop_nulls().unique().is_in(known.implode()))
        if known.len() and new.len():
            first = new.sort()[0]
            stop(
                f"{table.name}: the {name} “{first}” is not one that the store knows.{did_you_mean(first, known)}"
                + (f" There are {new.len():,} such names." if new.len() > 1 else "")
                + " It would be counted by itself.",
                f"{table.name}-{name}-new-{new.len()}",
                words,
            )


def check_descriptions(providers: pl.DataFrame) -> None:
    """Raises Refused where two descriptions of one provider hold on the same day: its cases would count twice."""
    ordered = providers.sort("provider_code", "valid_from_on").with_columns(
        before_from=pl.col("valid_from_on").shift(1).over("provider_code"),
        before_to=pl.col("valid_to_on").fill_null(OPEN_END).shift(1).over("provider_code"),
    )
    for row in ordered.filter(pl.col("valid_from_on") < pl.col("before_to")).head(1).iter_rows(named=True):
        until = "without an end" if row["before_to"] == OPEN_END else f"to {row['before_to']}"
        raise Refused(
            f"providers: two descriptions of {row['provider_code']} hold at once: the one from {row['before_from']} "
            f"{until}, and the one from {row['valid_from_on']}. End the earlier one on the day the later begins "
            "(valid_to_on is the first day it no longer holds)."
        )


def check_described(reviews: pl.DataFrame, providers: pl.DataFrame, words: Container[str]) -> None:
    """Raises Refused where cases lie in a gap between the descriptions of their provider."""
    described = reviews.join(providers, on="provider_code").filter(
        pl.col("valid_from_on") <= pl.col("notified_on"),
        pl.col("notified_on") < pl.col("valid_to_on").fill_null(OPEN_END),
    )
    lost = reviews.join(described, on="review_id", how="anti").sort("review_id")
    if not lost.is_empty():
        first = lost.row(0, named=True)
        stop(
            f"providers: {lost.height:,} {'case has' if lost.height == 1 else 'cases have'} no description of their "
            f"provider on the day of notification. The first: {first['review_id']}, {first['provider_code']} on "
            f"{first['notified_on']}. Add the missing period to providers.",
            f"providers-gap-{lost.height}",
            words,
        )
