"""How do several processes add to one chain? One lock, the hash of the last whole line, one write, one fsync.

A lock, and not a chain per process: one chain has one head to publish, and an order. Nothing is ever rewritten, so the
files may carry the append-only attribute.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sfo_data.security import hash_chain
from sfo_data.security.audit.event import Event

WAITS_FOR_LOCK = 2.0
LOCK = "lock"


class LockedOut(TimeoutError):
    """Another process has locked the trail for too long."""


class BrokenTail(OSError):
    """The last lines are entries that somebody changed: nothing is written after them."""


def month_files(folder: Path) -> list[Path]:
    """The files of the trail, oldest month first. Raises OSError."""
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].jsonl"))


def has_not_come(path: Path) -> bool:
    """Whether a file is of a month that begins more than a day from now. No writer made it: clocks differ by less."""
    return path.stem > f"{datetime.now(UTC) + timedelta(days=1):%Y-%m}"


def append(folder: Path, contents: Sequence[Mapping[str, Any]], within: float = WAITS_FOR_LOCK) -> None:
    """Adds lines, all of them or none, and returns when they are on disk. Raises OSError (LockedOut, BrokenTail)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o750)
    with _locked(folder / LOCK, within):
        written = [path for path in month_files(folder) if not has_not_come(path)]
        newest = max([*written, folder / f"{datetime.now(UTC):%Y-%m}.jsonl"])
        previous = hash_chain.START
        for path in reversed(written):
            if last := _tail(path):
                previous = last
                break
        _write(newest, contents, previous)


@contextmanager
def _locked(path: Path, within: float) -> Iterator[None]:
    until = time.monotonic() + within
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise LockedOut("another process holds the audit trail") from None
                time.sleep(0.005)
        yield
    finally:
        os.close(handle)


def _tail(path: Path) -> str:
    """The hash of the last entry, or "". Adds an entry first about what a killed writer left half written."""
    data = _last_bytes(path)
    torn, previous = b"", ""
    for line in reversed(data.removesuffix(b"\n").split(b"\n") if data else []):
        entry = hash_chain.whole_entry(line)
        if entry is not None:
            if entry.get("sha256") != hash_chain.entry_hash(entry):
                raise BrokenTail(f"the last entry of {path.name} is not as it was written")
            previous = str(entry["sha256"])
            break
        torn = line + b"\n" + torn
    if data and not data.endswith(b"\n"):
        # One byte cannot be half written. A line that lacked only its end is whole with it.
        _add(path, b"\n")
    if torn:
        before = previous or _first_previous(path)
        content = Event("set_aside", "audit", path.name, detail=set_aside(torn)).content()
        line, previous = hash_chain.line_of(content, before)
        _add(path, line)
    return previous


def set_aside(torn: bytes) -> str:
    """How bytes that are no entry are named in the entry after them."""
    return f"{len(torn)} bytes half written, SHA-256 {hashlib.sha256(torn).hexdigest()}"


def _first_previous(path: Path) -> str:
    """What the first line of a file follows: the last entry of the month before, or nothing."""
    for earlier in reversed([each for each in month_files(path.parent) if each < path]):
        if last := _tail(earlier):
            return last
    return hash_chain.START


def _last_bytes(path: Path) -> bytes:
    """The end of a file from a line's start on, with at least one whole entry if there is any."""
    with path.open("rb") as file:
        size, reach = file.seek(0, os.SEEK_END), 16_384
        while True:
            file.seek(max(size - reach, 0))
            data = file.read(min(size, reach))
            whole = data if reach >= size else data.partition(b"\n")[2]
            if reach >= size or any(hash_chain.whole_entry(line) for line in whole.split(b"\n")):
                return whole
            reach *= 4


def _write(path: Path, contents: Sequence[Mapping[str, Any]], previous: str) -> None:
    lines = []
    for content in contents:
        line, previous = hash_chain.line_of(content, previous)
        lines.append(line)
    _add(path, b"".join(lines))


def _add(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
    size = os.fstat(handle).st_size
    try:
        written = 0
        while written < len(data):
            written += os.write(handle, data[written:])
        os.fsync(handle)
    except OSError:
        # A half-written line is taken back; if that fails too, the next writer names it.
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise
    finally:
        os.close(handle)
