"""How do a pack's files come into their folder: all of them at one instant, or none?"""

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

LOCK, DRAFT = ".sfo-briefing.lock", ".sfo-briefing-draft-"
# From linux/fs.h and fcntl.h: exchange two names in one step, of paths relative to the working folder.
RENAME_EXCHANGE, AT_FDCWD = 2, -100


class Outcome(StrEnum):
    """What became of a folder or file that was to be put in its place."""

    MADE = "made"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


class Busy(Exception):
    """Another run is writing to the same folder."""


class Differs(Exception):
    """Another pack already stands under this name."""


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Holds the folder against other runs, and removes what crashed ones left. Raises Busy, OSError.

    The lock is the kernel's: it ends with its process, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.seek(0)
            raise Busy(f"Another run is writing to {folder} ({held.read().strip() or 'it has just begun'}).") from None
        held.truncate(0)
        held.write(f"process {os.getpid()} on {os.uname().nodename}, since {datetime.now(UTC):%d %B %H:%M:%S} UTC\n")
        held.flush()
        _sweep(folder)
        try:
            yield
        finally:
            _sweep(folder)
            held.truncate(0)


def _sweep(folder: Path) -> None:
    for leftover in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def put(folder: Path, name: str, files: Mapping[str, bytes], may_replace: bool = False) -> Outcome:
    """Writes `files` as the folder `name` inside `folder`, whole, at one instant; only under `only_writer`.

    The same files are left alone; others are replaced, at one instant too, where they may be. Raises Differs, OSError.
    """
    place = folder / name
    if place.exists():
        different = differences(place, files)
        if not different:
            return Outcome.UNCHANGED
        if not may_replace:
            raise Differs(
                f"There is another pack in {place}, which may have been sent: {', '.join(different)} would change. "
                "With --replace the new one takes its place."
            )
    draft = folder / f"{DRAFT}{name}"
    try:
        draft.mkdir()
        for file_name, data in files.items():
            _write(draft / file_name, data)
        _sync(draft)
        outcome = _move(draft, place)
        _sync(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return outcome


def put_file(place: Path, data: bytes) -> None:
    """Writes one file, whole, at one instant, in place of any there; only under `only_writer`. Raises OSError."""
    draft = place.with_name(f"{DRAFT}{place.name}")
    try:
        draft.mkdir()
        _write(draft / place.name, data)
        (draft / place.name).replace(place)
        _sync(place.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def differences(place: Path, files: Mapping[str, bytes]) -> list[str]:
    """The names of files there that are other than `files`, missing or too many."""
    there = {each.name for each in place.iterdir()}
    same = {name for name, data in files.items() if name in there and (place / name).read_bytes() == data}
    return sorted((there | set(files)) - same)


def _move(draft: Path, place: Path) -> Outcome:
    if not place.exists():
        draft.rename(place)
        return Outcome.MADE
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.renameat2(AT_FDCWD, os.fsencode(draft), AT_FDCWD, os.fsencode(place), RENAME_EXCHANGE):
        code = ctypes.get_errno()
        if code in (errno.EINVAL, errno.ENOSYS):
            raise Differs(f"This file system cannot exchange folders in one step. Move {place} away and run again.")
        raise OSError(code, os.strerror(code), str(place))
    return Outcome.REPLACED


def _write(place: Path, data: bytes) -> None:
    with place.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
