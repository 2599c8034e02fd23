"""Takes a delivery into the store: read, judge, turn the history, publish; all of it or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import polars as pl

from sfo_data import history, store_layout
from sfo_data.database import Change, Store, StoreMissing
from sfo_data.loading.delivery import Delivery, find
from sfo_data.loading.reading import read
from sfo_data.loading.refusal import Refused
from sfo_data.loading.validate import ASIDE, Parents, Validated, validate
from sfo_data.schema import TABLES, Table

# A table that shrinks, or is set aside, by more than this is more likely a broken export than news.
SUSPICIOUS_SHARE = 0.5
SUSPICIOUS_FROM_ROWS = 20

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class LoadReport:
    """What became of one delivery. `counts`: a row per table (`load_counts`); `quarantined`: rows set aside."""

    delivery: str
    known_on: date
    counts: pl.DataFrame
    quarantined: pl.DataFrame
    is_changed: bool


def load(
    store: Store,
    folder: Path,
    known_on: date | None = None,
    file_format: str | None = None,
    allow_shrinking: bool = False,
    progress: Progress = lambda _what, _done, _total: None,
) -> list[LoadReport]:
    """Loads the delivery in `folder`, or the series of dated deliveries it holds; one report each, in order.

    The store is published once, at the end: readers see all of it or none. A delivery that is the newest load over
    again changes nothing. Raises Refused, StoreBusy, StoreError; the store is then as it was.
    """
    deliveries = find(folder, known_on, file_format)
    newer = _not_yet_loaded(store, deliveries)
    if not newer:
        last = deliveries[-1]
        return [LoadReport(last.name, last.known_on, _no_counts(), pl.DataFrame(schema=ASIDE), False)]
    steps = len(newer) * len(TABLES)
    with store.publish() as change:
        store_layout.prepare(change)
        reports = []
        for place, delivery in enumerate(newer):
            _check_against_store(change, delivery)
            tick = partial(_tick, progress, place * len(TABLES), steps)
            reports.append(_one(change, delivery, allow_shrinking, tick))
        progress("publishing", steps, steps)
    return reports


def _tick(progress: Progress, before: int, steps: int, what: str, done: int) -> None:
    progress(what, before + done, steps)


def _no_counts() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(store_layout.COUNT_COLUMNS, pl.Int64) | {"table_name": pl.String})


def _not_yet_loaded(store: Store, deliveries: list[Delivery]) -> list[Delivery]:
    """The deliveries behind those at the front that the store holds up to its newest load, byte for byte."""
    try:
        loads = store.read("select known_on, delivery_hash from loads order by load_id").rows()
    except StoreMissing:
        return deliveries
    if len(deliveries) == 1:
        return [] if loads[-1:] == [(deliveries[0].known_on, deliveries[0].fingerprint())] else deliveries
    known = set(loads)
    return [each for each in deliveries if (each.known_on, each.fingerprint()) not in known]


def _check_against_store(change: Change, delivery: Delivery) -> None:
    newest = change.read("select known_on, is_synthetic from loads order by load_id desc limit 1")
    for known_on, is_synthetic in newest.rows():
        if delivery.known_on < known_on:
            raise Refused(
                f"The delivery is of {delivery.known_on}, but the store already knows {known_on}. History cannot be "
                "changed backwards; load deliveries in the order of their days."
            )
        if delivery.is_synthetic != is_synthetic:
            kinds = ("synthetic", "real") if delivery.is_synthetic else ("real", "synthetic")
            raise Refused(f"The delivery is {kinds[0]} and the store holds {kinds[1]} data. Load it into a new store.")


def _one(change: Change, delivery: Delivery, allow_shrinking: bool, progress: Callable[[str, int], None]) -> LoadReport:
    load_id = int(change.read("select coalesce(max(load_id), 0) + 1 as load_id from loads")["load_id"][0])
    parents: dict[str, Parents] = {}
    counts, asides = [], []
    for place, table in enumerate(TABLES):
        progress(f"{delivery.name} {table.name}", place)
        judged = validate(table, read(delivery.files[table.name], table), parents, delivery.known_on)
        _check_sizes(table, judged, history.open_rows(change, table), allow_shrinking)
        parents |= _parents(table, judged, history.staying_open(change, table, judged.kept))
        turned = history.turn(change, table, judged.accepted, judged.kept, delivery.known_on, load_id)
        accepted, quarantined = judged.accepted.height, judged.quarantined.height
        counts.append((load_id, table.name, accepted + quarantined, accepted, quarantined, *turned.counts()))
        asides.append(judged.quarantined)
    return _recorded(change, delivery, load_id, counts, pl.concat(asides))


def _recorded(
    change: Change, delivery: Delivery, load_id: int, counts: Sequence[tuple[object, ...]], asides: pl.DataFrame
) -> LoadReport:
    counted = pl.DataFrame(counts, schema=store_layout.COUNT_COLUMNS, orient="row")
    change.append("load_counts", counted)
    change.append("quarantine", asides.with_columns(load_id=pl.lit(load_id)))
    change.append(
        "loads",
        pl.DataFrame(
            {
                "load_id": [load_id],
                "known_on": [delivery.known_on],
                "loaded_at": [datetime.now(UTC).replace(tzinfo=None, microsecond=0)],
                "delivery": [delivery.name],
                "delivery_hash": [delivery.fingerprint()],
                "is_synthetic": [delivery.is_synthetic],
            }
        ),
    )
    return LoadReport(delivery.name, delivery.known_on, counted.drop("load_id"), asides, True)


def _parents(table: Table, judged: Validated, staying_open: pl.DataFrame) -> dict[str, Parents]:
    """What later tables may refer to: accepted rows, and rows that stay open because the new ones were set aside."""
    name = table.key[0]
    if table.column(name).kind not in ("identifier", "code"):
        return {}
    usable = pl.concat([judged.accepted[name], staying_open[name]])
    lost = judged.kept[name].filter(~judged.kept[name].is_in(usable.implode()))
    return {f"{table.name}.{name}": Parents(usable, frozenset(lost))}


def _check_sizes(table: Table, judged: Validated, open_before: int, allow_shrinking: bool) -> None:
    accepted, aside = judged.accepted.height, judged.quarantined.height
    if allow_shrinking:
        return
    if accepted + aside >= SUSPICIOUS_FROM_ROWS and aside > SUSPICIOUS_SHARE * (accepted + aside):
        first = judged.quarantined.row(0, named=True)
        raise Refused(
            f"{aside:,} of the {accepted + aside:,} rows of {table.name} cannot be used; the first is on line "
            f"{first['line']}: {first['reason']} Mend the export, or load it as it is with --allow-shrinking."
        )
    if open_before >= SUSPICIOUS_FROM_ROWS and accepted + aside < SUSPICIOUS_SHARE * open_before:
        raise Refused(
            f"{table.name} holds {accepted + aside:,} rows; the store knows {open_before:,}. If so many are really "
            "gone, load with --allow-shrinking."
        )
