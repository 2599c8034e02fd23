"""What the store is made of: raw tables from `schema`, the loader's own tables, and the views in `sql/`."""

import hashlib
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from textwrap import fill

import polars as pl

from sfo_data.definitions import reporting_calendar, settings
from sfo_data.store import migrations, published_record
from sfo_data.store.database import Change, Store
from sfo_data.store.schema import TABLES, Column, Table

SQL_TYPES = {"integer": "integer", "date": "date", "boolean": "boolean"}  # all other kinds are text
HISTORY = (("known_from", "date"), ("known_to", "date"), ("load_id", "integer"), ("closed_by", "integer"))

# Tables the loader writes for itself: name -> (grain, columns).
LOADER_TABLES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "loads": (
        "One row per load that changed the store.",
        (
            ("load_id", "integer"),
            ("known_on", "date"),
            ("loaded_at", "timestamp"),
            ("delivery", "varchar"),
            ("delivery_hash", "varchar"),
            ("is_synthetic", "boolean"),
        ),
    ),
    "withdrawals": (
        "One row per load that was taken back; restored_at is empty while it is.",
        (
            ("load_id", "integer"),
            ("known_on", "date"),
            ("loaded_at", "timestamp"),
            ("delivery", "varchar"),
            ("delivery_hash", "varchar"),
            ("is_synthetic", "boolean"),
            ("withdrawn_at", "timestamp"),
            ("restored_at", "timestamp"),
        ),
    ),
    "load_counts": (
        "One row per load and raw table. delivered = accepted + quarantined; accepted = opened + unchanged.",
        (
            ("load_id", "integer"),
            ("table_name", "varchar"),
            ("delivered", "integer"),
            ("accepted", "integer"),
            ("quarantined", "integer"),
            ("opened", "integer"),
            ("unchanged", "integer"),
            ("closed", "integer"),
        ),
    ),
    "declared_first_days": (
        "One row per load and feed whose first day held the delivery declared.",
        (("load_id", "integer"), ("feed", "varchar"), ("first_on", "date")),
    ),
    "quarantine": (
        "One row per delivered row that could not be used, with the first reason found.",
        (
            ("load_id", "integer"),
            ("table_name", "varchar"),
            ("line", "integer"),
            ("column_name", "varchar"),
            ("value", "varchar"),
            ("reason", "varchar"),
            ("row_text", "varchar"),
        ),
    ),
    "calendar_days": (
        "One row per day; working days of England and Wales.",
        (("day", "date"), ("is_working_day", "boolean"), ("working_day_number", "integer")),
    ),
    "published_figures": (
        "One row per published figure, with its source and caveats.",
        tuple((name, SQL_TYPES.get(kind, kind)) for name, kind in published_record.COLUMNS.items()),
    ),
    "store_facts": ("One row per fact about the store itself.", (("fact", "varchar"), ("value", "varchar"))),
}
# PostgreSQL would read the calendar once for each row joined to it (16 s instead of 0.1 s for the codes of findings).
CALENDAR_INDEX = "create unique index calendar_day on calendar_days (day);\n"
COUNT_COLUMNS = [name for name, _ in LOADER_TABLES["load_counts"][1]]


def _create(name: str, grain: str, columns: tuple[tuple[str, str], ...]) -> str:
    lines = ",\n".join(f"    {column} {kind}" for column, kind in columns)
    comment = fill(grain, 116, initial_indent="-- ", subsequent_indent="-- ")
    return f"{comment}\ncreate table {name} (\n{lines}\n);\n"


def _sql_type(column: Column) -> str:
    return SQL_TYPES.get(column.kind, "varchar")


def _raw(table: Table) -> str:
    columns = tuple((column.name, _sql_type(column)) for column in table.columns)
    return _create(f"raw_{table.name}", f"{table.grain} Every version, by known_from and known_to.", columns + HISTORY)


def schema_sql() -> str:
    """The text of `sql/schema.sql`: every table of the store, in both engines' SQL."""
    heading = "-- Written by `sfo schema` from sfo_data/store/schema.py and layout.py. Do not edit.\n"
    own = [_create(name, grain, columns) for name, (grain, columns) in LOADER_TABLES.items()]
    return "\n".join([heading, *map(_raw, TABLES), *own, CALENDAR_INDEX])


