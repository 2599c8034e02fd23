"""Runs of `brief` that are meant to fail: starting one, finding its processes, and what it may and may not leave."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.packs import atomic_folder, manifest
from sfo_data.publishing.provenance import keys

FILES = {f"briefing.{kind}" for kind in ("png", "pdf", "pptx", "html", "ods")} | {manifest.NAME}


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    code: int
    said: str
    complained: str


def start(out: Path, environment: Mapping[str, str], *words: str, setup: Callable[[], None] | None = None):
    """A run of the command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "sfo_data", "brief", "--out", str(out), *words],
        cwd=PROJECT, env={**os.environ, **environment}, text=True, preexec_fn=setup,  # noqa: PLW1509
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def end(process: "subprocess.Popen[str]") -> Ended:
    """Waits for the run's end."""
    said, complained = process.communicate(timeout=300)
    return Ended(process.returncode, said, complained)


def kill(process: "subprocess.Popen[str]", how: signal.Signals = signal.SIGKILL) -> Ended:
    """Sends a signal to the run's own process, and waits for its end."""
    process.send_signal(how)
    return end(process)


def descendants(pid: int) -> dict[int, str]:
    """Every process that stems from this one, by its id, with its command line."""
    parents, words = {}, {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            stat = (each / "stat").read_text().rpartition(")")[2].split()
            parents[int(each.name)] = int(stat[1])
            words[int(each.name)] = (each / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue
    found: dict[int, str] = {}
    while new := {child for child, parent in parents.items() if parent in (pid, *found)} - set(found):
        found |= {child: words[child] for child in new}
    return found


def chromium_of(pid: int) -> int | None:
    """The browser's own process under a run; None while there is none."""
    browsers = [child for child, words in descendants(pid).items() if "--headless" in words and "--type=" not in words]
    return browsers[0] if browsers else None


def wait_for(condition: Callable[[], object], seconds: float = 300) -> object:
    """What the condition gives, once that is something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError(f"it did not happen within {seconds} s")


def packs(out: Path) -> list[Path]:
    """The packs that a reader of the folder sees."""
    found = out.iterdir() if out.exists() else []
    return sorted(each for each in found if each.is_dir() and not each.name.startswith("."))


def broken(out: Path) -> list[str]:
    """What is wrong with any pack that is to be seen: a missing, changed or unsigned file."""
    problems = [f"{pack.name}: {each.name}" for pack in packs(out) for each in pack.iterdir() if each.name not in FILES]
    return problems + [problem for pack in packs(out) for problem in manifest.problems(pack, keys.trusted())]


def drafts(out: Path) -> list[str]:
    """Hidden folders that a run left."""
    return [each.name for each in out.glob(f"{atomic_folder.DRAFT}*")]


def alive(processes: Mapping[int, str], seconds: float = 10) -> list[str]:
    """Which of these processes are still there after a while."""

    def left() -> list[str]:
        return [words for pid, words in processes.items() if descendants_state(pid)]

    until = time.monotonic() + seconds
    while left() and time.monotonic() < until:
        time.sleep(0.05)
    return left()


def descendants_state(pid: int) -> bool:
    """Whether the process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def is_root() -> bool:
    """Whether a small disk can be mounted here."""
    return os.geteuid() == 0 and bool(shutil.which("mount"))
