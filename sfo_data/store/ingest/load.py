"""Takes deliveries into the store: read, check, write history, publish; all of it or none."""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from sfo_data.store import layout
from sfo_data.store.database import Change, Store, StoreError, StoreMissing
from sfo_data.store.ingest import first_days, guards
from sfo_data.store.ingest.delivery import Delivery, find
from sfo_data.store.ingest.mapping import Mapping
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.report import LoadReport
from sfo_data.store.ingest.source import not_sent, nothing
from sfo_data.store.ingest.table import QUARANTINE, Into, TableLoad, load_table, unread
from sfo_data.store.schema import TABLES, Table
from sfo_data.store.validation import MENDED, Referred, Rows

# Looks at the loaded state before it is published: sentences at which to stop, each with the word that accepts it.
Judge = Callable[[Change, date], Iterable[tuple[str, str]]]
# Told what is read, how many tables are done, and how many there are.
Progress = Callable[[str, int, int], None]


class _NothingChanged(Exception):
    """Ends a change of the store that would change nothing."""


def load(
    store: Store,
    folder: Path,
    known_on: date | None = None,
    file_format: str | None = None,
    accept: Container[str] = (),
    is_synthetic: bool | None = None,
    mapping: Mapping | None = None,
    judge: Judge = lambda _change, _day: (),
    progress: Progress = lambda _what, _done, _total: None,
) -> list[LoadReport]:
    """Loads the delivery in `folder`, or the series of dated deliveries in it; what became of each, oldest first.

    The store is published once: readers see all of it or none. Deliveries that the store holds already, byte for
    byte, are left out; where nothing is left, or nothing would change, nothing is written. `accept` holds the words
    that guards asked for; `is_synthetic` says which kind a delivery is that does not say it itself; `mapping` leads
    from a team's own headings; `judge` may stop a load that can be read.
    Raises Refused; the store is then as it was.
    """
    deliveries = find(folder, known_on, file_format, is_synthetic, mapping)
    try:
        new = _not_held(store, deliveries)
        reports = _publish(store, new, accept, judge, progress) if new else []
    except StoreError as error:
        raise Refused(str(error)) from error
    return reports or [_unchanged(deliveries[-1])]


def _publish(
    store: Store, new: Sequence[Delivery], accept: Container[str], judge: Judge, progress: Progress
) -> list[LoadReport]:
    reports: list[LoadReport] = []
    steps = len(new) * len(TABLES)
    try:
        with store.publish() as change:
            layout.prepare(change)
            for delivery in new:
                before = len(reports) * len(TABLES)
                tick = lambda what, done, before=before: progress(what, before + done, steps)  # noqa: E731
                with _named(delivery, among=len(new)):
                    reports.append(_load_one(change, delivery, accept, judge, tick))
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
    loaded = set(loads if len(deliveries) > 1 else loads[-1:])
    return [delivery for delivery in deliveries if (delivery.known_on, delivery.fingerprint()) not in loaded]


@contextmanager
def _named(delivery: Delivery, among: int) -> Iterator[None]:
    """Says in a refusal which delivery of a series it is about."""
    try:
        yield
    except Refused as error:
        raise Refused(*(f"{delivery.name}: {said}" if among > 1 else said for said in error.sentences)) from error


def _load_one(
    change: Change, delivery: Delivery, accept: Container[str], judge: Judge, tick: Callable[[str, int], None]
) -> LoadReport:
    into = begin(change, delivery, accept)
    fingerprint = delivery.fingerprint()
    loaded = load_tables(delivery, into, tick)
    if delivery.fingerprint() != fingerprint:
        raise Refused(
            f"The files of {delivery.name} changed while they were read. Is the delivery still being copied? "
            "Wait for the copy to end, then load again."
        )
    report = finish(change, delivery, into, loaded, fingerprint, judge)
    if into.stops:
        raise Refused(*into.stops)
    return report


