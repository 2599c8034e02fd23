"""Reads the cases before anyone asks for them: when the server starts, and whenever a load has been published."""

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

from pages import charts, components
from pages.components import frames
from sfo_data import queries
from sfo_data.database import StoreError, StoreMissing, default_store
from sfo_data.filters import from_choices
from sfo_data.periods import DEFAULT

# A reader who is quicker than this after a load waits for the store as before.
EVERY_SECONDS = 5.0
# What the first pages stand on comes first.
FIRST = ("reviews", "caseload", "qa_rounds")
QUESTIONS = (*FIRST, *(question for question in queries.COLUMNS if question not in FIRST))

log = logging.getLogger("sfo")


def warm(load: str, stop: Event) -> None:
    """Keeps every question of the newest day for readers of all divisions; the others are told comparisons of it.

    Ends between two questions once `stop` is set. Raises StoreMissing, StoreError.
    """
    for package in (charts, components):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            if module.name != "pages.components.serve":
                importlib.import_module(module.name)
    known = queries.facts(default_store()).known
    filters = from_choices(known, {}, DEFAULT, known.known_on)
    for question in QUESTIONS:
        if stop.is_set():
            return
        frames.whole_of(load, question, filters)


@asynccontextmanager
async def running(every_seconds: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """Meanwhile, each new load is warmed once; a store that is away is asked again, and nobody waits for either."""
    stop = Event()

    async def watch() -> None:
        warmed = ""
        while True:
            try:
                warmed = await asyncio.to_thread(_warm_new, warmed, stop)
            except (StoreMissing, StoreError):
                log.debug("no store to read ahead from")
            except Exception:
                log.exception("the cases could not be read ahead; readers read them when they ask")
            await asyncio.sleep(every_seconds)

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        stop.set()
        watching.cancel()


def _warm_new(warmed: str, stop: Event) -> str:
    """Warms the load that readers now see unless it is `warmed`; its name."""
    load = default_store().stamp()
    if load != warmed:
        warm(load, stop)
    return load
