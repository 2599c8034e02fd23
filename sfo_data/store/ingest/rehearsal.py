"""What would loading a delivery do to the store?"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sfo_data.store import layout
from sfo_data.store.database import Store, StoreError
from sfo_data.store.ingest.delivery import find
from sfo_data.store.ingest.load import Judge, begin, finish, load_tables
from sfo_data.store.ingest.mapping import Mapping
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.table import TableLoad


class _Rehearsed(Exception):
    """Ends the change of the store that was only tried."""


@dataclass(frozen=True)
class Rehearsal:
    """What a load would do: the sentences at which it would stop, and per table (table_name) the rows that are new,
    changed, gone and unchanged.
    """

    stops: tuple[str, ...]
    turned: pl.DataFrame


def rehearse(
    store: Store,
    folder: Path,
    known_on: date | None = None,
    file_format: str | None = None,
    is_synthetic: bool | None = None,
    mapping: Mapping | None = None,
    judge: Judge = lambda _change, _day: (),
) -> Rehearsal:
    """What loading the delivery would do; the store is left as it is. Raises Refused where it cannot be tried."""
    delivery = find(folder, known_on, file_format, is_synthetic, mapping)[-1]
    try:
        with store.publish() as change:
            layout.prepare(change)
            into = begin(change, delivery, ())
            loaded = load_tables(delivery, into, lambda _what, _done: None)
            finish(change, delivery, into, loaded, delivery.fingerprint(), judge)
            raise _Rehearsed
    except _Rehearsed:
        pass
    except StoreError as error:
        raise Refused(str(error)) from error
    return Rehearsal(tuple(into.stops), pl.DataFrame([_turned(each) for each in loaded]))


def _turned(table: TableLoad) -> dict[str, str | int]:
    changed = int(table.counts["closed"]) - table.gone
    return {
        "table_name": table.counts["table_name"],
        "new": int(table.counts["opened"]) - changed,
        "changed": changed,
        "gone": table.gone,
        "unchanged": table.counts["unchanged"],
    }
