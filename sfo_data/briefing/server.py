"""The product's own server on a free loopback port, for as long as its pages are photographed."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from sfo_data import settings

# On this machine alone, and so without the sign-in that may be set up for readers.
ALONE = ("--server.address", "127.0.0.1", "--secrets.files", "no-secrets.toml")
STARTS_WITHIN, ENDS_WITHIN = 60.0, 10.0
# The server asks Linux to be killed when its parent goes (prctl's PR_SET_PDEATHSIG, 1), and looks if it has.
LAUNCH = """
import ctypes, os, runpy, signal, sys
parent = int(sys.argv.pop(1))
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
if os.getppid() == parent:
    runpy.run_module("pages.components.serve", run_name="__main__", alter_sys=True)
"""


class NoServer(Exception):
    """The product's server does not start; the message has its last words."""


@contextmanager
def serving(starts_within: float = STARTS_WITHIN) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The server's process and its address, once it is healthy; ended by its process id in every case.

    To be called from the main thread: on Linux the kernel ends the server with the thread that started it, also where
    this process is killed. Raises NoServer.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - Python itself, and words of ours
            [sys.executable, "-c", LAUNCH, str(os.getpid()), "--server.port", str(port), *ALONE],
            cwd=settings.PROJECT, start_new_session=True,
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, starts_within, log)
            yield process, address
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], address: str, seconds: float, log: IO[bytes]) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):  # noqa: S310 - always http
                return
        except OSError:
            time.sleep(0.05)
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    said = f" Its last words: {lines[-1][:200]}" if lines else ""
    ending = f"ended with {process.returncode}" if process.returncode is not None else "did not answer"
    raise NoServer(f"The product's server {ending} within {seconds:.0f} s of its start.{said}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
