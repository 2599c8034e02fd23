"""How does a line get to disk without a reader waiting for it? A bounded queue and one thread for each process."""

import atexit
import getpass
import os
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sfo_data.definitions import settings
from sfo_data.security.audit.event import Action, Event
from sfo_data.security.audit.trail import append

# At 60 views a second this is a quarter of a minute of a disk that does not answer; about 1 MB.
QUEUED = 1000
BATCH = 200
WITHIN = 3.0
TRIES_AGAIN = 2.0
STUCK_AFTER = 2.0


class NotRecorded(OSError):
    """An action that must be recorded was not recorded; the message is for the reader."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This cannot be recorded in the audit trail now ({why}), so it is not done. Try later.")


@dataclass
class _Line:
    content: Mapping[str, Any]
    on_disk: threading.Event | None = None
    problem: str = ""
    is_given_up: bool = False


@dataclass(frozen=True)
class _Gap:
    """What was not written: how many, from when to when, and why last."""

    count: int = 0
    since: str = ""
    until: str = ""
    why: str = ""

    def content(self) -> Mapping[str, Any]:
        detail = f"{self.count} not written from {self.since} to {self.until}: {self.why}"
        return Event("gap", "audit", "trail", detail=detail, outcome="not written").content()


@dataclass
class Writer:
    """One thread that writes to a folder. `view` never waits; `must` waits until the line is on disk."""

    folder: Path
    capacity: int = QUEUED
    _busy_since: float = 0.0
    _gap: _Gap = field(default_factory=_Gap)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._queue: queue.Queue[_Line] = queue.Queue(self.capacity)
        threading.Thread(target=self._run, name="audit", daemon=True).start()
        # A server that is asked to stop writes the waiting lines, for as long as an export would wait.
        atexit.register(self.is_drained)

    def view(self, event: Event) -> None:
        """Hands a line over; one that finds the queue full is counted as not written."""
        line = _Line(event.content())
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self._miss([line], "the queue was full")

    def must(self, event: Event, within: float = WITHIN) -> None:
        """Returns when the line is on disk. Raises NotRecorded."""
        line = _Line(event.content(), threading.Event())
        try:
            self._queue.put_nowait(line)
        except queue.Full:
            self._miss([line], "the queue was full")
            raise NotRecorded("too much is waiting") from None
        assert line.on_disk
        if not line.on_disk.wait(within):
            # If it is being written at this moment, the trail holds more than happened, never less.
            line.is_given_up = True
            raise NotRecorded(f"not within {within:g} seconds")
        if line.problem:
            raise NotRecorded(line.problem)

    def notice(self) -> str:
        """A sentence for the page where lines are not being written; "" where all is well."""
        with self._lock:
            if self._gap.count:
                return f"Views are not being recorded in the audit trail ({self._gap.why}). Downloads have to wait."
            if self._busy_since and time.monotonic() - self._busy_since > STUCK_AFTER:
                return (
                    "The audit trail is slow to answer: views are waiting to be recorded. Downloads may have to wait."
                )
        return ""

    def is_drained(self, within: float = WITHIN) -> bool:
        """Waits until what was handed over is on disk or counted; whether it was in time."""
        until = time.monotonic() + within
        while self._queue.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.005)
        return not self._queue.unfinished_tasks

    def _run(self) -> None:
        while True:
            lines = self._next()
            self._write(lines)
            for _ in lines:
                self._queue.task_done()

    def _next(self) -> list[_Line]:
        """The waiting lines, after waiting for one; empty where a gap must be written first."""
        lines: list[_Line] = []
        with suppress(queue.Empty):
            lines.append(self._queue.get(timeout=TRIES_AGAIN if self._gap.count else None))
            while len(lines) < BATCH:
                lines.append(self._queue.get_nowait())
        return lines

    def _write(self, lines: Sequence[_Line]) -> None:
        with self._lock:
            gap, self._busy_since = self._gap, time.monotonic()
        wanted = [line for line in lines if not line.is_given_up]
        problem = ""
        try:
            append(self.folder, [*([gap.content()] if gap.count else []), *(line.content for line in wanted)])
        except Exception as error:
            # The thread must go on whatever error a disk raises.
            problem = reason(error)
        with self._lock:
            self._busy_since = 0.0
            if not problem:
                left = self._gap.count - gap.count
                self._gap = replace(self._gap, count=left, since=gap.until) if left else _Gap()
        if problem:
            self._miss([line for line in wanted if line.on_disk is None], problem)
        for line in wanted:
            line.problem = problem
            if line.on_disk:
                line.on_disk.set()

    def _miss(self, lines: Sequence[_Line], why: str) -> None:
        if not lines:
            return
        first, last = lines[0].content["at"], lines[-1].content["at"]
        with self._lock:
            gap = self._gap
            self._gap = _Gap(gap.count + len(lines), gap.since or first, max(gap.until, last), why)


def reason(error: Exception) -> str:
    """An error in a few words, without the path that the system adds."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


_writers: dict[tuple[int, Path], Writer] = {}
_making = threading.Lock()


def writer() -> Writer:
    """This process's writer to the folder of the settings; a forked process gets its own."""
    key = os.getpid(), settings.audit_log()
    with _making:
        if key not in _writers:
            _writers[key] = Writer(key[1])
        return _writers[key]


def command(action: Action, what: str, detail: str = "") -> None:
    """Records what a command is about to do, under the system's user; on disk when it returns. Raises NotRecorded."""
    line = Event(action, f"os:{_user()}", what, ("command line",), detail=detail)
    try:
        append(settings.audit_log(), [line.content()])
    except OSError as error:
        raise NotRecorded(reason(error)) from error


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return str(os.getuid())
