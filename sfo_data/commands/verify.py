"""Is this screenshot, deck, PDF or page genuine and current? The check of `briefing/check_a_screenshot`, in a shell."""

import argparse
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from sfo_data.publishing import provenance
from sfo_data.publishing.briefing.recount import counted_again
from sfo_data.publishing.provenance import CheckResult, View, currency, keys, provenance_words
from sfo_data.publishing.provenance.currency import StoreComparison
from sfo_data.publishing.provenance.reading import Verdict
from sfo_data.questions import queries
from sfo_data.store.database import StoreMissing, default_store

NO_STORE = "Whether it is current cannot be said: there is no store here."
AgainstStore = Callable[[View], StoreComparison | None]
GENUINE_AND_CURRENT, GENUINE, NOT_GENUINE = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sfo verify`."""
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="PNG, PPTX, PDF or HTML")
    parser.add_argument("--code", action="append", default=[], metavar="CODE", help="a printed code, as 7K3Q-9WXM-2F")
    parser.add_argument("--public-key", action="store_true", help="print the public key, for those who are to check")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The worst of all files and codes.

    0: genuine (or a code given out), and the newest data give the same; 1: genuine, and not current or that cannot be
    said; 2: altered, saved anew, not signed, unknown or unreadable. Raises KeyProblem, StoreError, OSError.
    """
    if args.public_key:
        print(keys.public_pem(keys.signing_key().public_key()), end="")
        return 0
    if not args.files and not args.code:
        raise ValueError("name a FILE or a --code to verify.")
    for problem in provenance.register_problems():
        print(f"The register of codes: {problem}", file=sys.stderr)
    # The files of a pack show one view: it is counted again once.
    against_store = cache(_compared_with_store)
    files = [_file(path, against_store) for path in args.files]
    return max([*files, *(_code(code, against_store) for code in args.code)])


def _file(path: Path, against_store: AgainstStore) -> int:
    try:
        if path.stat().st_size > provenance.MOST_BYTES:
            raise provenance.Unreadable(f"It has more than {provenance.MOST_BYTES // 1024**2} MB; no file of ours has.")
        found = provenance.check_in_own_process(path.read_bytes(), path.name)
    except (provenance.Unreadable, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        print(_printable(f"Cannot be checked: {path.name}\n  {reason}") + "\n")
        return NOT_GENUINE
    return max(_tell(each, against_store) for each in found)


def _code(code: str, against_store: AgainstStore) -> int:
    try:
        return _tell(provenance.look_up(code), against_store)
    except provenance.WrongCode as error:
        print(_printable(f"Not a code: {error}") + "\n")
        return NOT_GENUINE


def _tell(found: CheckResult, against_store: AgainstStore) -> int:
    """Prints what is known of one file or code."""
    now = against_store(found.view) if found.view else None
    lines = provenance_words.sentences(found)
    if found.view:
        lines += provenance_words.against_the_store(found.view, now) if now else [NO_STORE]
        lines += [*provenance_words.of_view(found.view), f"To see it: {found.view.link()}"]
    print(_printable("\n  ".join([provenance_words.opening(found, now), *lines])) + "\n")
    if found.verdict == Verdict.GENUINE or (found.verdict == Verdict.DESCRIBED and found.from_register):
        return GENUINE_AND_CURRENT if now and now.is_current else GENUINE
    return NOT_GENUINE


def _compared_with_store(view: View) -> StoreComparison | None:
    """The view against the store; None where there is no store."""
    store = default_store()
    try:
        facts = queries.facts(store)
    except StoreMissing:
        return None
    read = queries.reader(store)
    return currency.compared(read, facts, view, counted_again(read, facts, view))


def _printable(text: str) -> str:
    """The text without what a terminal would take for a command: names and notes are of a stranger's file."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in text)
