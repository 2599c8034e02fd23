"""What is wrong with a delivery, all of it at once? Needs no store and changes nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sfo_data.store.ingest import guards, headings, parts
from sfo_data.store.ingest import mapping as mappings
from sfo_data.store.ingest.parts import Parts
from sfo_data.store.ingest.refused import Refused
from sfo_data.store.ingest.source import Source, in_the_box, nothing
from sfo_data.store.ingest.table import unread
from sfo_data.store.schema import REFERENCE_TABLES, TABLES, Table
from sfo_data.store.validation import MENDED, Checked, Referred, Rows, check, one_to_a_line
from sfo_data.store.validation.references import referred_columns

FAULTS = {
    "table_name": pl.String,
    "column_name": pl.String,
    "line": pl.Int64,
    "place": pl.String,
    "value": pl.String,
    "reason": pl.String,
}
# What differs between two faults of one kind: the value, days and numbers.
VARYING = re.compile(r"“[^”]*”|\d{4}-\d\d-\d\d|\d[\d,]*")


@dataclass(frozen=True)
class Inspection:
    """What was found in a delivery.

    `refusals` would refuse the whole. `faults` has a row for each fault (FAULTS); the rows at fault would be set aside.
    `mended` is as in a LoadReport. `sources` are the files and sheets that were looked at; `day` is the delivery's.
    """

    refusals: tuple[str, ...]
    faults: pl.DataFrame
    mended: pl.DataFrame
    delivered: int
    sources: Mapping[str, Source]
    day: date

    @property
    def set_aside(self) -> int:
        """How many rows have a fault."""
        return self.faults.select("table_name", "line").unique().height

    def kinds(self) -> pl.DataFrame:
        """A row per kind of fault, the commonest first: table_name, column_name, rows; place, reason of the first."""
        kind = pl.Series("kind", [VARYING.sub("…", reason) for reason in self.faults["reason"]], dtype=pl.String)
        grouped = self.faults.with_columns(kind).group_by("table_name", "column_name", "kind", maintain_order=True)
        found = grouped.agg(rows=pl.len().cast(pl.Int64), place=pl.first("place"), reason=pl.first("reason"))
        return found.drop("kind").sort("rows", descending=True, maintain_order=True)


def inspect(
    path: Path,
    known_on: date | None,
    today: date,
    file_format: str | None = None,
    mapping: mappings.Mapping | None = None,
) -> Inspection:
    """What is wrong with the workbook, folder, CSV or Parquet file at `path`. Raises Refused where there is nothing.

    The day is what the delivery says, or `known_on`, or else `today`: no date may lie after it.
    """
    found = _parts(path, file_format, mapping)
    days = [each["known_on"] for each in found.said if "known_on" in each]
    day = next(iter(days), known_on or today)
    refusals = list(found.faults)
    references: dict[str, Referred] = {}
    looked: dict[str, tuple[Rows, Checked]] = {}
    for table in TABLES:
        try:
            rows = _rows(table, found)
        except Refused as error:
            refusals += error.sentences
            rows = None
        if rows is None:
            references |= unread(table)
            continue
        checked = check(rows, table, day, references)
        looked[table.name] = rows, checked
        references |= _referred(table, checked)
    for guard in (_too_many_aside, _descriptions):
        refusals += guard(looked)
    sent = {name: each for name, each in looked.items() if name in found.sources}
    return Inspection(
        tuple(refusals),
        pl.concat([pl.DataFrame(schema=FAULTS), *(_faults(name, *each) for name, each in sent.items())]),
        pl.concat([pl.DataFrame(schema=MENDED), *(checked.mended for _, checked in sent.values())]),
        sum(checked.delivered for _, checked in sent.values()),
        found.sources,
        day,
    )


def _parts(path: Path, file_format: str | None, mapping: mappings.Mapping | None) -> Parts:
    if path.is_dir():
        return parts.of(path, parts.entries_of(path), file_format, mapping)
    if not path.is_file():
        raise Refused(f"There is nothing at {path}. Check the path.")
    if parts.is_workbook(path) or mapping:
        return parts.of(path, [path], file_format, mapping)
    name = headings.word(path.stem)
    if not parts.is_data(path) or name not in [table.name for table in TABLES]:
        raise Refused(f"{path.name} is neither a workbook nor a CSV or Parquet file with the name of a table.")
    return Parts({name: Source(path)}, (), ())


def _rows(table: Table, found: Parts) -> Rows | None:
    """The rows of a table; those in the box of a reference table that was not sent, None of another."""
    if table.name in found.sources:
        return found.sources[table.name].read(table)
    if table.name in found.not_held:
        return nothing(table)
    return one_to_a_line(in_the_box(table), table, first_line=1) if table in REFERENCE_TABLES else None


def _referred(table: Table, checked: Checked) -> dict[str, Referred]:
    return {
        f"{table.name}.{name}": Referred(
            checked.accepted[name].unique(), checked.set_aside.select("line", value=name).drop_nulls()
        )
        for name in referred_columns(table.name)
    }


def _faults(name: str, rows: Rows, checked: Checked) -> pl.DataFrame:
    columns = checked.faults["column_name"].unique().to_list()
    named = pl.DataFrame(
        {"column_name": columns, "before": [rows.place(column) for column in columns]},
        schema={"column_name": pl.String, "before": pl.String},
    )
    placed = checked.faults.join(named, on="column_name", how="left", nulls_equal=True, maintain_order="left")
    place = pl.col("before") + pl.col("line").cast(pl.String)
    return placed.with_columns(place=place, table_name=pl.lit(name)).select(*FAULTS)


def _too_many_aside(looked: Mapping[str, tuple[Rows, Checked]]) -> list[str]:
    return [
        said
        for table in TABLES
        if table.name in looked
        for said in _said(guards.check_set_aside, table, looked[table.name][1], ())
    ]


def _descriptions(looked: Mapping[str, tuple[Rows, Checked]]) -> list[str]:
    """Whether the descriptions of providers overlap, or leave cases without one."""
    if "providers" not in looked:
        return []
    providers = looked["providers"][1].accepted
    said = _said(guards.check_descriptions, providers)
    if "reviews" in looked:
        said += _said(guards.check_described, looked["reviews"][1].accepted, providers, ())
    return said


def _said(guard: guards.Guard, *about: object) -> list[str]:
    try:
        guard(*about)
    except Refused as error:
        return list(error.sentences)
    return []
