"""Is what a picture shows still what the store gives? Current, stale, or no longer borne out, and what has moved."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import polars as pl

from sfo_data.definitions import filters
from sfo_data.definitions.filters import NATIONAL, Filters, Scope
from sfo_data.definitions.measures import MEASURES
from sfo_data.publishing.provenance.view import View, definitions_sha256
from sfo_data.questions import changes
from sfo_data.questions.figures import figures
from sfo_data.questions.queries import Facts, Read

COUNTED = MEASURES["sfo_reviews"]


class Freshness(StrEnum):
    """How a view's numbers stand to those of the store."""

    CURRENT = "current"
    STALE = "stale"
    OTHER_NUMBERS = "other numbers for its day"
    UNKNOWN = "cannot be said"


@dataclass(frozen=True, eq=False)
class StoreComparison:
    """A view against the store: `newest` is the store's newest state.

    `objection` says why the store cannot speak of the view at all, "" where it can. `agrees`: whether the store still
    gives the view's numbers for its day; None where they were not counted again. `then` and `now` are the SFO reviews
    in the view's filters and period on its day and on the newest, `moved` the changes between (see `changes.between`).
    """

    newest: date
    objection: str = ""
    agrees: bool | None = None
    is_newest: bool = False
    has_same_definitions: bool = True
    then: int | None = None
    now: int | None = None
    moved: pl.DataFrame | None = None

    @property
    def freshness(self) -> Freshness:
        """Stale where the store has newer data; whether definitions were changed is not in it."""
        if self.objection:
            return Freshness.UNKNOWN
        if self.agrees is False:
            return Freshness.OTHER_NUMBERS
        return Freshness.CURRENT if self.is_newest else Freshness.STALE

    @property
    def is_current(self) -> bool:
        """Whether the store gives the same numbers for the view's day, and has no newer ones."""
        return not self.objection and self.is_newest and self.agrees is True and self.has_same_definitions


def filters_of(view: View, facts: Facts, scope: Scope = NATIONAL) -> Filters | str:
    """The choice that brings the view back, or why this store cannot."""
    known = facts.known
    if view.is_synthetic != facts.is_synthetic:
        kinds = ("real cases", "synthetic data")
        return f"the view is of {kinds[view.is_synthetic]}, and this store holds {kinds[facts.is_synthetic]}"
    if view.known_on not in known.states:
        return f"this store has no state of knowledge of {view.known_on:%-d %B %Y}"
    chosen, notices = filters.from_url(dict(view.address), known, scope)
    return notices[0] if notices else chosen


def compared(read: Read, facts: Facts, view: View, data_sha256: str | None, scope: Scope = NATIONAL) -> StoreComparison:
    """The view against the store. `data_sha256` is the hash of its numbers counted again, None where they were not.

    Raises StoreMissing, StoreError.
    """
    newest = facts.known.known_on
    chosen = filters_of(view, facts, scope)
    if isinstance(chosen, str):
        return StoreComparison(newest, objection=chosen)
    latest = replace(chosen, known_on=newest)
    then, now = (_count(read, each) for each in (chosen, latest))
    return StoreComparison(
        newest=newest,
        agrees=None if data_sha256 is None else data_sha256 == view.data_sha256,
        is_newest=view.known_on == newest,
        has_same_definitions=view.definitions_sha256 == definitions_sha256(),
        then=then,
        now=now,
        moved=changes.between(read, latest, view.known_on, COUNTED.dated_by),
    )


def _count(read: Read, chosen: Filters) -> int:
    return int(figures(read, chosen, [COUNTED.name])["numerator"][0] or 0)
