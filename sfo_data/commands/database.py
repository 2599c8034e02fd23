"""The commands that keep the database: migrate, roles."""

import argparse
import re

from sfo_data.definitions import settings
from sfo_data.store import layout
from sfo_data.store.database import loader_store


def add_migrate(parser: argparse.ArgumentParser) -> None:
    """The arguments of `migrate`."""
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
    parser.set_defaults(run=migrate)


def migrate(args: argparse.Namespace) -> int:
    """0: the store's tables, views and policies are of this version, or would be. Raises StoreError."""
    store = loader_store()
    names = layout.pending(store)
    print("\n".join(names) or "No migration is needed.")
    if not args.dry_run:
        with store.publish() as change:
            layout.prepare(change)
        print("The tables, views and policies are those of this version.")
    return 0


def add_roles(parser: argparse.ArgumentParser) -> None:
    """The arguments of `roles`."""
    parser.add_argument("--loader", default="sfo_loader", metavar="ROLE")
    parser.add_argument("--reader", default="sfo_reader", metavar="ROLE")
    parser.add_argument("--database", default="sfo", metavar="NAME")
    parser.set_defaults(run=print_roles)


def print_roles(args: argparse.Namespace) -> int:
    """0: the SQL for an administrator is on stdout. Raises ValueError."""
    print(roles_sql(args.loader, args.reader, args.database))
    return 0


def roles_sql(loader: str, reader: str, database: str) -> str:
    """The SQL that makes both roles and their rights, or puts them right; it may be run again. Raises ValueError."""
    names = {"loader": loader, "reader": reader, "database": database}
    for name in names.values():
        # 63 bytes is PostgreSQL's limit; anything longer would be cut short without a word.
        if not name or "\0" in name or len(name.encode()) > 63:
            raise ValueError(f"“{name}” is no PostgreSQL name: give 1 to 63 bytes.")
    if loader == reader:
        raise ValueError(f"“{loader}” cannot both load and read: tables hide nothing from their owner.")
    words = {f"{key}_name": '"' + name.replace('"', '""') + '"' for key, name in names.items()}
    words |= {f"{key}_text": "'" + name.replace("'", "''") + "'" for key, name in names.items()}
    # Put in at one go, so that a name that looks like a placeholder stays a name.
    return re.sub(r"\{(\w+)\}", lambda found: words[found[1]], (settings.SQL / "roles.psql").read_text())
