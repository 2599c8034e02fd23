"""The ledger of recommendations without a browser: does its chain hold, and where does each recommendation stand?"""

import argparse
import json
import sys
from pathlib import Path

from sfo_data.definitions import settings
from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.periods import DEFAULT
from sfo_data.questions import queries
from sfo_data.store.database import StoreMissing, default_store
from sfo_data.subjects.actions import ledger
from sfo_data.subjects.actions.ledger.ledger_words import SHORT


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sfo ledger`."""
    parser.add_argument("--head", metavar="HASH", help="a hash noted earlier, whose entry must still be there")
    parser.add_argument("--add", type=Path, metavar="FILE", help="append an entry, its content in a JSON file")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0: every line is as it was written; 1: it is not, with the first such line on stderr. Raises StoreError."""
    path = settings.ledger()
    try:
        if args.add:
            _add(path, args.add)
        read = ledger.read(path.read_bytes(), args.head)
    except (ledger.Broken, ledger.WrongRegistration) as error:
        print(f"{path.name}, {error}", file=sys.stderr)
        return 1
    print(f"{len(read.registrations)} entries, each as it was written.\nHead: {read.head}\n")
    _print_entries(read)
    try:
        _print_verdicts(read)
    except StoreMissing as error:
        print(f"No verdicts: {error}", file=sys.stderr)
    return 0


def _add(path: Path, content: Path) -> None:
    before = path.read_bytes()
    after = ledger.appended(before, json.loads(content.read_bytes()))
    ledger.check(ledger.read(after).registrations[-1])
    with path.open("ab") as entries:
        entries.write(after[len(before) :])


def _print_entries(read: ledger.Ledger) -> None:
    in_force = {each.registration.sha256 for each in read.in_force}
    for line, each in enumerate(read.registrations, 1):
        note = "" if each.sha256 in in_force else "  (does not stand: superseded, or amended too late)"
        print(f"{line:>3}  {each.registered_on}  {each.sha256[:SHORT]}  {each.name}{note}")


def _print_verdicts(read: ledger.Ledger) -> None:
    store = default_store()
    facts = queries.facts(store)
    filters = from_choices(facts.known, {}, DEFAULT, facts.known.known_on)
    print(f"\n{filters.as_known()}:")
    for each in ledger.verdicts(queries.reader(store), filters, facts.known, facts.is_synthetic, read.in_force):
        print(f"  {each.registration.recommendation}  {each.registration.name}: {each.status} ({each.reason})")
