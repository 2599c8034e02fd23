"""The cases are read before anyone asks: at the start, after each load, and without harm where there is no store."""

import asyncio
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from pages.server import warm_up
from sfo_data.definitions.settings import PROJECT
from sfo_data.store.database import StoreMissing, default_store
from tests.material.shared_frames import shared_frames
from tests.pages.conftest import WITHIN_SECONDS
from tests.pages.test_ceilings import questions


@pytest.fixture
def store_at(box_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Makes a file of the name into the store; with the box in it unless it is called "none"."""

    def set_to(name: str) -> Path:
        file = tmp_path / name
        if name != "none":
            shutil.copyfile(Path(box_store_url.removeprefix("duckdb:///")).resolve(), file)
        monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{file}")
        monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path / "audit"))
        return file.resolve()

    return set_to


def kept_of(file: Path) -> set[str]:
    return {key[1] for key in shared_frames() if key[0] == str(file)}


def test_after_warming_the_first_reader_asks_the_store_for_no_case(store_at, monkeypatch: pytest.MonkeyPatch):
    file = store_at("sfo.duckdb")
    warm_up.warm(default_store().stamp(), Event())
    assert kept_of(file) == set(warm_up.QUESTIONS)
    monkeypatch.chdir(PROJECT)
    with questions() as asked:
        app = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300).run()
    assert not app.exception and not app.error
    # What can be chosen (days of knowledge, options, the first day), and the posts of HMPPS's own team.
    assert len(asked) == 4


def test_warming_ends_between_two_questions_when_the_server_ends(store_at):
    file, stop = store_at("sfo.duckdb"), Event()
    stop.set()
    warm_up.warm(default_store().stamp(), stop)
    assert kept_of(file) == set()


def test_without_a_store_there_is_nothing_to_warm(store_at):
    store_at("none")
    with pytest.raises(StoreMissing):
        warm_up.warm("none", Event())


def test_a_store_that_comes_later_and_each_load_after_it_are_warmed(store_at, caplog: pytest.LogCaptureFixture):
    caplog.set_level("DEBUG", "sfo")
    store_at("none")

    async def until(is_so: Callable[[], bool], what: str) -> None:
        latest = time.monotonic() + WITHIN_SECONDS
        while not is_so():
            assert time.monotonic() < latest, what
            await asyncio.sleep(0.05)

    async def serve() -> None:
        async with warm_up.running(0.05):
            await until(lambda: "no store to read ahead from" in caplog.text, "no store was asked for")
            for name in ("first.duckdb", "second.duckdb"):
                file = store_at(name)
                await until(lambda file=file: kept_of(file) == set(warm_up.QUESTIONS), f"{name} was not warmed")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, serve()).result()
