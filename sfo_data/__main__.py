"""The command line `sfo`, the one place that knows both the pages and what is made of them."""

import argparse
import os
import sys

from pages.server.for_packs import PAGE_SERVER
from sfo_data.commands import (
    audit,
    brief,
    check,
    database,
    figures,
    ledger,
    load,
    map_source,
    release,
    sample,
    template,
    verify,
    withdraw,
)
from sfo_data.definitions import settings
from sfo_data.store import contract, layout
from sfo_data.store.database import StoreError
from sfo_data.store.ingest import Refused


def write_schema(args: argparse.Namespace) -> int:  # noqa: ARG001
    """0: sql/schema.sql and docs/contract.md are as sfo_data/store/schema.py says."""
    (settings.SQL / "schema.sql").write_text(layout.schema_sql())
    (settings.PROJECT / "docs" / "contract.md").write_text(contract.contract_text())
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments; `run` is the function that answers."""
    top = argparse.ArgumentParser("sfo", description="The national view of Serious Further Offences.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    load.add_load(commands.add_parser("load", help="load a delivery into the store"))
    check.add_arguments(commands.add_parser("check", help="say all that is wrong with a delivery"))
    map_source.add_arguments(commands.add_parser("map", help="write a first mapping of your own sheets to ours"))
    template.add_arguments(commands.add_parser("template", help="write a workbook to fill in"))
    withdraw.add_loads(commands.add_parser("loads", help="list the loads"))
    withdraw.add_withdraw(commands.add_parser("withdraw", help="take the newest load back"))
    load.add_synthetic(commands.add_parser("synthetic", help="write a synthetic delivery"))
    load.add_box(commands.add_parser("box", help="load the data in the box, if the store has none"))
    load.add_quarantine(commands.add_parser("quarantine", help="write the rows set aside as CSV"))
    database.add_migrate(commands.add_parser("migrate", help="bring the store's tables to this version"))
    database.add_roles(commands.add_parser("roles", help="print the SQL that makes PostgreSQL's roles"))
    figures.add_arguments(commands.add_parser("figures", help="print a measure's figures"))
    ledger.add_arguments(commands.add_parser("ledger", help="verify the ledger of recommendations"))
    sample.add_arguments(commands.add_parser("sample", help="draw reviews for independent quality assurance"))
    verify.add_arguments(commands.add_parser("verify", help="say whether a screenshot or pack is genuine"))
    brief.add_arguments(commands.add_parser("brief", help="make the weekly briefing's packs"), PAGE_SERVER)
    audit.add_arguments(commands.add_parser("audit", help="verify and list the audit trail"))
    release.add_arguments(commands.add_parser("release", help="write the files of a release"))
    commands.add_parser("schema", help="write sql/schema.sql and docs/contract.md").set_defaults(run=write_schema)
    return top


def main(words: list[str] | None = None) -> int:
    """The exit code: 0 done, 1 loaded with rows set aside, 2 refused or impossible, with one sentence on stderr."""
    args = parser().parse_args(words)
    try:
        return int(args.run(args))
    except (Refused, StoreError, ValueError, OSError) as error:
        if isinstance(error, BrokenPipeError):
            # The reader of our output has gone; nothing is left to say, also at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        print(f"Not done: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped. The store is as it was.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
