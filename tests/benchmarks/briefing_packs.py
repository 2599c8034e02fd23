"""How long do packs take, and does a fault ever leave part of one? Run: python -m tests.benchmarks.briefing_packs

Times: the national pack and all 29, once server and browser are up. Faults: runs of one pack, each with a fault at a
random instant or of a random size, all into one folder, so that each run is the retry of the one before.
"""

import argparse
import os
import random
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from pages.server.for_packs import PAGE_SERVER
from sfo_data.definitions import settings
from sfo_data.definitions.periods import DEFAULT
from sfo_data.publishing.briefing.recipients import chosen, recipients
from sfo_data.publishing.packs import atomic_folder
from sfo_data.publishing.packs.making import Job, Result, make
from sfo_data.publishing.packs.page_makers import page_makers
from sfo_data.publishing.provenance import keys
from sfo_data.questions import queries
from sfo_data.store.database import default_store
from tests.material import faults

NATIONAL_WITHIN, ALL_WITHIN = 10.0, 90.0
# What a run may say of a fault: never a traceback, never nothing.
ENDINGS = {0, 1, 2, 128 + signal.SIGINT, 128 + signal.SIGTERM, -signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT}


def times(out: Path, repeats: int) -> None:
    """Prints how long the national pack and all packs take with everything up, and how large they are."""
    store = default_store()
    facts = queries.facts(store)
    known_on = facts.known.known_on
    everybody = recipients(queries.ask(store, "providers", known_on=known_on))
    with page_makers(PAGE_SERVER) as place:
        started = time.monotonic()
        place.open()
        print(f"Server and browser up: {time.monotonic() - started:.1f} s")
        for words, within in (("national", NATIONAL_WITHIN), ("all", ALL_WITHIN)):
            wanted = chosen(everybody, [words])
            taken = []
            for number in range(repeats):
                folder = out / f"{words}-{number}"
                job = Job(wanted, known_on, DEFAULT, "wider", folder)
                started = time.monotonic()
                with atomic_folder.only_writer(folder):
                    results: list[Result] = list(make(store, facts, job, place))
                taken.append(time.monotonic() - started)
                assert all(result.outcome == "made" for result in results), results
            sizes = [sum(each.stat().st_size for each in pack.iterdir()) for pack in faults.packs(out / f"{words}-0")]
            said = ", ".join(f"{each:.1f}" for each in taken)
            print(
                f"{words}: {len(wanted)} packs in {said} s (target {within:.0f}); "
                f"{statistics.median(sizes) / 1e6:.2f} MB a pack, {sum(sizes) / 1e6:.1f} MB in all"
            )
            same = all(not differ(out / f"{words}-0", out / f"{words}-{number}") for number in range(1, repeats))
            print(f"{words}: {'the same bytes each time' if same else 'BYTES DIFFER'}")


def differ(one: Path, other: Path) -> list[str]:
    """The files of two folders of packs that are not the same."""
    names = {str(each.relative_to(one)) for each in one.rglob("briefing.*")}
    return [name for name in sorted(names) if (one / name).read_bytes() != (other / name).read_bytes()]


@dataclass
class Scene:
    """A run about to meet a fault, and what has to be put right after it."""

    out: Path
    environment: dict[str, str]
    dice: random.Random
    longest: float
    words: tuple[str, ...] = ()
    undo: list[Callable[[], object]] = field(default_factory=list)
    processes: dict[int, str] = field(default_factory=dict)

    def wait(self, run: "subprocess.Popen[str]") -> None:
        """Until a random instant, from the run's start to a little after its usual end; notes its processes then."""
        time.sleep(self.dice.uniform(0, self.longest * 1.1))
        self.processes = faults.descendants(run.pid)


Fault = Callable[[Scene, "subprocess.Popen[str]"], None]


def signalled(how: signal.Signals, whom: Callable[[int], int | None]) -> Fault:
    """Sends a signal to one process of the run at a random instant."""

    def fault(scene: Scene, run: "subprocess.Popen[str]") -> None:
        scene.wait(run)
        pid = whom(run.pid)
        if pid and run.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(pid, how)

    return fault


def browser_process_of(pid: int) -> int | None:
    return next((child for child, words in faults.descendants(pid).items() if "multiprocessing.spawn" in words), None)


def server_of(pid: int) -> int | None:
    return next((child for child, words in faults.descendants(pid).items() if "--server.port" in words), None)


def slow_page(scene: Scene, run: "subprocess.Popen[str]") -> None:
    """Holds the server for longer than a page may take."""
    scene.wait(run)
    pid = server_of(run.pid)
    if pid and run.poll() is None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            scene.undo.append(lambda: _resume(pid))


