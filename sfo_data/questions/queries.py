"""Questions put to the store: each is a file in sql/queries, with the reader's filters around it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol

import polars as pl

from sfo_data.definitions import settings
from sfo_data.definitions.dimensions import DIMENSIONS, NOT_RECORDED
from sfo_data.definitions.filters import NATIONAL, PROVIDER_DIMENSIONS, Filters, Known, Scope
from sfo_data.store.database import StoreMissing

REVIEW_COLUMNS = MappingProxyType({name: name for name in DIMENSIONS})
CASELOAD_COLUMNS = MappingProxyType({d.name: d.caseload_column for d in DIMENSIONS.values() if d.caseload_column})
# Questions about what hangs on a review: each has its own columns, and these are joined to them here and nowhere else.
ON_A_REVIEW = (
    "qa_rounds",
    "reviews_rated",
    "findings",
    "findings_coded",
    "finding_codes",
    "review_themes",
    "actions",
    "agency_involvement",
    "practitioner_involvement",
    "victim_contacts",
    "independent_qa",
)
OF_THE_REVIEW = (
    *DIMENSIONS,
    "is_murder_or_manslaughter",
    "other_procedure",
    "notified_on",
    "qa_received_on",
    "qa_completed_on",
    "withdrawn_on",
    "charge_outcome",
    "charge_outcome_on",
)
# The place of an action is its owner's, and a national one comes of no review. Its owner may be of another division
# than the review, and is told no more of it than what figures are broken down by.
OWN_PLACE = frozenset(("actions",))
OF_ELSEWHERE = tuple(name for name in DIMENSIONS if name not in PROVIDER_DIMENSIONS)
# Which dimensions each filtered question has, by its column for them.
COLUMNS = MappingProxyType(
    {**dict.fromkeys(("reviews", *ON_A_REVIEW), REVIEW_COLUMNS), "caseload": CASELOAD_COLUMNS, "first_days": {}}
)
# Of no division: asked for all of England and Wales, whoever asks and whatever is selected.
WHOLE = frozenset(("first_days",))

# Of no case: which loads, days, providers and themes there are, how many posts, what is published.
OPEN = frozenset(("states", "loads", "options", "providers", "themes", "qa_staffing", "published_figures"))
# Rows set aside belong to no division that could be relied on; the first day of all is every reader's.
NATIONAL_ONLY = frozenset(("quarantine", "quarantined_rows", "first_notification"))
ELSEWHERE = "Other divisions"
FREE_TEXT = ("finding_text", "action_text")


class Asked(Protocol):
    """What answers questions: a store, or a change of one."""

    def read(
        self, sql: str, params: Mapping[str, Any] | None = None, divisions: Sequence[str] | None = ()
    ) -> pl.DataFrame:
        """The rows of a query; see `Store.read`."""


# Answers a filtered question: read(question, filters, dated_by). Pages pass a reader with a cache.
Read = Callable[[str, Filters, str | None], pl.DataFrame]


@lru_cache
def question_sql(question: str) -> str:
    """The text of sql/queries/<question>.sql."""
    return (settings.SQL / "queries" / f"{question}.sql").read_text()


class OutOfScope(PermissionError):
    """A question about cases, asked without saying whose, or by a reader who may not see all of them."""


def ask(store: Asked, question: str, **binds: Any) -> pl.DataFrame:
    """The answer to an `OPEN` question, which tells nothing of any division's cases.

    Raises OutOfScope, StoreMissing, StoreError.
    """
    if question not in OPEN:
        raise OutOfScope(f"“{question}” is about cases: say whose, with ask_within or ask_filtered.")
    return store.read(question_sql(question), binds)


def ask_within(store: Asked, question: str, scope: Scope, **binds: Any) -> pl.DataFrame:
    """The rows of a question about cases that takes its own binds, of the divisions in scope.

    Raises OutOfScope, StoreMissing, StoreError.
    """
    if scope == NATIONAL:
        return store.read(question_sql(question), binds, None)
    if question in NATIONAL_ONLY:
        raise OutOfScope(f"“{question}” can only be asked for all of England and Wales.")
    clause, scope_binds = scope.where()
    sql = f"select * from (\n{question_sql(question)}\n) as question where {clause}"
    return store.read(sql, binds | scope_binds, scope.divisions)


def ask_filtered(store: Asked, question: str, filters: Filters, dated_by: str | None = None) -> pl.DataFrame:
    """The rows of a question inside the filters, by the date named; a comparison's are `pooled`.

    Raises StoreMissing, StoreError.
    """
    rows = _rows(store, question, filters, dated_by)
    return pooled(rows, filters.scope.divisions or ()) if _is_pooled(question, filters) else rows


def ask_whole(store: Asked, question: str, filters: Filters) -> pl.DataFrame:
    """All rows of a filtered question for the filters' day and scope, whatever their period and selections.

    Those of a comparison are not pooled yet: no reader may be given them but through `narrowed`.
    Raises StoreMissing, StoreError.
    """
    return _rows(store, question, replace(filters, selections=()), None)


def _rows(store: Asked, question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    if question in WHOLE:
        filters = replace(filters, scope=NATIONAL, selections=(), is_comparison=False)
    clause, binds = filters.where(COLUMNS[question], dated_by)
    sql = f"select * from (\n{_with_its_review(question)}\n) as question where {clause}"
    return store.read(sql, binds, filters.divisions)


def _with_its_review(question: str) -> str:
    """The question's text, with `OF_THE_REVIEW` joined where it is about what hangs on one."""
    if question not in ON_A_REVIEW:
        return question_sql(question)
    names, join = (OF_ELSEWHERE, "left") if question in OWN_PLACE else (OF_THE_REVIEW, "inner")
    columns = ", ".join(f"review.{name}" for name in names)
    return (
        f"select part.*, {columns} from (\n{question_sql(question)}\n) as part {join} join reviews as review "
        "on part.review_id = review.review_id and part.known_on = review.known_on"
    )


