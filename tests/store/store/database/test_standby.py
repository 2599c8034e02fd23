"""A real standby beside its primary: read by one address with two hosts, under the same policies."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from sfo_data.commands.database import roles_sql
from sfo_data.questions import queries
from sfo_data.store import ingest
from sfo_data.store.database import Store
from sfo_data.store.database.store import close_engines
from tests.material.box import NEWEST

NO_STANDBY = (
    "no primary and standby of the tests' own: they need root, runuser and the programs of postgresql-15 or later"
)
WITHIN = 120
AS_SERVER = ["runuser", "-u", "postgres", "--"]
COUNT = "select count(*) as n from raw_reviews"


@dataclass(frozen=True)
class Replicated:
    """The ports of a primary and its standby; both hold the newest delivery."""

    primary: int
    standby: int

    def reader(self, first: int, second: int, wanted: str) -> Store:
        """The reader's address with two hosts."""
        hosts = f"host=127.0.0.1:{first}&host=127.0.0.1:{second}"
        return Store(f"postgresql+psycopg://sfo_reader@/sfo?{hosts}&target_session_attrs={wanted}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(programs: Path, folder: Path, port: int) -> Iterator[None]:
    """A server of the folder on the port, on loopback only."""
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    control = [*AS_SERVER, programs / "pg_ctl", "-D", folder, "-w", "-t", str(WITHIN)]
    command = [*control, "-o", options, "-l", folder / "log", "start"]
    try:
        # Its output stays with the server, so nobody waits for the end of it.
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        yield
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/")


@pytest.fixture(scope="module")
def replicated(deliveries: Path) -> Iterator[Replicated]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_basebackup"))
    if not found or not shutil.which("runuser") or os.geteuid() != 0:
        pytest.skip(NO_STANDBY)
    programs, made = found[-1].parent, Replicated(free_port(), free_port())
    folder = Path("/tmp") / f"sfo-standby-{os.getpid()}"
    one, two = folder / "primary", folder / "standby"
    copy = [programs / "pg_basebackup", "-h", "127.0.0.1", "-p", str(made.primary), "-U", "postgres", "-D", two, "-R"]
    try:
        folder.mkdir()
        shutil.chown(folder, "postgres")
        create = [*AS_SERVER, programs / "initdb", "-D", one, "-A", "trust", "-U", "postgres", "-E", "UTF8", "-N"]
        subprocess.run(create, check=True, capture_output=True, cwd="/")
        with started(programs, one, made.primary):
            administrator = f"postgresql://postgres@127.0.0.1:{made.primary}/"
            with psycopg.connect(administrator + "postgres", autocommit=True) as connection:
                connection.execute("create database sfo")
            roles = roles_sql("sfo_loader", "sfo_reader", "sfo")
            subprocess.run(
                ["psql", "-qtX", "-v", "ON_ERROR_STOP=1", administrator + "sfo"], input=roles, text=True, check=True
            )
            subprocess.run([*AS_SERVER, *copy, "-c", "fast"], check=True, capture_output=True, cwd="/")
            with started(programs, two, made.standby):
                # Loaded after the standby began: what is read there came by replication.
                loader = Store(f"postgresql+psycopg://sfo_loader@127.0.0.1:{made.primary}/sfo")
                ingest.load(loader, deliveries / NEWEST.isoformat())
                yield made
                close_engines()
    finally:
        shutil.rmtree(folder)


def is_standby(store: Store) -> bool:
    return bool(store.read("select pg_is_in_recovery() as it").item())


def test_the_app_reads_a_load_from_the_standby_with_the_same_policies(replicated: Replicated):
    primary = replicated.reader(replicated.primary, replicated.primary, "any")
    standby = replicated.reader(replicated.primary, replicated.standby, "prefer-standby")
    assert not is_standby(primary)
    expected, until = primary.read(COUNT, None, None).item(), time.monotonic() + WITHIN
    while standby.read("select count(*) as n from pg_class where relname = 'raw_reviews'").item() == 0 or (
        standby.read(COUNT, None, None).item() != expected
    ):
        assert time.monotonic() < until
        time.sleep(0.2)
    assert is_standby(standby) and expected > 1_000
    assert queries.facts(standby) == queries.facts(primary) and standby.stamp() == primary.stamp()
    wales = primary.read(COUNT, None, ["Wales"]).item()
    assert 0 < wales == standby.read(COUNT, None, ["Wales"]).item() < expected
    assert standby.read(COUNT).item() == 0


def test_the_standby_is_asked_where_the_primary_does_not_answer(replicated: Replicated):
    assert is_standby(replicated.reader(free_port(), replicated.standby, "any"))


def test_the_primary_is_asked_where_no_standby_answers(replicated: Replicated):
    assert not is_standby(replicated.reader(free_port(), replicated.primary, "prefer-standby"))
