"""The audit trail without a browser: is it as it was written, and who did what?"""

import argparse
import sys

import polars as pl

from sfo_data.definitions import settings
from sfo_data.security import audit, hash_chain
from sfo_data.security.audit import tables

EXIT_CODES = (
    "Exit code 0: every line is there and as it was written; 1: it is not, and what is missing or changed is named; "
    "2: unreadable."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sfo audit`."""
    parser.epilog = EXIT_CODES
    parser.add_argument("--verify", action="store_true", help="only verify, list nothing")
    parser.add_argument("--head", metavar="HASH", help="a hash noted earlier, whose line must still be there")
    parser.add_argument("--follows", metavar="HASH", default=hash_chain.START,
        help="the hash of the last line that was put away, if older months were")  # fmt: skip
    parser.add_argument("--subject", help="lines of this subject")
    parser.add_argument("--action", choices=list(tables.WORDS), help="lines of this action")
    parser.add_argument("--day", metavar="DATE", help="lines of this day (UTC), YYYY-MM-DD")
    parser.add_argument("--since", metavar="DATE", help="lines from this day on (UTC), YYYY-MM-DD")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """See `EXIT_CODES`. Reading the lines is itself recorded first. Raises NotRecorded, OSError."""
    if not args.verify:
        audit.command("audit_read", "command line", "audit")
    history = audit.read_all(settings.audit_log(), args.head, args.follows)
    if not args.verify:
        _list(history, args)
    if history.problem:
        print(history.problem, file=sys.stderr)
        return 1
    begins = (
        ""
        if history.begins == hash_chain.START
        else f"\nEarlier lines are not here; the first follows {history.begins}."
    )
    print(f"{len(history.entries):,} lines, each as it was written.{begins}\nHead: {history.head}")
    return 0


def _list(history: audit.History, args: argparse.Namespace) -> None:
    wanted = [
        each
        for each in history.entries
        if args.subject in (None, each["subject"])
        and args.action in (None, each["action"])
        and (args.day is None or each["at"].startswith(args.day))
        and (args.since is None or each["at"] >= args.since)
    ]
    with pl.Config(
        tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=80, tbl_width_chars=240, tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True, tbl_formatting="ASCII_MARKDOWN",
    ):  # fmt: skip
        print(tables.lines(wanted).drop("Day"))
