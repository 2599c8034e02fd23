"""Where the store is, what readers see of it, and how a load becomes visible: whole or not at all.

A DuckDB store is a link, `sfo.duckdb`, to the newest of several numbered files. A load works on a copy and moves
the link at the end, so a reader sees the previous load or the new one, whatever happens in between. A process
cannot hold two files under one path, hence the numbers. On PostgreSQL a load is one transaction.
"""

import fcntl
import json
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl
import sqlalchemy as sa

from sfo_data import settings
from sfo_data.database import typed_frames
from sfo_data.database.change import Change
from sfo_data.database.errors import StoreBusy, StoreError, StoreFull, StoreMissing, StoreSlow

# Any constant will do, as long as every loader uses it; spells "SFO" in ASCII.
ADVISORY_LOCK = 0x53464F


@dataclass(frozen=True)
class Store:
    """The store at a SQLAlchemy address."""

    url: str

    @property
    def is_duckdb(self) -> bool:
        return self.url.startswith("duckdb")

    @property
    def path(self) -> Path:
        """The link to the DuckDB file that is current."""
        return Path(sa.make_url(self.url).database or "")

    def stamp(self) -> str:
        """Names the load that readers now see; changes with every load. Raises StoreMissing, StoreError."""
        if self.is_duckdb:
            if not self.path.exists():
                raise StoreMissing(f"There is no store at {self.path}. Load a delivery, or run `make run`.")
            return os.path.realpath(self.path)
        newest = self.read("select max(load_id) as load_id from loads")
        if newest["load_id"][0] is None:
            raise StoreMissing("The store is empty. Load a delivery, or run `make run`.")
        return f"load {newest['load_id'][0]}"

    def read(
        self, sql: str, params: Mapping[str, Any] | None = None, divisions: Sequence[str] | None = ()
    ) -> pl.DataFrame:
        """The rows of a query; see `typed_frames.query`.

        On PostgreSQL a reader's role gets rows about cases of these `divisions` only, whatever the query asks for
        (`sql/policies.sql`): None is all of them, and by default there are none. DuckDB has no such policies; there
        the query's own condition is all there is.
        A question whose connection was lost is asked once more.
        Raises StoreMissing where nothing has been loaded, StoreSlow, StoreFull, StoreError where the database does
        not answer.
        """
        try:
            try:
                return self._read_once(sql, params, divisions)
            except sa.exc.DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                return self._read_once(sql, params, divisions)
        except sa.exc.TimeoutError as error:
            raise StoreFull("Too many questions are being asked at once. Try again in a minute.") from error
        except sa.exc.DBAPIError as error:
            raise _in_words(error) from error

    def _read_once(self, sql: str, params: Mapping[str, Any] | None, divisions: Sequence[str] | None) -> pl.DataFrame:
        with _signals_pass(), self._reader().connect() as connection:
            if not self.is_duckdb:
                seen = json.dumps(None if divisions is None else list(divisions))
                # true: for this transaction alone, so that the pool's next reader starts without.
                connection.execute(sa.text("select set_config('sfo.divisions', :seen, true)"), {"seen": seen})
            return typed_frames.query(connection, sql, params)

    def _reader(self) -> sa.Engine:
        if self.is_duckdb:
            return _engine(f"duckdb:///{self.stamp()}")
        return _engine(self.url)

    @contextmanager
    def publish(self) -> Iterator[Change]:
        """One load: all of what it does becomes visible at the end, or none of it.

        Raises StoreBusy where another load is running, StoreError where the database does not answer.
        """
        change = self._publish_duckdb() if self.is_duckdb else self._publish_postgres()
        with _signals_pass(), change as connection:
            yield Change(connection)

    @contextmanager
    def _publish_postgres(self) -> Iterator[sa.Connection]:
        try:
            # Not the readers' engine, whose connections are read-only and whose statements are timed.
            engine = sa.create_engine(self.url, poolclass=sa.NullPool)
            with engine.begin() as connection:
                lock = sa.text("select pg_try_advisory_xact_lock(:key)")
                if not connection.execute(lock, {"key": ADVISORY_LOCK}).scalar():
                    raise StoreBusy("Another load is running. Wait for it to end, then load again.")
                yield connection
                # Without fresh statistics the planner takes 1.8 s for what takes it 18 ms with them (3,000 reviews).
                connection.exec_driver_sql("analyze")
        except sa.exc.OperationalError as error:
            raise StoreError("The reporting database does not answer. Nothing was loaded.") from error

    @contextmanager
    def _publish_duckdb(self) -> Iterator[sa.Connection]:
        folder = self.path.parent
        folder.mkdir(parents=True, exist_ok=True)
        with _only_loader(folder / f".{self.path.stem}.lock"):
            current = Path(os.path.realpath(self.path)) if self.path.exists() else None
            for leftover in folder.glob(f".{self.path.stem}-*.partial*"):
                leftover.unlink()
            number = int(current.stem.rpartition("-")[2]) + 1 if current else 1
            partial = folder / f".{self.path.stem}-{number:06d}.partial"
            if current:
                shutil.copyfile(current, partial)
            engine = sa.create_engine(f"duckdb:///{partial}", poolclass=sa.NullPool)
            try:
                with engine.begin() as connection:
                    yield connection
                with engine.connect() as connection:
                    connection.exec_driver_sql("checkpoint")
                engine.dispose()
                self._move_link(partial, folder / f"{self.path.stem}-{number:06d}{self.path.suffix}", current)
            except BaseException:
                engine.dispose()
                partial.unlink(missing_ok=True)
                raise

    def _move_link(self, partial: Path, published: Path, previous: Path | None) -> None:
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(published)
        link = partial.with_suffix(".link.partial")
        link.unlink(missing_ok=True)
        link.symlink_to(published.name)
        link.replace(self.path)
        # A reader may still be opening the previous file; the ones before it are no longer needed.
        for old in self.path.parent.glob(f"{self.path.stem}-*{self.path.suffix}"):
            if old not in (published, previous):
                old.unlink()


