"""How did the runs that make briefings end? A line for each, in a file that is only added to."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

NEWEST = 20
ENDINGS = {0: "All made", 1: "Some made", 2: "None made", 130: "Stopped by hand", 143: "Stopped by the system"}


@dataclass(frozen=True)
class Run:
    """One run: when it began (UTC), how long it took, which recipients were wanted and what became of each.

    `failed` has the cause of each recipient without a pack; `cause` is why the run as a whole made none.
    """

    started: datetime
    seconds: float
    known_on: str
    exit_code: int
    version: str
    wanted: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    cause: str = ""


@dataclass(frozen=True)
class History:
    """The runs that can be read, oldest first, and a sentence for each line that cannot."""

    runs: tuple[Run, ...]
    broken: tuple[str, ...] = ()


def append(path: Path, run: Run) -> None:
    """Adds a run's line. Safe beside other writers; a line that a crash left half written stays, and is closed.

    Raises OSError.
    """
    plain = asdict(run) | {"started": run.started.isoformat(timespec="seconds")}
    line = json.dumps(plain, ensure_ascii=False).encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if size := file.seek(0, os.SEEK_END):
            file.seek(size - 1)
            line = line if file.read(1) == b"\n" else b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> History:
    """The runs in a file; none where there is no file. Raises OSError."""
    lines = path.read_bytes().split(b"\n") if path.exists() else []
    found, broken = [], []
    for number, line in enumerate(lines, 1):
        try:
            found += [_run(json.loads(line))] if line else []
        except (ValueError, TypeError, KeyError) as error:
            broken.append(f"{path.name}, line {number}, is not whole or not a run ({type(error).__name__}).")
    return History(tuple(found), tuple(broken))


def _run(plain: Any) -> Run:
    lists = {name: tuple(plain[name]) for name in ("wanted", "made", "unchanged") if name in plain}
    changed = {**lists, "started": datetime.fromisoformat(plain["started"])}
    run = Run(**{**plain, **changed})
    kinds = (run.seconds, int | float), (run.exit_code, int), (run.failed, dict), (run.cause, str), (run.known_on, str)
    if run.started.tzinfo is None or not all(isinstance(value, kind) for value, kind in kinds):
        raise TypeError("a field of another kind")
    return run


def table(history: History) -> pl.DataFrame:
    """The newest 20 runs, newest first, with the headings readers see."""
    newest = sorted(history.runs, key=lambda run: run.started, reverse=True)[:NEWEST]
    return pl.DataFrame(
        [
            {
                "Started (UTC)": f"{run.started:%Y-%m-%d %H:%M:%S}",
                "Seconds": round(float(run.seconds), 1),
                "Known on": run.known_on,
                "Outcome": f"{ENDINGS.get(run.exit_code, 'Ended')} ({run.exit_code})",
                "Wanted": len(run.wanted),
                "Made": len(run.made),
                "Unchanged": len(run.unchanged),
                "Why not": "; ".join([run.cause, *(f"{name}: {why}" for name, why in run.failed.items())]).strip("; "),
                "Version": run.version,
            }
            for run in newest
        ],
        schema_overrides={"Seconds": pl.Float64},
    )


def title(history: History) -> str:
    """ "The last of 12 briefing runs: all made, on 11 May 2020" """
    if not history.runs:
        return "No briefing run has been recorded"
    last = max(history.runs, key=lambda run: run.started)
    ending = ENDINGS.get(last.exit_code, f"ended with {last.exit_code}")
    count = len(history.runs)
    of = f"The last of {count:,} briefing runs" if count > 1 else "The one briefing run"
    return f"{of}, on {last.started:%d %B %Y}: {ending[0].lower()}{ending[1:]}"
