"""A server of the pages on a free loopback port, for as long as packs are made of them: what is needed of it."""

import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from sfo_data.definitions import settings

STARTS_WITHIN, ENDS_WITHIN = 60.0, 10.0


@dataclass(frozen=True)
class PageServer:
    """What whoever serves the pages gives to those who make packs.

    `command` starts the server; "{port}" in a word is its port, and the server ends when its standard input does.
    `health` is the path that answers once it is up. `page_state` and `chart_layers` are functions of JavaScript that
    know the page: how far it is drawn (code, problem, missing), and the SVG layers of each chart or null. `not_found`
    are endings of paths that a page asks for in vain without being worse for it.
    """

    command: tuple[str, ...]
    health: str
    page_state: str
    chart_layers: str
    not_found: tuple[str, ...] = ()


class NoServer(Exception):
    """The server of the pages does not start; the message has its last words."""


@contextmanager
def serving(server: PageServer, starts_within: float = STARTS_WITHIN) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """The server's process and its address, once it is healthy; ended by its process id in every case.

    Where this process is killed, its end of the server's standard input closes, and the server ends. Raises NoServer.
    """
    port = _free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603 - words of ours
            [word.replace("{port}", str(port)) for word in server.command],
            cwd=settings.PROJECT, start_new_session=True,
            stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.PIPE,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, f"{address}{server.health}", starts_within, log)
            yield process, address
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], health: str, seconds: float, log: IO[bytes]) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(health, timeout=1):  # noqa: S310 - always http
                return
        except OSError:
            time.sleep(0.05)
    log.seek(0)
    lines = log.read().decode(errors="replace").strip().splitlines()
    last_words = f" Its last words: {lines[-1][:200]}" if lines else ""
    ending = f"ended with {process.returncode}" if process.returncode is not None else "did not answer"
    raise NoServer(f"The product's server {ending} within {seconds:.0f} s of its start.{last_words}")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        if process.stdin:
            process.stdin.close()