def _resume(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def database_gone(scene: Scene, run: "subprocess.Popen[str]") -> None:
    """Takes the store away at a random instant, until the run has ended."""
    scene.wait(run)
    link = Path(scene.environment["SFO_DATABASE_URL"].removeprefix("duckdb:///"))
    link.rename(link.with_suffix(".gone"))
    scene.undo.append(lambda: link.with_suffix(".gone").rename(link))


def nothing(scene: Scene, run: "subprocess.Popen[str]") -> None:
    """No fault while it runs: the disk is too small from the start."""
    scene.wait(run)


FAULTS: dict[str, Fault] = {
    "command killed": signalled(signal.SIGKILL, lambda pid: pid),
    "command asked to stop": signalled(signal.SIGTERM, lambda pid: pid),
    "command interrupted": signalled(signal.SIGINT, lambda pid: pid),
    "browser killed": signalled(signal.SIGKILL, faults.chromium_of),
    "browser process killed": signalled(signal.SIGKILL, browser_process_of),
    "server killed": signalled(signal.SIGKILL, server_of),
    "page held up": slow_page,
    "database gone": database_gone,
    "disk full": nothing,
}


def one_run(name: str, scene: Scene) -> dict[str, object]:
    """Lets a run meet a fault; how it ended and what it left."""
    before = {pack.name for pack in faults.packs(scene.out)}
    run = faults.start(scene.out, scene.environment, *scene.words)
    FAULTS[name](scene, run)
    ended = faults.end(run)
    for undo in scene.undo:
        undo()
    made = len({pack.name for pack in faults.packs(scene.out)} - before)
    # A signal that comes before the command has begun ends it in the system's own way.
    is_named = ended.code <= 0 or bool(ended.complained.strip())
    is_odd = ended.code not in ENDINGS or (ended.code > 0 and "Traceback" in ended.complained)
    return {
        "ended": ended.code,
        "made": made,
        "part of a pack": len(faults.broken(scene.out)),
        "process left": len(faults.alive(scene.processes)),
        "draft left": len(faults.drafts(scene.out)),
        "no cause": int(not is_named or is_odd),
        "said": ended.complained.strip().splitlines()[-1:],
    }


def small_disk(dice: random.Random, size: float) -> Path:
    """A disk too small for what is to be written, of a random size."""
    place = Path(tempfile.mkdtemp(prefix="sfo-disk-"))
    kilobytes = int(dice.uniform(8, size / 1024 * 0.95))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(place)], check=True)
    return place


def campaign(folder: Path, runs: int, seed: int) -> None:
    """Prints a table: for each fault how often it was met, how the runs ended, and what was left."""
    dice = random.Random(seed)
    environment = own_environment(folder)
    clean = folder / "clean"
    started = time.monotonic()
    first = faults.end(faults.start(clean, environment, "--for", "wales-crc"))
    longest = time.monotonic() - started
    assert first.code == 0, first
    size = sum(each.stat().st_size for each in faults.packs(clean)[0].iterdir())
    names = [name for name in FAULTS if name != "disk full" or faults.is_root()]
    seen: dict[str, list[dict[str, object]]] = {name: [] for name in names}
    retries = Counter[int]()
    for number in range(runs):
        name = names[number % len(names)]
        disk = small_disk(dice, size) if name == "disk full" else None
        out = disk or folder / f"out-{number // len(names)}"
        words = ("--for", "wales-crc", "--within", "4") if name == "page held up" else ("--for", "wales-crc")
        shutil.rmtree(out / faults.packs(clean)[0].name, ignore_errors=True)
        seen[name].append(one_run(name, Scene(out, environment, dice, longest, words)))
        if disk:
            subprocess.run(["umount", str(disk)], check=True)
            disk.rmdir()
        elif number % len(names) == len(names) - 2:
            retries[faults.end(faults.start(out, environment, "--for", "wales-crc")).code] += 1
            assert not differ(clean, out), "a retry gave other bytes"
        print(f"{number + 1}/{runs} {name}: {seen[name][-1]}", flush=True)
    print(table(seen))
    print(f"Retries without a fault, by exit code: {dict(retries)}; the same bytes as the first run each time.")


def own_environment(folder: Path) -> dict[str, str]:
    """Settings of the campaign's own: a copy of the store, a key, a register and a history."""
    link = Path(settings.database_url().removeprefix("duckdb:///"))
    (folder / "store").mkdir()
    shutil.copy2(link.resolve(), folder / "store")
    (folder / "store" / link.name).symlink_to(link.resolve().name)
    keys.make_local(folder / "key.pem")
    os.environ["SFO_SIGNING_KEY"] = str(folder / "key.pem")
    return {
        "SFO_DATABASE_URL": f"duckdb:///{folder / 'store' / link.name}",
        "SFO_SIGNING_KEY": str(folder / "key.pem"),
        "SFO_REGISTER": str(folder / "issued.jsonl"),
        "SFO_BRIEFING_LOG": str(folder / "runs.jsonl"),
    }


def table(seen: dict[str, list[dict[str, object]]]) -> str:
    """One line per fault, in Markdown."""
    lefts = ("part of a pack", "process left", "draft left", "no cause")
    lines = [
        "| Fault | Runs | Pack made | Exit codes | " + " | ".join(lefts) + " |",
        "|---|---:|---:|---|" + "---:|" * 4,
    ]
    for name, runs in seen.items():
        codes = Counter(str(run["ended"]) for run in runs)
        counts = [sum(bool(run[left]) for run in runs) for left in lefts]
        made = sum(int(str(run["made"])) for run in runs)
        said = ", ".join(f"{code}: {count}" for code, count in sorted(codes.items()))
        lines.append(f"| {name} | {len(runs)} | {made} | {said} | " + " | ".join(map(str, counts)) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, help="with faults; 0: only the times")
    parser.add_argument("--repeats", type=int, default=2, help="of the times; 0: only the faults")
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--quick", action="store_true", help="the times once, no faults")
    args = parser.parse_args()
    if args.quick:
        args.runs, args.repeats = 0, 1
    with tempfile.TemporaryDirectory(prefix="sfo-packs-") as place:
        folder = Path(place)
        os.environ.setdefault("SFO_REGISTER", str(folder / "issued.jsonl"))
        if args.repeats:
            times(folder / "times", args.repeats)
        if args.runs:
            campaign(folder, args.runs, args.seed)


if __name__ == "__main__":
    main()
