"""Questions put to the store: each is a file in sql/queries, with the reader's filters around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import polars as pl

from sfo_data import settings
from sfo_data.database import Store, StoreMissing
from sfo_data.dimensions import DIMENSIONS
from sfo_data.filters import Filters, Known

REVIEW_COLUMNS = MappingProxyType({name: name for name in DIMENSIONS})
CASELOAD_COLUMNS = MappingProxyType({d.name: d.caseload_column for d in DIMENSIONS.values() if d.caseload_column})
# Which dimensions each filtered question has, by its column for them.
OF_A_REVIEW = (
    "reviews",
    "qa_rounds",
    "reviews_rated",
    "findings",
    "findings_coded",
    "finding_codes",
    "actions",
    "agency_involvement",
    "practitioner_involvement",
    "victim_contacts",
    "independent_qa",
)
COLUMNS = MappingProxyType({**dict.fromkeys(OF_A_REVIEW, REVIEW_COLUMNS), "caseload": CASELOAD_COLUMNS})

# Answers a filtered question: read(question, filters, dated_by). Pages pass a reader with a cache.
Read = Callable[[str, Filters, str | None], pl.DataFrame]


@lru_cache
def question_sql(question: str) -> str:
    """The text of sql/queries/<question>.sql."""
    return (settings.SQL / "queries" / f"{question}.sql").read_text()


def ask(store: Store, question: str, **binds: Any) -> pl.DataFrame:
    """The answer to a question that takes its own binds. Raises StoreMissing, StoreError."""
    return store.read(question_sql(question), binds)


def ask_filtered(store: Store, question: str, filters: Filters, dated_by: str | None = None) -> pl.DataFrame:
    """The rows of a question inside the filters, by the date named. Raises StoreMissing, StoreError."""
    clause, binds = filters.where(COLUMNS[question], dated_by)
    return store.read(f"select * from (\n{question_sql(question)}\n) as question where {clause}", binds)


def reader(store: Store) -> Read:
    """A reader without a cache, for the command line and tests."""
    return lambda question, filters, dated_by: ask_filtered(store, question, filters, dated_by)


@dataclass(frozen=True)
class Facts:
    """What one state of the store is: what can be chosen, and whether its cases are synthetic."""

    known: Known = field(repr=False)
    is_synthetic: bool


def facts(store: Store, known_on: date | None = None) -> Facts:
    """What the store holds, as known on a day (the newest by default). Raises StoreMissing."""
    states = ask(store, "states")
    if states.is_empty():
        raise StoreMissing("The store is empty. Load a delivery, or run `make run`.")
    days = tuple(states["known_on"].to_list())
    options = ask(store, "options", known_on=known_on or days[-1])
    by_dimension = {
        name: dimension.order or tuple(options.filter(pl.col("dimension") == name)["label"])
        for name, dimension in DIMENSIONS.items()
    }
    first = ask(store, "first_notification")["notified_on"][0]
    return Facts(
        Known(days[-1], first or days[0], days, MappingProxyType(by_dimension)), bool(states["is_synthetic"].any())
    )
