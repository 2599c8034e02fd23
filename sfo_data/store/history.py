"""Nothing loaded is overwritten: changed and vanished rows are closed, new versions opened."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.store.database import Change
from sfo_data.store.schema import OPEN_END, Table


@dataclass(frozen=True)
class Turned:
    """What a delivery did to one table: versions opened, versions closed, rows left as they were."""

    opened: int
    unchanged: int
    closed: int


def turn(
    change: Change, table: Table, accepted: pl.DataFrame, staying: pl.DataFrame, known_on: date, load_id: int
) -> Turned:
    """Makes the open rows of `table` the accepted ones: for each row that differs, closes a version and opens one.

    An open row whose key is in `staying` (its new row could not be used) stays open. A row changed twice on one day is
    closed with known_from = known_to, and is then visible on no day. `load_id` and `closed_by` keep which load opened
    and which closed a version.
    """
    binds = {"known_on": known_on, "open_end": OPEN_END, "load_id": load_id}
    columns = ", ".join(table.column_names)
    before = left = open_rows(change, table)
    with (
        change.staged(f"incoming_{table.name}", accepted) as incoming,
        change.staged(f"staying_{table.name}", staying) as unusable,
    ):
        version = "cast(:known_on as date), cast(:open_end as date), cast(:load_id as integer)"
        insert = (
            f"insert into raw_{table.name} ({columns}, known_from, known_to, load_id)"
            f" select {columns}, {version} from {incoming} as i"
        )
        if before:
            same_row = _matches(table.column_names, "i", table.key)
            change.execute(
                f"update raw_{table.name} as r set known_to = :known_on, closed_by = :load_id"
                " where r.known_to = :open_end"
                f" and not exists (select 1 from {incoming} as i where {same_row})"
                f" and not exists (select 1 from {unusable} as k where {_matches(table.key, 'k')})",
                binds,
            )
            left = open_rows(change, table)
            open_row = (
                f"select 1 from raw_{table.name} as r where r.known_to = :open_end and {_matches(table.key, 'i')}"
            )
            insert += f" where not exists ({open_row})"
        change.execute(insert, binds)
    opened = open_rows(change, table) - left
    return Turned(opened, accepted.height - opened, before - left)


def open_rows(change: Change, table: Table) -> int:
    """How many rows of `table` are open."""
    counted = change.read(
        f"select count(*) as n from raw_{table.name} where known_to = :open_end", {"open_end": OPEN_END}
    )
    return int(counted["n"][0])


def _matches(columns: tuple[str, ...], other: str, never_null: tuple[str, ...] = ()) -> str:
    # Keys are never null, and plain equality lets both engines join by hash.
    plain = never_null or columns
    return " and ".join(
        f"{other}.{name} = r.{name}" if name in plain else f"{other}.{name} is not distinct from r.{name}"
        for name in columns
    )
