"""The command `template`: a workbook to fill in and load."""

import argparse
from pathlib import Path

from sfo_data.publishing.spreadsheets.template import write_template


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `template`."""
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="an XLSX file to write")
    parser.set_defaults(run=write)


def write(args: argparse.Namespace) -> int:
    """0: written. Raises ValueError, OSError."""
    if args.out.suffix.lower() != ".xlsx":
        raise ValueError(f"{args.out.name} must end in .xlsx.")
    args.out.write_bytes(write_template())
    print(f"A workbook to fill in, in {args.out}. Load it with: sfo load {args.out}")
    return 0
