"""The command that writes the files of a release: its tables as XLSX, ODS, CSV and Parquet, protected."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from sfo_data.definitions import settings
from sfo_data.publishing import exports, releases
from sfo_data.security import audit
from sfo_data.store.database import default_store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `release`."""
    parser.add_argument("name", metavar="NAME", help="a release's name in SFO_RELEASES")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to put the files in")
    parser.add_argument("--early", default="", metavar="SUBJECT", help="before publication: on whose early access")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0: the files are written. Raises UnknownRelease, NotInStore, NotRecorded, StoreError, ValueError if too early."""
    try:
        release, entry = releases.opened(args.name, args.early, datetime.now(UTC))
    except releases.MayNotOpen as error:
        raise ValueError(str(error)) from error
    early = f"before publication, for {entry.subject}: {entry.reason}" if entry else ""
    audit.command("export", f"release {release.name}", early)
    if entry:
        print(f"Opened before publication by {entry.subject}: {entry.reason}.")
    found = releases.compiled(default_store(), release)
    stamp = exports.Stamp(settings.marking(), found.is_synthetic, found.filters.known_on, found.filters)
    args.out.mkdir(parents=True, exist_ok=True)
    for kind, suffix in exports.SUFFIXES.items():
        name, ending = (release.name, suffix) if kind in exports.WORKBOOKS else (f"{release.name}-{suffix}", "zip")
        path = args.out / exports.file_name(name, ending, found.is_synthetic, found.filters)
        path.write_bytes(exports.together(release.title, releases.exports_of(found), kind, stamp))
        print(path)
    return 0
