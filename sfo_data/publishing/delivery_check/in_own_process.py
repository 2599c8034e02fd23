"""Starts the process that reads a delivery, which may take so much time and memory and no more."""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from sfo_data.definitions import settings

MOST_BYTES = 50 * 1024**2  # of one file
MOST_SECONDS = 120
# Arrow's own memory pool reserves a gigabyte at once, which would count as used.
OWN_MEMORY = {"ARROW_DEFAULT_MEMORY_POOL": "system"}
KINDS = {
    "table_name": pl.String,
    "column_name": pl.String,
    "rows": pl.Int64,
    "place": pl.String,
    "reason": pl.String,
}
MENDED = {"table_name": pl.String, "column_name": pl.String, "values": pl.Int64}
TURNED = {"table_name": pl.String} | dict.fromkeys(("new", "changed", "gone", "unchanged"), pl.Int64)
TOO_MUCH = f"It takes longer than {MOST_SECONDS} seconds, or more memory, to read. Check it with `sfo check`."
NOT_TRIED = f"It takes longer than {MOST_SECONDS} seconds, or more memory. Use `sfo check --against-store`."


@dataclass(frozen=True)
class Answer:
    """`refusals` would refuse the whole; `kinds` is as `Inspection.kinds`; `marked` are files with marks, by name.

    `stops` and `turned` are as in `Rehearsal`; `not_compared` says why they are empty, where nothing was refused.
    """

    refusals: tuple[str, ...]
    kinds: pl.DataFrame
    mended: pl.DataFrame
    delivered: int
    set_aside: int
    marked: Mapping[str, bytes]
    not_compared: str
    stops: tuple[str, ...]
    turned: pl.DataFrame


def check_in_own_process(files: Mapping[str, bytes]) -> Answer:
    """What is wrong with the files of a delivery by name; a TOML file among them is its mapping."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            # The last part alone: a name may not lead elsewhere.
            (Path(folder) / Path(name).name).write_bytes(content)
        try:
            ended = subprocess.run(  # noqa: S603 - Python itself; the folder is our own
                [sys.executable, "-m", "sfo_data.publishing.delivery_check.check_one", folder, str(MOST_SECONDS)],
                capture_output=True, cwd=settings.PROJECT, timeout=2 * MOST_SECONDS, check=False,
                env=os.environ | OWN_MEMORY,
            )  # fmt: skip
            printed = ended.stdout
        except subprocess.TimeoutExpired as error:
            printed = error.stdout or b""
    # A line that was cut short does not end.
    answers = [json.loads(line) for line in printed.split(b"\n")[:-1]]
    return _answer(*answers) if answers else _nothing(TOO_MUCH)


def _answer(said: dict[str, Any], load: dict[str, Any] | None = None) -> Answer:
    load = load or {"not_compared": "" if said["refusals"] else NOT_TRIED, "stops": [], "turned": []}
    return Answer(
        tuple(said["refusals"]),
        pl.DataFrame(said["kinds"], schema=KINDS, orient="row"),
        pl.DataFrame(said["mended"], schema=MENDED, orient="row"),
        said["delivered"],
        said["set_aside"],
        {name: base64.b64decode(content) for name, content in said["marked"].items()},
        load["not_compared"],
        tuple(load["stops"]),
        pl.DataFrame(load["turned"], schema=TURNED, orient="row"),
    )


def _nothing(why: str) -> Answer:
    return Answer(
        (why,), pl.DataFrame(schema=KINDS), pl.DataFrame(schema=MENDED), 0, 0, {}, "", (), pl.DataFrame(schema=TURNED)
    )
