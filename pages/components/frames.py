"""The only cache: what the store answered, by load, question and filters."""

from collections.abc import Callable
from typing import TypeVar

import polars as pl
import streamlit as st

from sfo_data import queries
from sfo_data.database import default_store
from sfo_data.filters import Filters
from sfo_data.queries import Facts

Frames = TypeVar("Frames")

# 900 cases a year at about 300 bytes: an entry is well under a megabyte, a full cache under 100 MB.
KEPT = 128
# Summaries are a few kilobytes each.
COMPUTED_KEPT = 1024


def begin() -> None:
    """Notes which load this run of the script reads, so that all of a page comes from one. Raises StoreMissing."""
    st.session_state["load"] = default_store().stamp()


def facts() -> Facts:
    """What the store holds. Raises StoreMissing, StoreError."""
    return _facts(st.session_state["load"])


def read(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    """The rows of a filtered question; see `queries.ask_filtered`."""
    return _filtered(st.session_state["load"], question, repr(filters), dated_by, filters)


def ask(question: str, **binds: object) -> pl.DataFrame:
    """The answer to a question with its own binds; see `queries.ask`."""
    return _asked(st.session_state["load"], question, tuple(sorted(binds.items())))


# Polars frames cannot be changed in place, so one copy serves every reader.
@st.cache_resource(max_entries=KEPT, show_spinner="Reading the store…")
def _filtered(load: str, question: str, key: str, dated_by: str | None, _filters: Filters) -> pl.DataFrame:  # noqa: ARG001
    return queries.ask_filtered(default_store(), question, _filters, dated_by)


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the store…")
def _asked(load: str, question: str, binds: tuple[tuple[str, object], ...]) -> pl.DataFrame:  # noqa: ARG001
    return queries.ask(default_store(), question, **dict(binds))


@st.cache_resource(max_entries=4, show_spinner=False)
def _facts(load: str) -> Facts:  # noqa: ARG001
    return queries.facts(default_store())


def computed(name: str, make: Callable[[], Frames], *inputs: object) -> Frames:
    """What `make` gives, made once per load for `name` and `inputs` (anything whose repr tells it apart)."""
    return _computed(st.session_state["load"], name, repr(inputs), make)


@st.cache_resource(max_entries=COMPUTED_KEPT, show_spinner="Computing…")
def _computed(load: str, name: str, key: str, _make: Callable[[], Frames]) -> Frames:  # noqa: ARG001
    return _make()
