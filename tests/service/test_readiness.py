"""/ready: one word, quickly, whatever is wrong with the store."""

import asyncio
import os
import shutil
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pages.server import readiness
from sfo_data.definitions import settings
from sfo_data.store.database import Store
from tests.service import processes
from tests.service.conftest import Service, free_ports

Answer = TypeVar("Answer")


def in_a_loop(asked: Coroutine[Any, Any, Answer]) -> Answer:
    """What a coroutine gives, in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, asked).result()


def ready(port: int) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/ready", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def answered(url: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    async def ask() -> PlainTextResponse:
        monkeypatch.setattr(readiness, "_looking", None)
        return await readiness.answer(Request({"type": "http"}))

    monkeypatch.setenv("SFO_DATABASE_URL", url)
    answer = in_a_loop(ask())
    return answer.status_code, bytes(answer.body).decode()


def test_a_store_that_vanishes_makes_it_unready_until_it_is_back(service: Service):
    port, link = service.ports[0], service.folder / "sfo.duckdb"
    assert ready(port) == (200, "ready")
    link.rename(service.folder / "away")
    try:
        assert ready(port) == (503, "empty")
        assert service.get("/_stcore/health").status == 200
    finally:
        (service.folder / "away").rename(link)
    assert ready(port) == (200, "ready")


def test_no_store_and_no_database_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (nobody,) = free_ports(1)
    assert answered(f"duckdb:///{tmp_path / 'none.duckdb'}", monkeypatch) == (503, "empty")
    assert answered(f"postgresql://somebody@127.0.0.1:{nobody}/sfo", monkeypatch) == (503, "database")
    (tmp_path / "broken.duckdb").write_text("not a database")
    assert answered(f"duckdb:///{tmp_path / 'broken.duckdb'}", monkeypatch)[0] == 503


@pytest.mark.parametrize("older", ["tables", "views"])
def test_a_store_of_another_version_is_not_ready(
    small_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, older: str
):
    copy = tmp_path / "sfo.duckdb"
    shutil.copy(Store(small_store_url).stamp(), copy)
    url = f"duckdb:///{copy}"
    assert answered(url, monkeypatch) == (200, "ready")
    with Store(url).publish() as change:
        change.execute("update store_facts set value = 'older' where fact = :fact", {"fact": older})
    assert answered(url, monkeypatch) == (503, "migrate")


def test_a_database_that_hangs_is_not_waited_for_and_asked_once_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "WITHIN_SECONDS", 0.3)
    monkeypatch.setattr(readiness, "_looking", None)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        monkeypatch.setenv("SFO_DATABASE_URL", f"postgresql://somebody@127.0.0.1:{hanging.getsockname()[1]}/sfo")

        async def ask_three_times() -> list[bytes]:
            words = [bytes((await readiness.answer(Request({"type": "http"}))).body) for _ in range(3)]
            connection, _ = hanging.accept()
            connection.close()
            hanging.settimeout(0.3)
            with pytest.raises(TimeoutError):
                hanging.accept()
            hanging.close()
            return words

        began = time.monotonic()
        assert in_a_loop(ask_three_times()) == [b"slow"] * 3
        assert time.monotonic() - began < 30


def test_a_process_told_to_end_is_unready_first_and_still_answers(service: Service):
    port = service.ports[1]
    pid = int((service.folder / f"{port}.pid").read_text())
    os.kill(pid, signal.SIGTERM)
    until, word = time.monotonic() + 5, ""
    while time.monotonic() < until and word != "draining":
        _, word = ready(port)
    assert ready(port) == (503, "draining")
    assert urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).read() == b"ok"
    processes.wait_until_ended(service.folder, port)
    assert service.get("/", Cookie=f"sfo_process={port}").status == 200
    service.start(port)
    processes.wait_until_ready(port)


def test_the_drain_is_a_number_of_seconds(monkeypatch: pytest.MonkeyPatch):
    for named, seconds in (("", 0.0), ("5", 5.0), ("-1", 0.0)):
        monkeypatch.setenv("SFO_DRAIN_SECONDS", named)
        assert settings.drain_seconds() == seconds
    monkeypatch.setenv("SFO_DRAIN_SECONDS", "soon")
    with pytest.raises(settings.WrongSetting, match="SFO_DRAIN_SECONDS is 'soon'"):
        settings.drain_seconds()
