"""The commands that bring data into the store, and rows set aside out of it: load, synthetic, box, quarantine."""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
from tqdm import tqdm

from sfo_data.definitions.filters import NATIONAL
from sfo_data.publishing import safe_csv
from sfo_data.questions import queries
from sfo_data.security import audit
from sfo_data.store import ingest, layout, synthetic
from sfo_data.store.database import Store, StoreMissing, default_store, loader_store
from sfo_data.store.ingest import mapping
from sfo_data.subjects.load_habits import moved

BOX_SEED, BOX_WEEKS = 2020, 54  # 54 weeks reach back one year and a week, so that a state has one a year earlier.
Tick = Callable[[str, int, int], None]


def add_load(parser: argparse.ArgumentParser) -> None:
    """The arguments of `load`."""
    parser.add_argument("folder", type=Path, help="the delivery: a workbook, a folder, or a folder of dated deliveries")
    parser.add_argument("--known-on", type=date.fromisoformat, metavar="DATE", help="the delivery's day, YYYY-MM-DD")
    parser.add_argument("--format", choices=["csv", "parquet"], help="where a folder holds both")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="how your own sheets and headings lead to ours")
    parser.add_argument("--quarantine-csv", type=Path, metavar="FILE", help="write the rows set aside to FILE")
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="WORD",
        help="accept what the load stopped at; it names the word",
    )
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--real", dest="is_synthetic", action="store_false", default=None, help="these are real cases")
    kind.add_argument("--synthetic", dest="is_synthetic", action="store_true", default=None, help="these are invented")
    parser.set_defaults(run=load)


def load(args: argparse.Namespace) -> int:
    """0: all rows accepted, or nothing changed; 1: loaded, with rows set aside. Raises Refused, StoreError."""
    audit.command("load", args.folder.name)
    own = mapping.read(args.mapping) if args.mapping else None
    with progress("Loading") as tick:
        reports = ingest.load(
            loader_store(),
            args.folder,
            args.known_on,
            args.format,
            args.accept,
            args.is_synthetic,
            own,
            judge=moved,
            progress=tick,
        )
    last = reports[-1]
    if not last.is_changed:
        print(f"Nothing changed: the store already holds delivery {last.delivery} of {last.known_on}.")
        return 0
    aside = pl.concat([report.quarantined for report in reports])
    _print_counts(reports)
    for row in reports[-1].mended.iter_rows(named=True):
        print(f"Mended: {row['table_name']}, {row['column_name']}: {row['values']:,}")
    if args.quarantine_csv:
        args.quarantine_csv.write_bytes(safe_csv.write_csv(aside))
    if aside.is_empty():
        return 0
    where = f"They are in {args.quarantine_csv}." if args.quarantine_csv else "See them with: sfo quarantine --out FILE"
    print(f"{aside.height:,} row{' was' if aside.height == 1 else 's were'} set aside. {where}")
    for row in aside.head(5).iter_rows(named=True):
        print(f"  {row['table_name']}, line {row['line']}, {row['column_name'] or 'whole line'}: {row['reason']}")
    return 1


def _print_counts(reports: list[ingest.LoadReport]) -> None:
    if len(reports) > 1:
        print(f"Loaded {len(reports)} deliveries, {reports[0].known_on} to {reports[-1].known_on}. The last:")
    print(f"{'table':<26}" + "".join(f"{name:>13}" for name in reports[-1].counts.columns[1:]))
    for row in reports[-1].counts.iter_rows():
        print(f"{row[0]:<26}" + "".join(f"{value:>13,}" for value in row[1:]))


def add_synthetic(parser: argparse.ArgumentParser) -> None:
    """The arguments of `synthetic`."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a folder to write to")
    parser.add_argument("--seed", type=int, required=True, metavar="N")
    parser.add_argument("--cases", type=int, metavar="N", help="how many notifications (default: the published totals)")
    parser.add_argument("--weeks", type=int, default=1, metavar="N", help="how many weekly deliveries")
    parser.add_argument("--format", choices=["csv", "parquet"], default="csv")
    parser.set_defaults(run=write_synthetic)


def write_synthetic(args: argparse.Namespace) -> int:
    """0: written. Raises ValueError."""
    with progress("Writing") as tick:
        folders = synthetic.write(
            args.out, args.seed, args.cases, args.weeks, args.format, lambda done, total: tick("synthetic", done, total)
        )
    print(f"{len(folders)} synthetic deliver{'y' if len(folders) == 1 else 'ies'} in {args.out}.")
    return 0


def add_box(parser: argparse.ArgumentParser) -> None:
    """`box` has no arguments."""
    parser.set_defaults(run=fill_from_box)


def fill_from_box(args: argparse.Namespace) -> int:  # noqa: ARG001
    """0: the store has data, loaded from the box now if it had none, and this version's views. Raises StoreError."""
    store = loader_store()
    if _has_data(store):
        if layout.is_current(store):
            print("The store has data; nothing to load.")
        else:
            with store.publish() as change:
                layout.prepare(change)
            print("The store has data; its views were brought up to date.")
        return 0
    with tempfile.TemporaryDirectory() as folder, progress("Synthetic extract and load") as tick:
        synthetic.write(
            Path(folder), BOX_SEED, None, BOX_WEEKS, "csv", lambda done, total: tick("writing", done, 2 * total)
        )
        ingest.load(store, Path(folder), progress=lambda what, done, total: tick(what, total + done, 2 * total))
    print("Loaded the synthetic extract in the box. It is marked SYNTHETIC on every page.")
    return 0


def _has_data(store: Store) -> bool:
    try:
        return bool(queries.facts(store).known.states)
    except StoreMissing:
        return False


def add_quarantine(parser: argparse.ArgumentParser) -> None:
    """The arguments of `quarantine`."""
    parser.add_argument("--load", type=int, metavar="N", help="of load N (default: the newest)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a CSV file to write")
    parser.set_defaults(run=write_quarantine)


def write_quarantine(args: argparse.Namespace) -> int:
    """0: written. Raises StoreError."""
    audit.command("export", "quarantine", "CSV")
    rows = queries.ask_within(default_store(), "quarantined_rows", NATIONAL, load_id=args.load)
    args.out.write_bytes(safe_csv.write_csv(rows))
    print(f"{rows.height:,} rows set aside, in {args.out}.")
    return 0


@contextmanager
def progress(title: str) -> Iterator[Tick]:
    """A bar on stderr where a person watches; gives tick(what, done, total)."""
    with tqdm(desc=title, unit="table", disable=None, file=sys.stderr, leave=False) as bar:

        def tick(what: str, done: int, total: int) -> None:
            bar.total = total
            bar.set_postfix_str(what, refresh=False)
            bar.update(done - bar.n)

        yield tick
