"""Can this process serve readers? Answered in one word at /ready, quickly, and with nothing about the inside."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit.starlette import App

from sfo_data.definitions import settings
from sfo_data.store import layout
from sfo_data.store.database import StoreError, StoreMissing, default_store

READY, DRAINING, EMPTY, DATABASE, SLOW, FAILED = "ready", "draining", "empty", "database", "slow", "failed"
MIGRATE = "migrate"
WITHIN_SECONDS = 2.0

log = logging.getLogger("sfo")
_is_draining = False
# One look at the store at a time: a database that hangs would otherwise hold a thread for each time it is asked.
_looking: asyncio.Task[str] | None = None


async def answer(request: Request) -> PlainTextResponse:  # noqa: ARG001
    """200 "ready" where the store answers, is of this version and holds a load, otherwise 503 and one word.

    It answers within about two seconds.
    """
    word = await _word()
    return PlainTextResponse(word, 200 if word == READY else 503, {"Cache-Control": "no-store"})


async def _word() -> str:
    global _looking  # noqa: PLW0603
    if _is_draining:
        return DRAINING
    if _looking is None or _looking.done():
        _looking = asyncio.create_task(asyncio.to_thread(_look))
    try:
        return await asyncio.wait_for(asyncio.shield(_looking), WITHIN_SECONDS)
    except TimeoutError:
        return SLOW


def _look() -> str:
    try:
        store = default_store()
        loads = store.read("select count(*) as loads from loads")
        if not layout.is_of_this_version(store):
            return MIGRATE
    except StoreMissing:
        return EMPTY
    except StoreError:
        return DATABASE
    except Exception:
        log.exception("the store could not be asked whether it is ready")
        return FAILED
    return READY if loads["loads"][0] else EMPTY


@asynccontextmanager
async def draining(app: App) -> AsyncIterator[None]:  # noqa: ARG001
    """While the server runs: SIGTERM makes /ready say "draining" first, and ends the server some seconds later."""
    loop = asyncio.get_running_loop()
    end, seconds = signal.getsignal(signal.SIGTERM), settings.drain_seconds()

    def drain() -> None:
        global _is_draining  # noqa: PLW0603
        _is_draining = True
        if callable(end):
            loop.call_later(seconds, end, signal.SIGTERM, None)

    loop.add_signal_handler(signal.SIGTERM, drain)
    yield