def narrowed(whole: pl.DataFrame, question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
    """What `ask_filtered` gives, out of `ask_whole` in 1 ms where the store takes 50 (10,000 cases)."""
    rows = whole.filter(*filters.keeps(COLUMNS[question], dated_by))
    return pooled(rows, filters.scope.divisions or ()) if _is_pooled(question, filters) else rows


def _is_pooled(question: str, filters: Filters) -> bool:
    return filters.is_pooled and question not in WHOLE


def pooled(rows: pl.DataFrame, divisions: Sequence[str]) -> pl.DataFrame:
    """The rows, those of all but `divisions` told apart by kind of provider only: no place, owner, text or identifier.

    Identifiers become hashes, so that what hangs on one review can still be counted once.
    """
    instead: dict[str, pl.Expr] = {
        "division": pl.lit(ELSEWHERE),
        "provider": pl.format("{} in other divisions", "provider_type"),
        "owner": pl.lit(NOT_RECORDED),
        "successor_region": pl.lit(NOT_RECORDED),
        **dict.fromkeys(FREE_TEXT, pl.lit(None, dtype=pl.String)),
        **{name: pl.format("{}", pl.col(name).hash()) for name in rows.columns if name.endswith("_id")},
    }
    is_own = pl.col("division").is_in(divisions)
    return rows.with_columns(
        pl.when(is_own).then(pl.col(name)).otherwise(other).alias(name)
        for name, other in instead.items()
        if name in rows.columns
    )


def reader(store: Asked) -> Read:
    """A reader for the command line and tests; it keeps only the answers to the `WHOLE` questions, asked per figure."""
    kept: dict[tuple[str, date], pl.DataFrame] = {}

    def read(question: str, filters: Filters, dated_by: str | None) -> pl.DataFrame:
        if question not in WHOLE:
            return ask_filtered(store, question, filters, dated_by)
        key = (question, filters.known_on)
        if key not in kept:
            kept[key] = ask_filtered(store, question, filters)
        return kept[key]

    return read


@dataclass(frozen=True)
class Facts:
    """What one state of the store is: what can be chosen, and whether its cases are synthetic."""

    known: Known = field(repr=False)
    is_synthetic: bool


def facts(store: Asked, known_on: date | None = None, scope: Scope = NATIONAL) -> Facts:
    """What the store holds, as known on a day (the newest by default), with what a reader of `scope` can choose.

    Raises StoreMissing, StoreError.
    """
    states = ask(store, "states")
    if states.is_empty():
        raise StoreMissing("The store is empty. Load a delivery, or run `make run`.")
    days = tuple(states["known_on"].to_list())
    options = ask(store, "options", known_on=known_on or days[-1])
    if scope.divisions is not None:
        division = pl.when(pl.col("dimension") == "division").then("label").otherwise("within")
        is_elsewhere = pl.col("dimension").is_in(["division", "provider"]) & division.is_in(scope.divisions).not_()
        options = options.filter(~is_elsewhere)
    by_dimension = {
        name: dimension.order or tuple(options.filter(pl.col("dimension") == name)["label"])
        for name, dimension in DIMENSIONS.items()
    }
    first = ask_within(store, "first_notification", NATIONAL)["notified_on"][0]
    return Facts(
        Known(days[-1], first or days[0], days, MappingProxyType(by_dimension)), bool(states["is_synthetic"].any())
    )
