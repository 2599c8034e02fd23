"""Reads the cases before anyone asks for them: when the server starts, and whenever a load has been published."""

import asyncio
import importlib
import logging
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from threading import Event

from pages import charts, panels
from pages.frame import cached_reader
from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.periods import DEFAULT
from sfo_data.publishing.briefing import WEEK
from sfo_data.questions import queries
from sfo_data.store.database import StoreError, StoreMissing, default_store

# A reader who is quicker than this after a load waits for the store as before.
EVERY_SECONDS = 5.0
# What the first pages stand on comes first.
FIRST = ("reviews", "caseload", "qa_rounds")
QUESTIONS = (*FIRST, *(question for question in queries.COLUMNS if question not in FIRST))

log = logging.getLogger("sfo")


def warm(load: str, stop: Event) -> None:
    """Keeps every question of the newest day, and the reviews of the week before, for readers of all divisions.

    Readers of one division are told comparisons with them. Ends between two questions once `stop` is set. Raises
    StoreMissing, StoreError.
    """
    for package in (charts, panels):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    known = queries.facts(default_store()).known
    filters = from_choices(known, {}, DEFAULT, known.known_on)
    asked = [(question, filters) for question in QUESTIONS]
    if week_before := known.on(known.known_on - WEEK):
        # What changed since last week stands on the first page.
        asked.insert(len(FIRST), ("reviews", replace(filters, known_on=week_before)))
    for question, on_a_day in asked:
        if stop.is_set():
            return
        cached_reader.whole_of(load, question, on_a_day)


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
