"""What becomes of one table of a delivery?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sfo_data import history
from sfo_data.database import Change
from sfo_data.ingest import csv_file, guards, parquet_file
from sfo_data.schema import OPEN_END, Table
from sfo_data.validate import Checked, Referred, check
from sfo_data.validate.references import referred_columns

QUARANTINE = ("table_name", "line", "column_name", "value", "reason", "row_text")


@dataclass(frozen=True)
class TableLoad:
    """The counts of one table, its rows set aside, and what later tables may refer to."""

    counts: Mapping[str, str | int]
    quarantined: pl.DataFrame
    referred: Mapping[str, Referred]

    @property
    def is_changed(self) -> bool:
        return bool(self.counts["opened"] or self.counts["closed"])


@dataclass(frozen=True)
class Into:
    """Where a table goes: the change of the store, the day and number of the load, and what the clerk allows."""

    change: Change
    known_on: date
    load_id: int
    allow_shrinking: bool


def load_table(table: Table, path: Path, references: Mapping[str, Referred], into: Into) -> TableLoad:
    """Reads, checks and records one file. Raises Refused."""
    read = parquet_file.read if path.suffix == ".parquet" else csv_file.read
    checked = check(read(path, table), table, into.known_on, references)
    staying = _staying(table, checked, references, into.change)
    kept = staying.select(table.key)
    if not into.allow_shrinking:
        guards.check_set_aside(table, checked)
        known = _known(table, into.change)
        lost = known.join(checked.accepted, on=table.key, how="anti").join(kept, on=table.key, how="anti")
        guards.check_lost(table, known.height, lost.height)
    turned = history.turn(into.change, table, checked.accepted, kept, into.known_on, into.load_id)
    counts: dict[str, str | int] = {
        "table_name": table.name,
        "delivered": checked.accepted.height + checked.quarantined.height,
        "accepted": checked.accepted.height,
        "quarantined": checked.quarantined.height,
        "opened": turned.opened,
        "unchanged": turned.unchanged,
        "closed": turned.closed,
    }
    quarantined = checked.quarantined.with_columns(table_name=pl.lit(table.name)).select(QUARANTINE)
    return TableLoad(counts, quarantined, _referred(table, checked, staying))


def _known(table: Table, change: Change) -> pl.DataFrame:
    """The keys of the rows that are open."""
    keys = ", ".join(table.key)
    return change.read(f"select {keys} from raw_{table.name} where known_to = :open_end", {"open_end": OPEN_END})


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
        staying = staying.filter(pl.col(name).is_null() | pl.col(name).is_in(valid.implode()))
    return staying


def _referred(table: Table, checked: Checked, staying: pl.DataFrame) -> dict[str, Referred]:
    return {
        f"{table.name}.{name}": Referred(
            pl.concat([checked.accepted[name], staying[name]]).unique(),
            checked.set_aside.select("line", value=name).drop_nulls(),
        )
        for name in referred_columns(table.name)
    }
