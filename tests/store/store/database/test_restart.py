"""A server of the test's own, stopped and started while eight readers ask."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sfo_data.store.database import Store, StoreError
from sfo_data.store.database.store import close_engines

Control = Callable[[str], None]


@pytest.fixture
def cluster() -> Iterator[tuple[Store, Control]]:
    """A fresh server on a free port, and what starts and stops it; skips where PostgreSQL is not installed."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not programs:
        pytest.skip("PostgreSQL's server programs are not installed in /usr/lib/postgresql")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="sfo-cluster-"))
    as_postgres = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        shutil.chown(folder, "postgres")
        as_postgres = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_postgres, str(programs[-1] / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"

    def control(verb: str) -> None:
        run("pg_ctl", "-w", "-m", "fast", "-l", str(folder / "log"), "-o", options, verb)

    run("initdb", "-U", "postgres", "-A", "trust", "--no-sync")
    control("start")
    try:
        yield Store(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"), control
    finally:
        close_engines()
        control("stop")
        shutil.rmtree(folder)


def test_readers_outlive_a_restart_of_the_server(cluster):
    store, control = cluster

    def ask(number: int) -> object:
        try:
            return store.read(f"select {number} as n, pg_sleep(0.01)")["n"][0]
        except StoreError as error:
            return str(error)

    with ThreadPoolExecutor(8) as threads:
        before = list(threads.map(ask, range(50)))
        during = threads.map(ask, range(400))
        control("restart")
        answers = list(during)
        after = list(threads.map(ask, range(50)))
    assert before == after == list(range(50))
    words = "The reporting database does not answer. Try again in a minute."
    assert all(answer in (number, words) for number, answer in enumerate(answers))
