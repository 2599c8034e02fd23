"""Where the store is, where the project keeps its files, and how sign-in is set up."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SQL = PROJECT / "sql"
PUBLISHED = PROJECT / "sfo_data" / "published"
GEO = PROJECT / "sfo_data" / "geo"
LOCAL = PROJECT / ".store"
LOCAL_SIGNING_KEY = LOCAL / "signing_key.pem"
SYNTHETIC_MARK = "SYNTHETIC DATA: invented cases"


def database_url() -> str:
    """The store's address for readers: `SFO_DATABASE_URL`, or a DuckDB file in the project's `.store` folder."""
    return _address(os.environ.get("SFO_DATABASE_URL", "").strip() or f"duckdb:///{PROJECT / '.store' / 'sfo.duckdb'}")


def loader_url() -> str:
    """The store's address for loads and migrations: `SFO_LOADER_URL`, or the readers'."""
    return _address(os.environ.get("SFO_LOADER_URL", "").strip() or database_url())


def pool_size() -> int:
    """How many PostgreSQL connections a process may hold at once: `SFO_POOL_SIZE`, or 5. Raises ValueError."""
    return _positive("SFO_POOL_SIZE", 5)


def pool_seconds() -> int:
    """How long a question waits for one of them: `SFO_POOL_SECONDS`, or 10. Raises ValueError."""
    return _positive("SFO_POOL_SECONDS", 10)


def statement_seconds() -> int:
    """How long PostgreSQL may take over one question: `SFO_STATEMENT_SECONDS`, or 30. Raises ValueError."""
    return _positive("SFO_STATEMENT_SECONDS", 30)


def _positive(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isdecimal() or int(value) == 0:
        raise ValueError(f"{name} is “{value}”: give a whole number of 1 or more.")
    return int(value)


def _address(url: str) -> str:
    """As SQLAlchemy has it: "postgresql://…" is read as psycopg's dialect, the one the project installs."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") else url


def marking() -> str:
    """The classification marking printed on every page and export: `SFO_MARKING`, or OFFICIAL-SENSITIVE."""
    return os.environ.get("SFO_MARKING", "").strip() or "OFFICIAL-SENSITIVE"


def annotations() -> Path:
    """The file of recorded steps and notes: `SFO_ANNOTATIONS`, or the one in the box."""
    return Path(
        os.environ.get("SFO_ANNOTATIONS", "").strip() or PROJECT / "sfo_data" / "definitions" / "annotations.csv"
    )


def targets() -> Path:
    """The CSV of the targets of quality assurance and the days they hold from: `SFO_TARGETS`, or the one in the box."""
    return Path(os.environ.get("SFO_TARGETS", "").strip() or PROJECT / "sfo_data" / "definitions" / "targets.csv")


def ledger() -> Path:
    """The file of registered recommendations: `SFO_LEDGER`, or the one in the box."""
    return Path(
        os.environ.get("SFO_LEDGER", "").strip()
        or PROJECT / "sfo_data" / "subjects" / "actions" / "ledger" / "entries.jsonl"
    )


def signing_key() -> Path:
    """The file of the private key that signs pictures and packs: `SFO_SIGNING_KEY`, or a local one."""
    return Path(os.environ.get("SFO_SIGNING_KEY", "").strip() or LOCAL_SIGNING_KEY)


def trusted_keys() -> Path:
    """The folder of public keys whose signatures are trusted beside our own: `SFO_TRUSTED_KEYS`, or a local one."""
    return Path(os.environ.get("SFO_TRUSTED_KEYS", "").strip() or LOCAL / "trusted_keys")


def register() -> Path:
    """The file of printed codes given out: `SFO_REGISTER`, or a local one."""
    return Path(os.environ.get("SFO_REGISTER", "").strip() or LOCAL / "issued.jsonl")


# The days of publication of the box's own cases: they say nothing of another store.
BOX_RELEASES = PROJECT / "sfo_data" / "publishing" / "releases" / "releases.csv"


def releases() -> Path:
    """The CSV of releases and their days of publication: `SFO_RELEASES`, or the one in the box."""
    return Path(os.environ.get("SFO_RELEASES", "").strip() or BOX_RELEASES)


def early_access() -> Path:
    """The CSV of who may open a release before publication: `SFO_EARLY_ACCESS`, or the one in the box, without one."""
    named = os.environ.get("SFO_EARLY_ACCESS", "").strip()
    return Path(named or PROJECT / "sfo_data" / "publishing" / "releases" / "early_access.csv")


def recipients() -> Path | None:
    """The CSV of who gets whose briefing by e-mail: `SFO_RECIPIENTS`; there is none in the box."""
    named = os.environ.get("SFO_RECIPIENTS", "").strip()
    return Path(named) if named else None


def briefing_log() -> Path:
    """The file with a line for each run of `brief`: `SFO_BRIEFING_LOG`, or a local one."""
    return Path(os.environ.get("SFO_BRIEFING_LOG", "").strip() or LOCAL / "briefing_runs.jsonl")


def audit_log() -> Path:
    """The folder of the audit trail, a file a month: `SFO_AUDIT_LOG`, or a local one."""
    return Path(os.environ.get("SFO_AUDIT_LOG", "").strip() or LOCAL / "audit")


def chromium() -> Path:
    """The browser that photographs pages and prints documents: `SFO_CHROMIUM`, or Debian's Chromium."""
    return Path(os.environ.get("SFO_CHROMIUM", "").strip() or "/usr/bin/chromium")


def roles() -> Path | None:
    """The CSV of which group has which role: `SFO_ROLES`; there is none in the box."""
    named = os.environ.get("SFO_ROLES", "").strip()
    return Path(named) if named else None


def role_claims() -> tuple[str, ...]:
    """The claims of an ID token in which groups are looked for: `SFO_ROLE_CLAIMS`, or groups and roles."""
    return tuple(os.environ.get("SFO_ROLE_CLAIMS", "").replace(",", " ").split()) or ("groups", "roles")


class WrongSetting(ValueError):
    """An environment variable holds what cannot be used; the message names both."""


def session_hours() -> float:
    """How long a sign-in lasts: `SFO_SESSION_HOURS`, or 8. Raises WrongSetting."""
    text = os.environ.get("SFO_SESSION_HOURS", "").strip() or "8"
    try:
        hours = float(text)
    except ValueError:
        hours = 0.0
    if not 0 < hours <= 24:
        raise WrongSetting(f"SFO_SESSION_HOURS is “{text}”; write a number of hours above 0 and at most 24.")
    return hours


def drain_seconds() -> float:
    """For how long a server told to end still answers, so that a balancer sees it go: `SFO_DRAIN_SECONDS`, or 0.

    Raises WrongSetting.
    """
    named = os.environ.get("SFO_DRAIN_SECONDS", "").strip() or "0"
    try:
        return max(0.0, float(named))
    except ValueError:
        raise WrongSetting(f"SFO_DRAIN_SECONDS is {named!r}; write a number of seconds, such as 5.") from None
