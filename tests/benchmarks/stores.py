"""Synthetic deliveries and stores of any size, made once in build/benchmarks, and what making them took."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.results import FOLDER

PROJECT = FOLDER.parents[1]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
SEED = "7"


@dataclass(frozen=True)
class Took:
    """A command's seconds by the clock and of processor, and the most memory it held."""

    seconds: float
    processor: float
    mebibytes: float


def command(*words: str, **environment: str) -> Took:
    """Runs sfo with these words to its end. Raises CalledProcessError."""
    started = time.perf_counter()
    arguments = [sys.executable, "-m", "sfo_data", *words]
    process = subprocess.Popen(
        arguments, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    # Popen would otherwise wait for a process that is no longer there.
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Took(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def delivery(cases: int) -> Path:
    """The folder of a synthetic delivery of so many cases."""
    folder = FOLDER / "data" / f"delivery-{cases}"
    if not (folder / "delivery.json").exists():
        command("synthetic", "--out", str(folder), "--seed", SEED, "--cases", str(cases), "--format", "parquet")
    return folder


def load(cases: int, url: str) -> Took:
    """Loads the delivery of so many cases into the store at an address, the audit trail apart from the product's."""
    return command("load", str(delivery(cases)), SFO_DATABASE_URL=url, SFO_AUDIT_LOG=str(FOLDER / "audit"))


def duckdb(cases: int) -> str:
    """The address of a DuckDB store of so many cases."""
    path = FOLDER / "data" / f"store-{cases}" / "sfo.duckdb"
    if not path.exists():
        load(cases, f"duckdb:///{path}")
    return f"duckdb:///{path}"
