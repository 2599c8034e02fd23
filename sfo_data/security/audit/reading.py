"""Is the trail as it was written, and what is in it?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sfo_data.security import hash_chain
from sfo_data.security.audit.trail import has_not_come, month_files, set_aside


@dataclass(frozen=True)
class History:
    """Entries in the order written, the hash of the last, and the hash that the first follows.

    `problem` is "" where every line is as it was written; else it names the first that is not, and `entries` end
    before it.
    """

    entries: tuple[dict[str, Any], ...]
    head: str
    begins: str
    problem: str = ""


def months(folder: Path) -> list[str]:
    """The months that have a file, newest first. Raises OSError."""
    return [path.stem for path in reversed(month_files(folder))]


def read(folder: Path, month: str) -> History:
    """One month's lines, verified among themselves; a file that has not changed is not read again. Raises OSError.

    A change is seen by the file's length, number and times. The time of its last change (ctime) cannot be set by hand.
    """
    path = folder / f"{month}.jsonl"
    now = path.stat()
    return _read_as(path, (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns))


# The newest months of as many readers as there are administrators; 50,000 lines are about 100 MB.
@lru_cache(maxsize=2)
def _read_as(path: Path, state: tuple[int, ...]) -> History:  # noqa: ARG001
    return _read([path], None)


def read_all(folder: Path, published: str | None = None, follows: str = hash_chain.START) -> History:
    """Every line there is, verified from file to file. Raises OSError.

    `published` is a head noted earlier, whose line must be there. `follows` is the hash of the last line that was put
    away: the first line must follow it. An empty trail is a problem: a service that was used has lines.
    """
    history = _read(month_files(folder), published)
    if history.problem:
        return history
    problem = ""
    if not history.entries:
        problem = f"{folder} holds no line: nothing was ever recorded, or every line was removed."
    elif history.begins not in {follows, published}:
        problem = (
            f"the first line follows {history.begins}, which is not here: earlier lines were removed. "
            "If they were put away, give the hash of their last line (--follows)."
        )
    return replace(history, problem=problem)


def _read(paths: Sequence[Path], published: str | None) -> History:
    entries: list[dict[str, Any]] = []
    begins = head = ""
    for path in paths:
        if has_not_come(path):
            return History(tuple(entries), head, begins, f"{path.name} is of a month that has not come: put it away.")
        torn, first_torn = b"", 0
        lines = path.read_bytes().split(b"\n")
        for number, line in enumerate(lines[:-1], 1):
            entry = hash_chain.whole_entry(line)
            if entry is None:
                first_torn, torn = first_torn or number, torn + line + b"\n"
                continue
            # Months older than the first file may have been put away: its first line says what it follows.
            begins = begins or str(entry.get("previous"))
            try:
                hash_chain.entry_of(line, head or begins, number)
            except hash_chain.Broken as error:
                return History(tuple(entries), head, begins, f"{path.name}, {error}")
            if torn and not (entry.get("action") == "set_aside" and entry.get("detail") == set_aside(torn)):
                break
            torn, first_torn, head = b"", 0, str(entry["sha256"])
            entries.append(entry)
        if torn or lines[-1]:
            reason = f"{path.name}, line {first_torn or len(lines)}: it is not an entry in canonical JSON."
            return History(tuple(entries), head, begins, reason)
    head, begins = head or hash_chain.START, begins or hash_chain.START
    if published and published not in {begins, *(each["sha256"] for each in entries)}:
        reason = f"no entry has the hash {published}: lines were removed from the end, or written anew."
        return History(tuple(entries), head, begins, reason)
    return History(tuple(entries), head, begins)