@contextmanager
def _signals_pass() -> Iterator[None]:
    """What a signal raises (Ctrl-C, a request to stop) ends the command: DuckDB makes a RuntimeError of it."""
    try:
        yield
    except RuntimeError as error:
        if error.__cause__ is None or isinstance(error.__cause__, Exception):
            raise
        raise error.__cause__ from None


@contextmanager
def _only_loader(lock: Path) -> Iterator[None]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy("Another load is running. Wait for it to end, then load again.") from error
        yield


# Address -> engine, the least recently used first. A new DuckDB file after each load would otherwise pile up.
_engines: OrderedDict[str, sa.Engine] = OrderedDict()
_engines_lock = Lock()
ENGINES_KEPT = 4


def _engine(url: str) -> sa.Engine:
    """The engine for an address, kept for the next call; DuckDB files are opened for reading only."""
    with _engines_lock:
        if url not in _engines:
            options = {"connect_args": {"read_only": True}} if url.startswith("duckdb") else _postgres_options()
            # What was asked for stays out of errors, and so out of the log.
            _engines[url] = sa.create_engine(url, hide_parameters=True, **options)
        _engines.move_to_end(url)
        if len(_engines) > ENGINES_KEPT:
            # A connection still in use by another reader is closed when that reader gives it back.
            _engines.popitem(last=False)[1].dispose()
        return _engines[url]


def _postgres_options() -> dict[str, Any]:
    """A small pool of read-only connections; one older than half an hour is replaced."""
    milliseconds = 1000 * settings.statement_seconds()
    at_start = f"-c default_transaction_read_only=on -c statement_timeout={milliseconds}"
    return {
        "pool_size": settings.pool_size(),
        "max_overflow": 0,
        "pool_timeout": settings.pool_seconds(),
        "pool_pre_ping": True,
        "pool_recycle": 1800,
        "connect_args": {"connect_timeout": 5, "options": at_start},
    }


def _in_words(error: sa.exc.DBAPIError) -> Exception:
    """What became of a question, as its reader is told; other errors are mistakes of ours and stay as they are."""
    state = getattr(error.orig, "sqlstate", None)
    if state == "57014":
        seconds = settings.statement_seconds()
        return StoreSlow(f"This question took longer than {seconds} seconds. Ask for a shorter period.")
    if state == "42501":
        return StoreError("The database role of SFO_DATABASE_URL may not read this. See “Roles” in docs/database.md.")
    if isinstance(error, sa.exc.ProgrammingError) and "does not exist" in str(error.orig):
        return StoreMissing("The store is empty. Load a delivery, or run `make run`.")
    if isinstance(error, sa.exc.OperationalError) or error.connection_invalidated:
        return StoreError("The reporting database does not answer. Try again in a minute.")
    return error


def close_engines() -> None:
    """Closes every connection that no one is using; the next read opens its own."""
    with _engines_lock:
        while _engines:
            _engines.popitem()[1].dispose()


def default_store() -> Store:
    """The store the settings name, for readers."""
    return Store(settings.database_url())


def loader_store() -> Store:
    """The same store in the role that loads and migrates."""
    return Store(settings.loader_url())
