"""After `make run` or `make test` the command `sfo` is there, and a port that is taken is said first."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pages.server import free_port
from sfo_data.definitions.settings import PROJECT


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_sfo_stands_beside_python_and_works_from_any_folder(tmp_path):
    sfo = Path(sys.executable).with_name("sfo")
    ended = subprocess.run([sfo, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert ended.stdout.startswith("usage: sfo ") and "verify" in ended.stdout


def test_make_run_says_that_the_port_is_taken_before_anything_else(taken):
    ended = subprocess.run(
        ["make", "--silent", "run", f"PORT={taken}"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    first, *others = ended.stderr.splitlines()
    assert ended.returncode == 2 and not ended.stdout
    assert first == (
        f"Port {taken} is taken by another program. End that, or take another port: make run PORT=8600"
    )  # fmt: skip
    # Make's own word that its target failed; it adds a number where another make started the tests.
    assert all(re.match(r"make(\[\d+\])?: \*\*\*", line) for line in others)


def test_the_server_itself_says_that_the_port_is_taken(taken):
    command = [sys.executable, "-m", "pages.server.serve", "--server.port", str(taken)]
    ended = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2 and not ended.stdout
    assert ended.stderr.splitlines() == [free_port.hindrance(str(taken))]


def test_make_run_serves_on_the_port_that_is_named():
    command = ["make", "--dry-run", "--always-make", "run", "PORT=8611"]
    printed = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert "pages.server.serve --server.port 8611" in printed and "http://127.0.0.1:8611" in printed


@pytest.mark.parametrize("wrong", ["", "0", "65536", "eighty", "-1"])
def test_what_is_no_port_is_said(wrong):
    assert free_port.hindrance(wrong) == f"{wrong} is no port. Take a number from 1 to 65535: make run PORT=8600"


def test_a_free_port_says_nothing(taken):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert free != taken and free_port.hindrance(str(free)) is None
