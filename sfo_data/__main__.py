"""The command line: python -m sfo_data load | synthetic | box | figures | brief | ledger | verify | …"""

import argparse
import os
import sys

from sfo_data import (
    audit_command,
    brief_command,
    contract,
    database_command,
    figures_command,
    ledger_command,
    load_command,
    release_command,
    sample_command,
    settings,
    store_layout,
    verify_command,
)
from sfo_data.database import StoreError
from sfo_data.ingest import Refused


def write_schema(args: argparse.Namespace) -> int:  # noqa: ARG001
    """0: sql/schema.sql and docs/contract.md are as sfo_data/schema.py says."""
    (settings.SQL / "schema.sql").write_text(store_layout.schema_sql())
    (settings.PROJECT / "docs" / "contract.md").write_text(contract.contract_text())
    return 0


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments; `run` is the function that answers."""
    top = argparse.ArgumentParser("python -m sfo_data", description="The national view of Serious Further Offences.")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    load_command.add_load(commands.add_parser("load", help="load a delivery into the store"))
    load_command.add_synthetic(commands.add_parser("synthetic", help="write a synthetic delivery"))
    load_command.add_box(commands.add_parser("box", help="load the data in the box, if the store has none"))
    load_command.add_quarantine(commands.add_parser("quarantine", help="write the rows set aside as CSV"))
    database_command.add_migrate(commands.add_parser("migrate", help="bring the store's tables to this version"))
    database_command.add_roles(commands.add_parser("roles", help="print the SQL that makes PostgreSQL's roles"))
    figures_command.add_arguments(commands.add_parser("figures", help="print a measure's figures"))
    ledger_command.add_arguments(commands.add_parser("ledger", help="verify the ledger of recommendations"))
    sample_command.add_arguments(commands.add_parser("sample", help="draw reviews for independent quality assurance"))
    verify_command.add_arguments(commands.add_parser("verify", help="say whether a screenshot or pack is genuine"))
    brief_command.add_arguments(commands.add_parser("brief", help="make the weekly briefing's packs"))
    audit_command.add_arguments(commands.add_parser("audit", help="verify and list the audit trail"))
    release_command.add_arguments(commands.add_parser("release", help="write the files of a release"))
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
