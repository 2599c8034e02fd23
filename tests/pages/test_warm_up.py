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

from pages.components import frames, warm_up
from sfo_data.database import StoreMissing, default_store
from tests.pages.test_ceilings import questions
from tests.pages.test_pages import PROJECT


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
    return {key[1] for key in frames.shared.held() if key[0] == str(file)}


def test_after_warming_the_first_reader_asks_the_store_for_no_case(store_at, monkeypatch: pytest.MonkeyPatch):
    file = store_at("sfo.duckdb")
    warm_up.warm(default_store().stamp(), Event())
    assert kept_of(file) == set(warm_up.QUESTIONS)
    monkeypatch.chdir(PROJECT)
    with questions() as asked:
        app = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300).run()
    assert not app.exception and not app.error
    # What can be chosen: days of knowledge, options, the first day.
    assert len(asked) == 3


def test_warming_ends_between_two_questions_when_the_server_ends(store_at):
    file, stop = store_at("sfo.duckdb"), Event()
    stop.set()
    warm_up.warm(default_store().stamp(), stop)
    assert kept_of(file) == set()


def test_without_a_store_there_is_nothing_to_warm(store_at):
    store_at("none")
    with pytest.raises(StoreMissing):
        warm_up.warm("none", Event())


def test_a_store_that_comes_later_and_each_load_after_it_are_warmed(store_at):
    store_at("none")

    async def serve() -> None:
        async with warm_up.running(0.05):
            await asyncio.sleep(0.2)
            for name in ("first.duckdb", "second.duckdb"):
                file, until = store_at(name), time.monotonic() + 60
                while kept_of(file) != set(warm_up.QUESTIONS):
                    assert time.monotonic() < until, f"{name} was not warmed: {kept_of(file)}"
                    await asyncio.sleep(0.05)

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, serve()).result()
