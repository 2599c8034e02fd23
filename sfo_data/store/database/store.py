"""Where the store is, what readers see of it, and how a load becomes visible: whole or not at all.

A DuckDB store is a link, `sfo.duckdb`, to the newest of several numbered files. A load works on a copy and moves
the link at the end, so a reader sees the previous load or the new one, whatever happens in between. A process
cannot hold two files under one path, hence the numbers. On PostgreSQL a load is one transaction.
"""

import fcntl
import json
import os
import shutil
import stat
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import polars as pl
import sqlalchemy as sa

from sfo_data.definitions import settings
from sfo_data.store.database import typed_frames
from sfo_data.store.database.change import Change
from sfo_data.store.database.error_words import in_words
from sfo_data.store.database.errors import StoreBusy, StoreError, StoreFull, StoreMissing

# Any constant will do, as long as every loader uses it; spells "SFO" in ASCII.
ADVISORY_LOCK = 0x53464F
# How the files of a DuckDB store end: its number, so that `sfo-2026.duckdb` is another store than `sfo.duckdb`.
NUMBER = "[0-9]" * 6
# PostgreSQL's states of an error where a role lacks a right, or may only read.
NOT_ALLOWED = ("42501", "25006")
LINK = ".link.partial"


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
                self._refuse_lost_link()
                raise StoreMissing(f"There is no store at {self.path}. Load a delivery, or run `make run`.")
            return os.path.realpath(self.path)
        newest = self.read(
            "select max(load_id) as load_id,"
            " (select max(value) from store_facts where fact = 'withdrawals') as taken_back from loads"
        )
        if newest["load_id"][0] is None:
            raise StoreMissing("The store is empty. Load a delivery, or run `make run`.")
        # After a withdrawal the newest number is an earlier one again, and may not be taken for the load it was.
        taken_back = newest["taken_back"][0]
        return f"load {newest['load_id'][0]}" + (f", withdrawals {taken_back}" if taken_back else "")

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
            raise in_words(error) from error

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
        except sa.exc.DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in NOT_ALLOWED:
                raise
            raise StoreError("The role of SFO_LOADER_URL may not load. See “Roles” in docs/database.md.") from error

    @contextmanager
    def _publish_duckdb(self) -> Iterator[sa.Connection]:
        folder = self.path.parent
        folder.mkdir(parents=True, exist_ok=True)
        with _only_loader(folder / f".{self.path.stem}.lock"):
            current = self._current()
            for leftover in folder.glob(f".{self.path.stem}-*.partial*"):
                leftover.unlink()
            number = int(current.stem.rpartition("-")[2]) + 1 if current else 1
            partial = folder / f".{self.path.stem}-{number:06d}.partial"
            engine = sa.create_engine(f"duckdb:///{partial}", poolclass=sa.NullPool)
            try:
                if current:
                    _copy(current, partial)
                with engine.begin() as connection:
                    yield connection
                with engine.connect() as connection:
                    connection.exec_driver_sql("checkpoint")
                engine.dispose()
                if current:
                    _same_readers(current, partial)
                self._move_link(partial, folder / f"{self.path.stem}-{number:06d}{self.path.suffix}", current)
            except BaseException:
                engine.dispose()
                for leftover in folder.glob(f"{partial.name}*"):
                    leftover.unlink()
                raise

    def _current(self) -> Path | None:
        """The numbered file that the link leads to; None for a new store. A plain file in its place becomes the first.

        Raises StoreError where numbered files lie there and the link leads to none of them.
        """
        if not self.path.exists():
            self._refuse_lost_link()
            return None
        current = Path(os.path.realpath(self.path))
        if self.path.is_symlink():
            return current
        if numbered := self._numbered():
            raise StoreError(
                f"{self.path} is a file of its own where a link to one of {_listed(numbered)} was expected. "
                f"Which is the store? Move the others away, then load again."
            )
        first = self.path.with_name(f"{self.path.stem}-{1:06d}{self.path.suffix}")
        self.path.rename(first)
        self.path.symlink_to(first.name)
        return first

    def _refuse_lost_link(self) -> None:
        """Raises StoreError where the store's files are there and its link is not."""
        unfinished = {os.path.realpath(link) for link in self.path.parent.glob(f".{self.path.stem}-*{LINK}")}
        if numbered := [each for each in self._numbered() if os.path.realpath(each) not in unfinished]:
            newest = numbered[-1].name
            raise StoreError(
                f"The link {self.path} is missing or leads nowhere, and {_listed(numbered)} is next to it: a copy may "
                f"have dropped the link. Make it again (ln -sfn {newest} {self.path}), or move these files away."
            )

    def _numbered(self) -> list[Path]:
        """The store's own files, oldest first."""
        return sorted(self.path.parent.glob(f"{self.path.stem}-{NUMBER}{self.path.suffix}"))

    def _move_link(self, partial: Path, published: Path, previous: Path | None) -> None:
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        # The new link is made first: if the load is ended here, the link shows that its file never counted.
        link = partial.with_suffix(LINK)
        link.unlink(missing_ok=True)
        link.symlink_to(published.name)
        partial.replace(published)
        link.replace(self.path)
        # A reader may still be opening the previous file; the ones before it are no longer needed.
        for old in self._numbered():
            if old not in (published, previous):
                old.unlink()


def _listed(files: Sequence[Path]) -> str:
    return ", ".join(each.name for each in files)


def _copy(current: Path, partial: Path) -> None:
    """A copy to work on. Raises StoreError where the disk has no room for it and for what a load adds."""
    needed, free = 2 * current.stat().st_size, shutil.disk_usage(partial.parent).free
    if free < needed:
        raise StoreError(
            f"The disk of {partial.parent} has {free // 2**20:,} MB free, and a load needs {needed // 2**20:,} MB. "
            "Nothing was loaded. Make room, then load again."
        )
    shutil.copyfile(current, partial)


def _same_readers(current: Path, partial: Path) -> None:
    """Whoever may read the file before may read the new one, whatever the loader's umask."""
    before, now = current.stat(), partial.stat()
    if before.st_mode != now.st_mode:
        partial.chmod(stat.S_IMODE(before.st_mode))
    if (before.st_uid, before.st_gid) != (now.st_uid, now.st_gid) and os.geteuid() == 0:
        os.chown(partial, before.st_uid, before.st_gid)


@contextmanager
def _signals_pass() -> Iterator[None]:
    """Lets a signal (Ctrl-C, a request to stop) end the command, although DuckDB turns it into a RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        if error.__cause__ is None or isinstance(error.__cause__, Exception):
            raise
        raise error.__cause__ from None


@contextmanager
def _only_loader(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusy("Another load is running. Wait for it to end, then load again.") from error
        yield


# Address -> engine, the least recently used first: those of old DuckDB files, one for each load, would pile up.
_engines: OrderedDict[str, sa.Engine] = OrderedDict()
_engines_lock = Lock()
ENGINES_KEPT = 4


def _engine(url: str) -> sa.Engine:
    """The engine for an address, which stays for the next call; DuckDB files are opened for reading only."""
    with _engines_lock:
        if url not in _engines:
            options = {"connect_args": {"read_only": True}} if url.startswith("duckdb") else _postgres_options()
            # The values of a question stay out of errors, and so out of the log.
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


def close_engines() -> None:
    """Closes every connection that no one is using; the next read opens a new one."""
    with _engines_lock:
        while _engines:
            _engines.popitem()[1].dispose()


def default_store() -> Store:
    """The store the settings name, for readers."""
    return Store(settings.database_url())


def loader_store() -> Store:
    """The same store in the role that loads and migrates."""
    return Store(settings.loader_url())
