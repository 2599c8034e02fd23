"""Where the store is, what readers see of it, and how a load becomes visible: whole or not at all.

A DuckDB store is a link, `sfo.duckdb`, to the newest of several numbered files. A load works on a copy and moves
the link at the end, so a reader sees the previous load or the new one, whatever happens in between. A process
cannot hold two files under one path, hence the numbers. On PostgreSQL a load is one transaction.
"""

import fcntl
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterator, Mapping
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
from sfo_data.database.errors import StoreBusy, StoreError, StoreMissing

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

    def read(self, sql: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The rows of a query; see `typed_frames.query`.

        Raises StoreMissing where nothing has been loaded, StoreError where the database does not answer.
        """
        try:
            with self._reader().connect() as connection:
                return typed_frames.query(connection, sql, params)
        except sa.exc.ProgrammingError as error:
            if "does not exist" in str(error.orig):
                raise StoreMissing("The store is empty. Load a delivery, or run `make run`.") from error
            raise
        except sa.exc.OperationalError as error:
            raise StoreError("The reporting database does not answer. Try again in a minute.") from error

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
        with change as connection:
            yield Change(connection)

    @contextmanager
    def _publish_postgres(self) -> Iterator[sa.Connection]:
        try:
            with _engine(self.url).begin() as connection:
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
            options = {"connect_args": {"read_only": True}} if url.startswith("duckdb") else {"pool_pre_ping": True}
            _engines[url] = sa.create_engine(url, **options)
        _engines.move_to_end(url)
        if len(_engines) > ENGINES_KEPT:
            # A connection still in use by another reader is closed when that reader gives it back.
            _engines.popitem(last=False)[1].dispose()
        return _engines[url]


def close_engines() -> None:
    """Closes every connection that no one is using; the next read opens its own."""
    with _engines_lock:
        while _engines:
            _engines.popitem()[1].dispose()


def default_store() -> Store:
    """The store the settings name."""
    return Store(settings.database_url())
