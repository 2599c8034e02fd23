"""Where the store is and where the project keeps its files."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SQL = PROJECT / "sql"
PUBLISHED = PROJECT / "sfo_data" / "published"
GEO = PROJECT / "sfo_data" / "geo"


def database_url() -> str:
    """The store's SQLAlchemy address: `SFO_DATABASE_URL`, or a DuckDB file in the project's `.store` folder.

    "postgresql://…" is read as psycopg's dialect, the one the project installs.
    """
    url = os.environ.get("SFO_DATABASE_URL", "").strip() or f"duckdb:///{PROJECT / '.store' / 'sfo.duckdb'}"
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") else url


def marking() -> str:
    """The classification marking printed on every page and export: `SFO_MARKING`, or OFFICIAL-SENSITIVE."""
    return os.environ.get("SFO_MARKING", "").strip() or "OFFICIAL-SENSITIVE"


def annotations() -> Path:
    """The file of recorded steps and notes: `SFO_ANNOTATIONS`, or the one in the box."""
    return Path(os.environ.get("SFO_ANNOTATIONS", "").strip() or PROJECT / "sfo_data" / "annotations.csv")


def ledger() -> Path:
    """The file of registered recommendations: `SFO_LEDGER`, or the one in the box."""
    return Path(os.environ.get("SFO_LEDGER", "").strip() or PROJECT / "sfo_data" / "ledger" / "entries.jsonl")
