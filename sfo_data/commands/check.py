"""The command `check`: all that is wrong with a delivery, before it is loaded."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from sfo_data.publishing.delivery_check import against_store
from sfo_data.publishing.spreadsheets.marked import copy_name, marked
from sfo_data.store import ingest
from sfo_data.store.ingest import Inspection, Rehearsal, mapping
from sfo_data.store.ingest.mapping import Mapping

NO_FAULT, SET_ASIDE, WOULD_STOP = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `check`."""
    parser.add_argument("path", type=Path, help="a workbook, a folder, or a file of one table")
    parser.add_argument(
        "--known-on", type=date.fromisoformat, metavar="DATE", help="the delivery's day (default: today)"
    )
    parser.add_argument("--format", choices=["csv", "parquet"], help="where a folder holds both")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="how your own sheets and headings lead to ours")
    parser.add_argument("--out", type=Path, metavar="PATH", help="write the file back with its faults marked")
    parser.add_argument("--against-store", action="store_true", help="say too what a load would do to the store")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0: no fault; 1: rows would be set aside; 2: a load would be refused or stop. Raises Refused, StoreError."""
    today = datetime.now(UTC).date()
    found = ingest.inspect(args.path, args.known_on, today, args.format, _mapping(args))
    _print_inspection(args.path.name, found)
    if args.out:
        _write_marked(found, args.path, args.out)
    stops = len(found.refusals)
    if args.against_store and not stops:
        rehearsal = against_store(args.path, args.known_on or found.day, args.format, _mapping(args))
        _print_rehearsal(rehearsal)
        stops += len(rehearsal.stops)
    return WOULD_STOP if stops else SET_ASIDE if found.set_aside else NO_FAULT


def _mapping(args: argparse.Namespace) -> Mapping | None:
    return mapping.read(args.mapping) if args.mapping else None


def _print_inspection(name: str, found: Inspection) -> None:
    faults = found.faults.height
    print(f"{name}: {_counted(len(found.sources), 'table')}, {_counted(found.delivered, 'row')}.")
    if found.refusals:
        print("The delivery would be refused:")
        for sentence in found.refusals:
            print(f"  {sentence}")
    if faults:
        print(f"{_counted(found.set_aside, 'row')} would be set aside, for {_counted(faults, 'fault')}:")
        for row in found.kinds().iter_rows(named=True):
            where = f"{row['table_name']}, {row['column_name'] or 'whole row'}"
            print(f"  {where}: {_counted(row['rows'], 'row')}, the first in {row['place']}. {row['reason']}")
    for row in found.mended.iter_rows(named=True):
        print(f"Would be mended: {row['table_name']}, {row['column_name']}: {row['values']:,}")
    if not found.refusals and not faults:
        print("No fault was found.")


def _print_rehearsal(rehearsal: Rehearsal) -> None:
    print("Loaded into the store as it is now:")
    print(f"  {'table':<26}{'new':>10}{'changed':>10}{'gone':>10}{'unchanged':>12}")
    for name, new, changed, gone, unchanged in rehearsal.turned.iter_rows():
        print(f"  {name:<26}{new:>10,}{changed:>10,}{gone:>10,}{unchanged:>12,}")
    for sentence in rehearsal.stops:
        print(f"  The load would stop. {sentence}")


def _write_marked(found: Inspection, path: Path, out: Path) -> None:
    files = marked(found)
    if path.is_dir():
        out.mkdir(parents=True, exist_ok=True)
    for source, content in files.items():
        name = copy_name(source)
        target = out / name if path.is_dir() else out.with_suffix(Path(name).suffix)
        if target.exists() and any(target.samefile(each.path) for each in found.sources.values()):
            raise ValueError(f"{target} is the file itself. Name another file for the marked copy.")
        target.write_bytes(content)
        kind = "" if target.suffix == source.suffix.lower() else f" ({source.name} as {target.suffix[1:].upper()})"
        print(f"Marked: {target}{kind}")


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