def finish(
    change: Change, delivery: Delivery, into: Into, loaded: Sequence[TableLoad], fingerprint: str, judge: Judge
) -> LoadReport:
    """Records the load and asks the judge; `into.stops` has all at which it would stop. Raises Refused.

    Where a table could not be read there is nothing to record or judge: refuses with what was found so far.
    """
    if len(loaded) < len(TABLES):
        raise Refused(*into.stops)
    counts = pl.DataFrame([each.counts for each in loaded])
    quarantined = pl.concat([each.quarantined for each in loaded])
    is_changed = any(each.is_changed for each in loaded) or not _is_newest_again(change, delivery, quarantined)
    if is_changed:
        _record(change, delivery, fingerprint, into.load_id, counts, quarantined)
        into.noting(first_days.check_rows, change, delivery.known_on)
        for sentence, word in judge(change, delivery.known_on):
            into.noting(guards.stop, sentence, word, into.accept)
    mended = pl.concat([each.mended for each in loaded])
    return LoadReport(delivery.name, delivery.known_on, counts, quarantined, is_changed, mended)


def begin(change: Change, delivery: Delivery, accept: Container[str]) -> Into:
    """The next load, after what the store says to the delivery's day and kind. Raises Refused."""
    guards.check_kind_and_order(change, delivery)
    # A number that was withdrawn is not given again: whoever has seen it would take the new load for it.
    used = change.read("select load_id from loads union all select load_id from withdrawals")["load_id"]
    load_id = int(used.max() or 0) + 1  # type: ignore[arg-type]
    into = Into(change, delivery.known_on, load_id, accept)
    into.noting(guards.check_day, change, delivery, datetime.now(UTC).date(), accept)
    return into


def load_tables(delivery: Delivery, into: Into, tick: Callable[[str, int], None]) -> list[TableLoad]:
    """What became of each table; `into.stops` says what is wrong with those that cannot be read or taken over."""
    references: dict[str, Referred] = {}
    loaded: list[TableLoad] = []
    for done, table in enumerate(TABLES):
        tick(f"{delivery.name} {table.name}", done)
        try:
            loaded.append(load_table(table, _rows(table, delivery, into.change), references, into))
            references |= loaded[-1].referred
        except Refused as error:
            into.stops.extend(error.sentences)
            references |= unread(table)
    tick(delivery.name, len(TABLES))
    return loaded


def _rows(table: Table, delivery: Delivery, change: Change) -> Rows:
    """The rows that were sent; a table that was not stays as it is, unless the source does not hold it."""
    if table.name in delivery.sources:
        return delivery.sources[table.name].read(table)
    return nothing(table) if table.name in delivery.not_held else not_sent(change, table)


def _is_newest_again(change: Change, delivery: Delivery, quarantined: pl.DataFrame) -> bool:
    """Whether the newest load is of the same day, set the same rows aside and declared the same first days."""
    newest = change.read("select load_id, known_on from loads order by load_id desc limit 1")
    if newest.is_empty() or newest["known_on"][0] != delivery.known_on:
        return False
    if not first_days.is_as_in(change, delivery.first_days, newest["load_id"][0]):
        return False
    columns = ", ".join(QUARANTINE)
    before = change.read(
        f"select {columns} from quarantine where load_id = :load_id", {"load_id": newest["load_id"][0]}
    )
    order = ["table_name", "line"]
    return before.cast(quarantined.schema).sort(order).equals(quarantined.sort(order))


def _record(
    change: Change,
    delivery: Delivery,
    fingerprint: str,
    load_id: int,
    counts: pl.DataFrame,
    quarantined: pl.DataFrame,
) -> None:
    number = pl.lit(load_id).alias("load_id")
    loads = {
        "known_on": [delivery.known_on],
        "loaded_at": [datetime.now(UTC).replace(tzinfo=None, microsecond=0)],
        "delivery": [delivery.name],
        "delivery_hash": [fingerprint],
        "is_synthetic": [delivery.is_synthetic],
    }
    change.append("loads", pl.DataFrame(loads).with_columns(number))
    change.append("load_counts", counts.with_columns(number))
    change.append("quarantine", quarantined.with_columns(number))
    first_days.record(change, delivery.first_days, load_id)


def _unchanged(delivery: Delivery) -> LoadReport:
    counts = pl.DataFrame(schema=dict.fromkeys(layout.COUNT_COLUMNS[1:], pl.Int64) | {"table_name": pl.String})
    quarantined = pl.DataFrame(schema=dict.fromkeys(QUARANTINE, pl.String) | {"line": pl.Int64})
    return LoadReport(
        delivery.name, delivery.known_on, counts, quarantined, is_changed=False, mended=pl.DataFrame(schema=MENDED)
    )