def views() -> dict[str, str]:
    """View name -> its query, every one after those it reads. Raises graphlib.CycleError."""
    texts = {
        path.stem: path.read_text() for folder in ("staging", "marts") for path in (settings.SQL / folder).glob("*.sql")
    }
    reads = {name: set(re.findall(r"\b(?:from|join)\s+(\w+)", text)) & texts.keys() for name, text in texts.items()}
    return {name: texts[name] for name in TopologicalSorter(reads).static_order()}


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tables_fingerprint() -> str:
    """Of the statements alone: the words about a table change no table."""
    return _fingerprint(re.sub(r"^--.*\n", "", schema_sql(), flags=re.M))


def is_current(store: Store) -> bool:
    """Whether the store's views and published figures are those of this version. Raises StoreMissing, StoreError."""
    facts = dict(store.read("select fact, value from store_facts").iter_rows())
    return facts.get("views") == _views_fingerprint(views()) and facts.get("published_figures") == _published()[1]


def is_of_this_version(store: Store) -> bool:
    """Whether the store's tables and views are those that this version asks. Raises StoreMissing, StoreError."""
    facts = dict(store.read("select fact, value from store_facts").iter_rows())
    return facts.get("tables") == _tables_fingerprint() and facts.get("views") == _views_fingerprint(views())


def prepare(change: Change) -> None:
    """Makes the store's tables and views where they are missing or of an earlier form.

    Views are left alone unless their text changed: replacing one on PostgreSQL makes every reader wait.
    Tables of an earlier version go forward, with their rows. Raises migrations.Impossible where they cannot.
    """
    if not change.has_table("store_facts"):
        change.run_script(schema_sql())
        record(change, "tables", _tables_fingerprint())
        record(change, "migrated_to", migrations.every()[-1].name)
        change.append("calendar_days", reporting_calendar.calendar_days())
    else:
        _migrate(change)
    _prepare_policies(change)
    wanted = views()
    fingerprint = _views_fingerprint(wanted)
    if _fact(change, "views") != fingerprint:
        change.replace_views(wanted)
        record(change, "views", fingerprint)
    _prepare_published(change)


def _migrate(change: Change) -> None:
    ahead = migrations.ahead(_fact(change, "tables") or "", _tables_fingerprint(), _fact(change, "migrated_to"))
    for migration in ahead:
        change.run_script(migration.sql)
    if ahead:
        record(change, "tables", _tables_fingerprint())
        record(change, "migrated_to", ahead[-1].name)
        # Made anew below: they may read what has changed.
        record(change, "views", "")


def pending(store: Store) -> list[str]:
    """The names of the migrations that the store still needs. Raises StoreMissing, StoreError."""
    facts = dict(store.read("select fact, value from store_facts").iter_rows())
    ahead = migrations.ahead(facts["tables"], _tables_fingerprint(), facts.get("migrated_to"))
    return [migration.name for migration in ahead]


def _prepare_policies(change: Change) -> None:
    policies = (settings.SQL / "policies.sql").read_text()
    if not change.is_duckdb and _fact(change, "policies") != _fingerprint(policies):
        change.run_script(policies)
        # Made anew after this: views older than the policies would go round them.
        record(change, "views", "")
        record(change, "policies", _fingerprint(policies))


def _prepare_published(change: Change) -> None:
    figures, fingerprint = _published()
    if _fact(change, "published_figures") != fingerprint:
        change.execute("delete from published_figures")
        change.append("published_figures", figures)
        record(change, "published_figures", fingerprint)


def _views_fingerprint(wanted: Mapping[str, str]) -> str:
    return _fingerprint("".join(f"{name}{text}" for name, text in wanted.items()))


def _published() -> tuple[pl.DataFrame, str]:
    figures = published_record.read()
    return figures, _fingerprint(figures.write_csv())


def _fact(change: Change, fact: str) -> str | None:
    found = change.read("select value from store_facts where fact = :fact", {"fact": fact})
    return found["value"][0] if found.height else None


def record(change: Change, fact: str, value: str) -> None:
    """Keeps a fact about the store in place of what it was."""
    change.execute("delete from store_facts where fact = :fact", {"fact": fact})
    change.append("store_facts", pl.DataFrame({"fact": [fact], "value": [value]}))
