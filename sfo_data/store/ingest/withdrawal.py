"""How is the newest load taken back, and brought back again?

Its versions become visible on no day, and those it closed are open again, in one change of the store. Nothing goes.
"""

from datetime import UTC, datetime

import polars as pl

from sfo_data.store import layout
from sfo_data.store.database import Change, Store, StoreError
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.schema import OPEN_END, TABLES

COLUMNS = "load_id, known_on, loaded_at, delivery, delivery_hash, is_synthetic"


def withdraw(store: Store, load_id: int) -> None:
    """Takes the newest load back. Raises Refused where `load_id` is another, or what it closed is not known."""
    try:
        with store.publish() as change:
            layout.prepare(change)
            newest = change.read("select load_id, known_on from loads order by load_id desc limit 1")
            if newest.is_empty() or newest["load_id"][0] != load_id:
                raise Refused(_not_newest(load_id, newest))
            known_on = newest["known_on"][0]
            for table in TABLES:
                _check_known(change, table.name, load_id, known_on)
                binds = {"load_id": load_id, "open_end": OPEN_END}
                change.execute(f"update raw_{table.name} set known_to = known_from where load_id = :load_id", binds)
                change.execute(f"update raw_{table.name} set known_to = :open_end where closed_by = :load_id", binds)
            change.execute(
                f"insert into withdrawals ({COLUMNS}, withdrawn_at)"
                f" select {COLUMNS}, cast(:now as timestamp) from loads where load_id = :load_id",
                {"load_id": load_id, "now": _now()},
            )
            change.execute("delete from loads where load_id = :load_id", {"load_id": load_id})
            _count(change)
    except StoreError as error:
        raise Refused(str(error)) from error


def restore(store: Store, load_id: int) -> None:
    """Brings a withdrawn load back. Raises Refused where it is not withdrawn, or another was loaded since."""
    try:
        with store.publish() as change:
            layout.prepare(change)
            withdrawn = change.read(
                "select load_id, known_on from withdrawals where restored_at is null order by load_id"
            )
            if load_id not in withdrawn["load_id"]:
                raise Refused(f"Load {load_id} is not withdrawn. `sfo loads` lists the loads.")
            newest = change.read("select coalesce(max(load_id), 0) as load_id from loads")["load_id"][0]
            if newest > load_id:
                raise Refused(f"Load {newest} came after load {load_id} was withdrawn. Withdraw it first.")
            first = withdrawn.filter(pl.col("load_id") > newest)["load_id"][0]
            if first != load_id:
                raise Refused(f"Load {first} was withdrawn after load {load_id} and stood before it. Restore it first.")
            binds = {"load_id": load_id, "known_on": withdrawn.filter(load_id=load_id)["known_on"][0]}
            for table in TABLES:
                change.execute(f"update raw_{table.name} set known_to = :known_on where closed_by = :load_id", binds)
                change.execute(
                    f"update raw_{table.name} set known_to = :open_end where load_id = :load_id",
                    {"load_id": load_id, "open_end": OPEN_END},
                )
            of_load = "where load_id = :load_id and restored_at is null"
            change.execute(
                f"insert into loads ({COLUMNS}) select {COLUMNS} from withdrawals {of_load}", {"load_id": load_id}
            )
            change.execute(
                f"update withdrawals set restored_at = cast(:now as timestamp) {of_load}",
                {"load_id": load_id, "now": _now()},
            )
            _count(change)
    except StoreError as error:
        raise Refused(str(error)) from error


def listed(store: Store) -> pl.DataFrame:
    """One row per load, oldest first.

    Columns: load_id, known_on, loaded_at, delivery, is_synthetic, opened, closed, and withdrawn_at, which is empty for
    a load that is in force. Raises StoreError.
    """
    columns = "load_id, known_on, loaded_at, delivery, is_synthetic"
    every = (
        f"select {columns}, cast(null as timestamp) as withdrawn_at from loads"
        f" union all select {columns}, withdrawn_at from withdrawals where restored_at is null"
    )
    did = "select load_id, sum(opened) as opened, sum(closed) as closed from load_counts group by load_id"
    return store.read(
        f"select l.*, d.opened, d.closed from ({every}) as l left join ({did}) as d on l.load_id = d.load_id"
        " order by l.load_id"
    )


def _check_known(change: Change, table: str, load_id: int, known_on: object) -> None:
    unknown = change.read(
        f"select count(*) as n from raw_{table} where known_to = :known_on and closed_by is null"
        " and load_id not in (select load_id from withdrawals)",
        {"known_on": known_on},
    )
    if unknown["n"][0]:
        raise Refused(
            f"Load {load_id} was made by an earlier version together with another of the same day, and which of them "
            "closed which rows was not kept. It cannot be withdrawn; load the right delivery as of the same day."
        )


def _not_newest(load_id: int, newest: pl.DataFrame) -> str:
    if newest.is_empty():
        return "The store holds no load. `sfo loads` lists the loads."
    return (
        f"Only the newest load can be withdrawn, and that is load {newest['load_id'][0]} of {newest['known_on'][0]}, "
        f"not load {load_id}."
    )


def _count(change: Change) -> None:
    """Readers know the store by its newest load and by how often one was withdrawn or restored."""
    done = change.read("select count(withdrawn_at) + count(restored_at) as n from withdrawals")["n"][0]
    layout.record(change, "withdrawals", f"{done:06d}")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)
