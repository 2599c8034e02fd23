"""The only cache: what the store answered, by load, question and filters."""

from collections.abc import Callable
from typing import TypeVar

import polars as pl
import streamlit as st

from pages.frame.shared_cache import KeptFrames
from sfo_data.definitions.filters import NATIONAL, Filters, Scope
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts
from sfo_data.security.access import Refused
from sfo_data.store.database import default_store

Frames = TypeVar("Frames")

# Of 10,000 cases all questions take 50 MB, of 1,000,000 cases 4 GB; what readers narrowed out of them is as large.
KEPT_BYTES = 6_000_000_000
# Questions with binds of their own: a few kilobytes each.
KEPT = 128
# Summaries are a few kilobytes each, panels with their charts some 250: a process that kept 1,000 grew by 245 MB.
COMPUTED_KEPT = 1024


def begin(reader_scope: Scope) -> None:
    """Notes whose cases this run of the script may read, and of which load, so that all of a page comes from one.

    Raises Refused, StoreMissing, StoreError.
    """
    st.session_state["scope"] = reader_scope
    st.session_state["load"] = default_store().stamp()
    if reader_scope.divisions:
        others = set(_facts(st.session_state["load"], NATIONAL).known.options["division"]) - set(reader_scope.divisions)
        if len(others) == 1:
            raise Refused(
                "Your groups cover too much and too little",
                "They let you see all divisions but one, and the figures of England and Wales would give that one "
                "away. Please ask an administrator for the national role, or for fewer divisions.",
            )
    # Asked for some twenty times a run; the cache takes a third of a millisecond to find it.
    st.session_state["facts"] = _facts(st.session_state["load"], reader_scope)


def scope() -> Scope:
    """Whose cases the reader of this run may see."""
    return st.session_state["scope"]  # type: ignore[no-any-return]


def facts() -> Facts:
    """What the store held when this run began, with what this reader can choose."""
    return st.session_state["facts"]  # type: ignore[no-any-return]


def read(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    """The rows of a filtered question; see `queries.ask_filtered`. Beyond the reader's scope they are pooled.

    They are taken out of the one copy per load, question, day and scope that all filters share.
    """
    load, filters = st.session_state["load"], filters.seen_by(scope())
    return shared.get(
        (load, question, filters, dated_by),
        lambda: queries.narrowed(whole_of(load, question, filters), question, filters, dated_by),
    )


def read_once(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    """As `read`, without keeping the rows: for what passes through many frames once."""
    return queries.ask_filtered(default_store(), question, filters.seen_by(scope()), dated_by)


def ask(question: str, **binds: object) -> pl.DataFrame:
    """The answer to an open question; see `queries.ask`."""
    return _asked(st.session_state["load"], question, tuple(sorted(binds.items())))


def ask_within(question: str, **binds: object) -> pl.DataFrame:
    """The reader's part of the answer to a question about cases; see `queries.ask_within`."""
    return _asked_within(st.session_state["load"], question, scope(), tuple(sorted(binds.items())))


# Polars frames cannot be changed in place, so one copy serves every reader.
shared = KeptFrames(KEPT_BYTES)


def whole_of(load: str, question: str, filters: Filters) -> pl.DataFrame:
    """Every row of a question on the filters' day and in their scope: to be narrowed, not to be shown."""
    key = (load, question, filters.known_on, filters.divisions)
    return shared.get(key, lambda: queries.ask_whole(default_store(), question, filters))


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the store…")
def _asked(load: str, question: str, binds: tuple[tuple[str, object], ...]) -> pl.DataFrame:  # noqa: ARG001
    return queries.ask(default_store(), question, **dict(binds))


@st.cache_resource(max_entries=KEPT, show_spinner="Reading the store…")
def _asked_within(load: str, question: str, scope: Scope, binds: tuple[tuple[str, object], ...]) -> pl.DataFrame:  # noqa: ARG001
    return queries.ask_within(default_store(), question, scope, **dict(binds))


@st.cache_resource(max_entries=32, show_spinner=False)
def _facts(load: str, scope: Scope) -> Facts:  # noqa: ARG001
    return queries.facts(default_store(), scope=scope)


def computed(name: str, make: Callable[[], Frames], *inputs: object) -> Frames:
    """What `make` gives, made once per load and scope for `name` and `inputs` (anything whose repr tells it apart)."""
    return _computed(st.session_state["load"], name, repr((scope(), *inputs)), make)


@st.cache_resource(max_entries=COMPUTED_KEPT, show_spinner="Computing…")
def _computed(load: str, name: str, key: str, _make: Callable[[], Frames]) -> Frames:  # noqa: ARG001
    return _make()
