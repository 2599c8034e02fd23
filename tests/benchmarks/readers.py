"""How long do people wait who click at the same time? Run: python -m tests.benchmarks.readers [--quick]

Readers without a browser, spread over pages, each choosing something else in the filter bar every five seconds, and
staying with one of the processes as nginx makes them (docs/service). They run on the machine of the servers, so some of
the waiting is theirs.
"""

import argparse
import asyncio
import os
import random
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks import results
from tests.benchmarks.servers import product_server
from tests.benchmarks.session import PATIENCE, PROVIDER_TYPE, Run, session

PAGES = ("", "offences", "providers", "qa_turnaround", "quality", "themes", "actions", "weekly")
READERS, QUICK_READERS = (1, 10, 25, 50, 100), (1, 25)
EVERY = 5.0
DIVISION = "filter_division"
# What is chosen in turn: so many views that no reader finds all of them computed.
CHOICES = [(PROVIDER_TYPE, [name]) for name in ("NPS", "CRC")] + [
    (DIVISION, [name]) for name in ("London", "Wales", "Midlands", "North West", "North East")
]
BAR_READERS, BAR_SECONDS = 100, 1.0


async def read(address: str, page: str, seconds: float, seed: int) -> list[Run | None]:
    """The runs after one reader's clicks for so long, None for one that did not end; the first view is not counted."""
    dice = random.Random(seed)
    await asyncio.sleep(dice.uniform(0, EVERY))
    reader = await session(address, page)
    runs: list[Run | None] = []
    try:
        first = await asyncio.wait_for(reader.open(), PATIENCE)
        if first.errors:
            raise RuntimeError(f"The page “{page}” could not be opened.")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            started = time.monotonic()
            key, values = dice.choice(CHOICES)
            try:
                runs.append(await asyncio.wait_for(reader.choose(key, values if dice.random() > 0.3 else []), PATIENCE))
            except TimeoutError:
                runs.append(None)
                break
            await asyncio.sleep(max(0.0, EVERY - (time.monotonic() - started)))
    finally:
        await reader.socket.close()
    return runs


async def together(addresses: Sequence[str], readers: int, seconds: float) -> list[Run | None]:
    """The runs of so many readers, each page's in turn on each of the servers."""
    places = islice(cycle((address, page) for page in PAGES for address in addresses), readers)
    told = await asyncio.gather(*(read(*place, seconds, seed) for seed, place in enumerate(places)))
    return [run for runs in told for run in runs]


def memory(pids: Sequence[int]) -> int:
    """Mebibytes that the processes hold."""
    held = (Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()[0] for pid in pids)
    return sum(int(each) // 1024 for each in held)


def processor(pids: Sequence[int]) -> float:
    """Seconds of processor that the processes have used."""
    words = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(each[11]) + int(each[12]) for each in words) / os.sysconf("SC_CLK_TCK")


def row(readers: int, runs: list[Run | None], used: float, held: int) -> dict[str, object]:
    waited = [run.seconds for run in runs if run] or [float("nan")]
    return {
        "readers": readers,
        "median s": statistics.median(waited),
        "95% s": results.percentile(waited, 0.95),
        "99% s": results.percentile(waited, 0.99),
        "errors": sum(run is None or run.errors > 0 for run in runs),
        "processor ms a run": 1000 * used / (readers + len(runs)),
        "kB a click": statistics.mean(run.sent for run in runs if run) / 1000,
        "server MiB": float(held),
        "clicks": len(runs),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1 and 25 readers")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=30, help="of clicking, for each number of readers")
    parser.add_argument("--processes", type=int, default=2, help="of the product, as on a machine of two cores")
    args = parser.parse_args()
    rows = []
    with ExitStack() as stack:
        servers = [stack.enter_context(product_server(args.cases)) for _ in range(args.processes)]
        addresses, pids = [each.address for each in servers], [each.pid for each in servers]
        # Every page once, so that what a process does only once is not counted.
        asyncio.run(together(addresses, len(PAGES) * len(addresses), 0))
        for readers in QUICK_READERS if args.quick else READERS:
            before = processor(pids)
            runs = asyncio.run(together(addresses, readers, args.seconds))
            rows.append(row(readers, runs, processor(pids) - before, memory(pids)))
    bars = [
        {"readers": each["readers"], "bar s": BAR_SECONDS, "seen s": each["95% s"], "met": each["95% s"] <= BAR_SECONDS}
        for each in rows
        if each["readers"] == BAR_READERS
    ]
    name = "readers_quick" if args.quick else "readers"
    results.tell(name, rows, bars=bars)


if __name__ == "__main__":
    main()
