"""What becomes of one table of a delivery?"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from sfo_data.store import history
from sfo_data.store.database import Change
from sfo_data.store.ingest import guards
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import OPEN_END, PROVIDERS, REVIEWS, Table
from sfo_data.store.validation import UNREAD, Checked, Referred, Rows, check
from sfo_data.store.validation.references import referred_columns

QUARANTINE = ("table_name", "line", "column_name", "value", "reason", "row_text")


@dataclass(frozen=True)
class TableLoad:
    """The counts of one table, its rows set aside, what later tables may refer to, and the values that were mended.

    `gone`: the rows that the store knew and the delivery has not.
    """

    counts: Mapping[str, str | int]
    quarantined: pl.DataFrame
    referred: Mapping[str, Referred]
    mended: pl.DataFrame
    gone: int

    @property
    def is_changed(self) -> bool:
        return bool(self.counts["opened"] or self.counts["closed"])


@dataclass(frozen=True)
class Into:
    """Where a table goes: the change of the store, the day and number of the load, and the words that guards accept.

    `stops` collects what guards say: a load tells all of it at once.
    """

    change: Change
    known_on: date
    load_id: int
    accept: Container[str]
    stops: list[str] = field(default_factory=list)

    def noting(self, guard: Callable[..., None], *about: object) -> None:
        """Asks a guard, and keeps what it says."""
        try:
            guard(*about)
        except Refused as error:
            self.stops.extend(error.sentences)


def load_table(table: Table, rows: Rows, references: Mapping[str, Referred], into: Into) -> TableLoad:
    """Checks and records the rows of one table. Raises Refused."""
    checked = check(rows, table, into.known_on, references)
    staying = _staying(table, checked, references, into.change)
    staying_keys = staying.select(table.key)
    gone = _guard(table, checked, staying_keys, references, into)
    turned = history.turn(into.change, table, checked.accepted, staying_keys, into.known_on, into.load_id)
    counts: dict[str, str | int] = {
        "table_name": table.name,
        "delivered": checked.delivered,
        "accepted": checked.accepted.height,
        "quarantined": checked.quarantined.height,
        "opened": turned.opened,
        "unchanged": turned.unchanged,
        "closed": turned.closed,
    }
    quarantined = checked.quarantined.with_columns(table_name=pl.lit(table.name)).select(QUARANTINE)
    return TableLoad(counts, quarantined, _referred(table, checked, staying), checked.mended, gone)


def _guard(
    table: Table, checked: Checked, staying_keys: pl.DataFrame, references: Mapping[str, Referred], into: Into
) -> int:
    """Notes where the table looks like a part of a broken export; how many rows the store knows and it has not."""
    into.noting(guards.check_set_aside, table, checked, into.accept)
    known = _known(table, into.change)
    gone = lost = known.join(checked.accepted, on=table.key, how="anti").join(staying_keys, on=table.key, how="anti")
    if table is REVIEWS:
        into.noting(guards.check_missing_cases, into.change, table, known, lost, into.accept)
        into.noting(guards.check_described, checked.accepted, _periods(into.change), into.accept)
    else:
        reviews = references["reviews.review_id"].valid if "review_id" in known.columns else None
        if reviews is not None:
            # Rows of a missing case are missing with it, and were asked about there.
            lost = lost.filter(pl.col("review_id").is_in(reviews.implode()))
        into.noting(guards.check_lost, table, known.height, lost.height, into.accept)
    into.noting(guards.check_emptied, into.change, table, checked.accepted, into.accept)
    into.noting(guards.check_new_names, into.change, table, checked.accepted, into.accept)
    if table is PROVIDERS:
        into.noting(guards.check_descriptions, checked.accepted)
    return gone.height


def _known(table: Table, change: Change) -> pl.DataFrame:
    """The keys of the rows that are open, and the review that each hangs on."""
    names = ", ".join(name for name in table.column_names if name in (*table.key, "review_id"))
    return change.read(f"select {names} from raw_{table.name} where known_to = :open_end", {"open_end": OPEN_END})


def _periods(change: Change) -> pl.DataFrame:
    """From when to when each description of a provider holds."""
    return change.read(
        "select provider_code, valid_from_on, valid_to_on from raw_providers where known_to = :open_end",
        {"open_end": OPEN_END},
    )


def _staying(table: Table, checked: Checked, references: Mapping[str, Referred], change: Change) -> pl.DataFrame:
    """Open rows whose new version was set aside: the last good version stays, if what it refers to is still there."""
    keys = checked.set_aside.select(table.key).drop_nulls().unique()
    keys = keys.join(checked.accepted, on=table.key, how="anti")
    refers = [column.name for column in table.columns if column.references]
    names = list(dict.fromkeys([*table.key, *refers]))
    if keys.is_empty():
        return checked.accepted.select(names).clear()
    columns = ", ".join(f"r.{name}" for name in names)
    with change.staged(f"set_aside_{table.name}", keys) as set_aside:
        same_key = " and ".join(f"s.{name} = r.{name}" for name in table.key)
        staying = change.read(
            f"select {columns} from raw_{table.name} as r where r.known_to = :open_end"
            f" and exists (select 1 from {set_aside} as s where {same_key})",
            {"open_end": OPEN_END},
        )
    for name in refers:
        valid = references[table.column(name).references or ""].valid
        if valid is None:
            continue
        staying = staying.filter(pl.col(name).is_null() | pl.col(name).is_in(valid.implode()))
    return staying


def unread(table: Table) -> dict[str, Referred]:
    """What later tables may refer to in a table that could not be read: nobody knows."""
    return {f"{table.name}.{name}": UNREAD for name in referred_columns(table.name)}


def _referred(table: Table, checked: Checked, staying: pl.DataFrame) -> dict[str, Referred]:
    return {
        f"{table.name}.{name}": Referred(
            pl.concat([checked.accepted[name], staying[name]]).unique(),
            checked.set_aside.select("line", value=name).drop_nulls(),
        )
        for name in referred_columns(table.name)
    }
