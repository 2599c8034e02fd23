"""The commands that list the loads and take the newest back: loads, withdraw."""

import argparse

from sfo_data.security import audit
from sfo_data.store.database import loader_store
from sfo_data.store.ingest import withdrawal


def add_loads(parser: argparse.ArgumentParser) -> None:
    """`loads` has no arguments."""
    parser.set_defaults(run=print_loads)


def print_loads(args: argparse.Namespace) -> int:  # noqa: ARG001
    """0: the loads are on stdout, oldest first. Raises StoreError."""
    print(f"{'load':>5}  {'known on':<11}{'loaded at':<18}{'opened':>9}{'closed':>9}  delivery")
    for row in withdrawal.listed(loader_store()).iter_rows(named=True):
        state = f" (withdrawn {row['withdrawn_at']:%Y-%m-%d %H:%M})" if row["withdrawn_at"] else ""
        kind = ", synthetic" if row["is_synthetic"] else ""
        print(
            f"{row['load_id']:>5}  {row['known_on']!s:<11}{row['loaded_at']:%Y-%m-%d %H:%M}  "
            f"{row['opened'] or 0:>9,}{row['closed'] or 0:>9,}  {row['delivery']}{kind}{state}"
        )
    return 0


def add_withdraw(parser: argparse.ArgumentParser) -> None:
    """The arguments of `withdraw`."""
    parser.add_argument("load", type=int, metavar="LOAD", help="the number of the newest load")
    parser.add_argument("--undo", action="store_true", help="bring a withdrawn load back")
    parser.set_defaults(run=withdraw)


def withdraw(args: argparse.Namespace) -> int:
    """0: the load is withdrawn, or back. Raises Refused."""
    audit.command("load", f"load {args.load} {'restored' if args.undo else 'withdrawn'}")
    if args.undo:
        withdrawal.restore(loader_store(), args.load)
        print(f"Load {args.load} is back.")
    else:
        withdrawal.withdraw(loader_store(), args.load)
        print(f"Load {args.load} is withdrawn. To bring it back: sfo withdraw {args.load} --undo")
    return 0
