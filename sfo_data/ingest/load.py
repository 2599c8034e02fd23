"""Takes deliveries into the store: read, check, write history, publish; all of it or none."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from sfo_data import store_layout
from sfo_data.database import Change, Store, StoreError, StoreMissing
from sfo_data.ingest.delivery import Delivery, find
from sfo_data.ingest.guards import check_day_and_kind
from sfo_data.ingest.refused import Refused
from sfo_data.ingest.report import LoadReport
from sfo_data.ingest.table import QUARANTINE, Into, TableLoad, load_table
from sfo_data.schema import TABLES
from sfo_data.validate import Referred

# Told what is read, how many tables are done, and how many there are.
Progress = Callable[[str, int, int], None]


class _NothingChanged(Exception):
    """Ends a change of the store that would change nothing."""


def load(
    store: Store,
    folder: Path,
    known_on: date | None = None,
    file_format: str | None = None,
    allow_shrinking: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> list[LoadReport]:
    """Loads the delivery in `folder`, or the series of dated deliveries in it; what became of each, oldest first.

    The store is published once: readers see all of it or none. Deliveries that the store holds already, byte for
    byte, are left out; where nothing is left, or nothing would change, nothing is written.
    Raises Refused; the store is then as it was.
    """
    deliveries = find(folder, known_on, file_format)
    try:
        new = _not_held(store, deliveries)
        reports = _publish(store, new, allow_shrinking, progress) if new else []
    except StoreError as error:
        raise Refused(str(error)) from error
    return reports or [_unchanged(deliveries[-1])]


def _publish(store: Store, new: Sequence[Delivery], allow_shrinking: bool, progress: Progress) -> list[LoadReport]:
    reports: list[LoadReport] = []
    steps = len(new) * len(TABLES)
    try:
        with store.publish() as change:
            store_layout.prepare(change)
            for delivery in new:
                before = len(reports) * len(TABLES)
                tick = lambda what, done, before=before: progress(what, before + done, steps)  # noqa: E731
                with _named(delivery, among=len(new)):
                    reports.append(_load_one(change, delivery, allow_shrinking, tick))
            if not any(report.is_changed for report in reports):
                raise _NothingChanged
    except _NothingChanged:
        pass
    return reports


def _not_held(store: Store, deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Without the single delivery that is the newest load again, and those of a series that were loaded before."""
    try:
        loads = store.read("select known_on, delivery_hash from loads order by load_id").rows()
    except StoreMissing:
        return list(deliveries)
    held = set(loads if len(deliveries) > 1 else loads[-1:])
    return [delivery for delivery in deliveries if (delivery.known_on, delivery.fingerprint()) not in held]


@contextmanager
def _named(delivery: Delivery, among: int) -> Iterator[None]:
    """Says in a refusal which delivery of a series it is about."""
    try:
        yield
    except Refused as error:
        raise Refused(f"{delivery.name}: {error}" if among > 1 else str(error)) from error


def _load_one(
    change: Change, delivery: Delivery, allow_shrinking: bool, tick: Callable[[str, int], None]
) -> LoadReport:
    check_day_and_kind(change, delivery)
    load_id = int(change.read("select coalesce(max(load_id), 0) + 1 as load_id from loads")["load_id"][0])
    into = Into(change, delivery.known_on, load_id, allow_shrinking)
    references: dict[str, Referred] = {}
    loaded: list[TableLoad] = []
    for done, table in enumerate(TABLES):
        tick(f"{delivery.name} {table.name}", done)
        loaded.append(load_table(table, delivery.files[table.name], references, into))
        references |= loaded[-1].referred
    tick(delivery.name, len(TABLES))
    counts = pl.DataFrame([each.counts for each in loaded])
    quarantined = pl.concat([each.quarantined for each in loaded])
    is_changed = any(each.is_changed for each in loaded) or not _is_newest_again(change, delivery, quarantined)
    if is_changed:
        _record(change, delivery, load_id, counts, quarantined)
    return LoadReport(delivery.name, delivery.known_on, counts, quarantined, is_changed)


def _is_newest_again(change: Change, delivery: Delivery, quarantined: pl.DataFrame) -> bool:
    """Whether the newest load is of the same day and set the same rows aside."""
    newest = change.read("select load_id, known_on from loads order by load_id desc limit 1")
    if newest.is_empty() or newest["known_on"][0] != delivery.known_on:
        return False
    columns = ", ".join(QUARANTINE)
    before = change.read(
        f"select {columns} from quarantine where load_id = :load_id", {"load_id": newest["load_id"][0]}
    )
    order = ["table_name", "line"]
    return before.cast(quarantined.schema).sort(order).equals(quarantined.sort(order))


def _record(change: Change, delivery: Delivery, load_id: int, counts: pl.DataFrame, quarantined: pl.DataFrame) -> None:
    number = pl.lit(load_id).alias("load_id")
    loads = {
        "known_on": [delivery.known_on],
        "loaded_at": [datetime.now(UTC).replace(tzinfo=None, microsecond=0)],
        "delivery": [delivery.name],
        "delivery_hash": [delivery.fingerprint()],
        "is_synthetic": [delivery.is_synthetic],
    }
    change.append("loads", pl.DataFrame(loads).with_columns(number))
    change.append("load_counts", counts.with_columns(number))
    change.append("quarantine", quarantined.with_columns(number))


def _unchanged(delivery: Delivery) -> LoadReport:
    counts = pl.DataFrame(schema=dict.fromkeys(store_layout.COUNT_COLUMNS[1:], pl.Int64) | {"table_name": pl.String})
    quarantined = pl.DataFrame(schema=dict.fromkeys(QUARANTINE, pl.String) | {"line": pl.Int64})
    return LoadReport(delivery.name, delivery.known_on, counts, quarantined, is_changed=False)
