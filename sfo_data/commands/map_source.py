"""The command `map`: a first mapping from a team's own sheets and words to the contract."""

import argparse
from pathlib import Path

from sfo_data.store import ingest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `map`."""
    parser.add_argument("--guess", type=Path, required=True, metavar="FILE", help="a workbook or CSV file of your own")
    parser.add_argument("--out", type=Path, metavar="FILE", help="a TOML file to write (default: print it)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0: written. Raises Refused, OSError."""
    text = ingest.guess(args.guess)
    if not args.out:
        print(text, end="")
        return 0
    if args.out.exists():
        raise ValueError(f"{args.out} is there already. Name another file.")
    args.out.write_text(text, encoding="utf-8")
    print(f"A first mapping, in {args.out}. Complete what is marked “?”, then try it:")
    print(f"sfo check {args.guess} --mapping {args.out}")
    return 0
