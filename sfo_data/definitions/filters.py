"""What the reader asked to see: period, selections, scope and day of knowledge, as SQL, as English, as an address."""

from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS, slug
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import add_months, day_in_words, last_day_before

PROVIDER_DIMENSIONS = ("provider_type", "division", "provider")


@dataclass(frozen=True)
class Scope:
    """The divisions whose cases a reader may see; None is all of England and Wales, empty is no case at all."""

    divisions: tuple[str, ...] | None

    def where(self) -> tuple[str, dict[str, Any]]:
        """An SQL condition over a column called division, with its binds, for a reader who may not see all of them."""
        if not self.divisions:
            # An empty list would be bound as a list of integers.
            return "1 = 0", {}
        return "division in :scope_divisions", {"scope_divisions": list(self.divisions)}


NATIONAL = Scope(None)


@dataclass(frozen=True)
class Known:
    """What there is to choose from in one state of the store."""

    known_on: date
    first_day: date
    states: tuple[date, ...]
    options: Mapping[str, tuple[str, ...]]

    def on(self, wanted: date) -> date | None:
        """The state of knowledge in force on `wanted`; None before the first."""
        return max((state for state in self.states if state <= wanted), default=None)


@dataclass(frozen=True)
class Among:
    """A condition: the column holds one of the labels. As SQL with its binds, and for rows already read."""

    column: str
    bind: str
    labels: tuple[str, ...]

    def sql(self) -> tuple[str, dict[str, Any]]:
        return f"{self.column} in :{self.bind}", {self.bind: list(self.labels)}

    def kept(self) -> pl.Expr:
        return pl.col(self.column).is_in(self.labels)


@dataclass(frozen=True)
class During:
    """A condition: the column's date lies in the period. As SQL with its binds, and for rows already read."""

    column: str
    period: Period

    def sql(self) -> tuple[str, dict[str, Any]]:
        clause = f"{self.column} >= :period_start and {self.column} < :period_end"
        return clause, {"period_start": self.period.start, "period_end": self.period.end}

    def kept(self) -> pl.Expr:
        return pl.col(self.column).is_between(self.period.start, self.period.end, closed="left")


@dataclass(frozen=True)
class Filters:
    """One frozen choice. `selections` pairs a dimension's name with the labels chosen, in the registry's order.

    `is_comparison`: all of England and Wales, asked for by a reader of some divisions to hold theirs against. Of the
    others' rows they get no more than `queries.pooled` leaves. `is_whole`: not even pooled, for a figure or verdict
    that is worked out over all providers and of which the reader is given their own part (`whole`).
    """

    scope: Scope
    known_on: date
    period: Period
    selections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_comparison: bool = False
    is_whole: bool = False

    def selected(self, dimension: str) -> tuple[str, ...]:
        """The labels chosen for a dimension; empty means all."""
        return dict(self.selections).get(dimension, ())

    def select(self, dimension: str, labels: Sequence[str]) -> "Filters":
        """The same choice with `dimension` set to `labels`."""
        chosen = {**dict(self.selections), dimension: tuple(labels)}
        return replace(self, selections=tuple((name, chosen[name]) for name in DIMENSIONS if chosen.get(name)))

    @property
    def is_of_some_providers(self) -> bool:
        """Whether it leaves out some of England and Wales, so that the whole can be set beside it."""
        is_narrowed = any(self.selected(name) for name in PROVIDER_DIMENSIONS)
        return self.divisions is not None or is_narrowed

    def previous(self) -> "Filters":
        """The same choice for the period before."""
        return replace(self, period=self.period.previous())

    def national(self) -> "Filters":
        """The same choice for all providers of England and Wales."""
        kept = tuple((name, labels) for name, labels in self.selections if name not in PROVIDER_DIMENSIONS)
        return replace(self, selections=kept, is_comparison=self.scope.divisions is not None)

    def whole(self) -> "Filters":
        """As `national`, each provider told apart, whoever asks: for standards and verdicts, which are made over all.

        Nothing of another division may be handed on from its rows.
        """
        return replace(self.national(), is_whole=self.scope.divisions is not None)

    def of_everybody(self) -> "Filters":
        """The same days for all of England and Wales, nothing else chosen: what is one for all, as the team's queue."""
        return Filters(NATIONAL, self.known_on, self.period)

    def over(self, first: date, last: date) -> "Filters":
        """The same choice from one day to another, both included."""
        return replace(self, period=periods.from_to(first, last))

    def since(self, first_day: date) -> "Filters":
        """The same choice from the first day of the data to the end of its period."""
        return self.over(min(first_day, self.period.start), last_day_before(self.period.end))

    def over_months(self, months: int, first_day: date) -> "Filters":
        """The same choice over so many months to the end of its period, or from its start where that is earlier; not
        before the first day of the data.
        """
        start = max(first_day, min(self.period.start, add_months(self.period.end, -months)))
        return self.over(start, last_day_before(self.period.end))

    def on_its_day(self) -> "Filters":
        """The same choice on the day of knowledge alone: for states, which have no period."""
        return self.over(self.known_on, self.known_on)

    @property
    def is_pooled(self) -> bool:
        """Whether the rows of the others are told apart by kind of provider only."""
        return self.is_comparison and not self.is_whole

    def seen_by(self, scope: Scope) -> "Filters":
        """The same choice for a reader of `scope`; what goes beyond it becomes a comparison."""
        if self.scope == scope or scope.divisions is None:
            return self
        return replace(self, scope=scope, is_comparison=True, is_whole=False)

    @property
    def divisions(self) -> tuple[str, ...] | None:
        """The divisions whose rows the store is asked for; None is all."""
        return None if self.is_comparison else self.scope.divisions

    def where(self, columns: Mapping[str, str], dated_by: str | None) -> tuple[str, dict[str, Any]]:
        """An SQL condition over a query's columns, with its binds.

        `columns` maps the dimensions the query has to its columns; a selection on any other is left out.
        """
        parts: list[tuple[str, dict[str, Any]]] = [("known_on = :known_on", {"known_on": self.known_on})]
        if self.divisions is not None:
            parts.append(self.scope.where())
        parts += [condition.sql() for condition in self._conditions(columns, dated_by)]
        clauses, binds = zip(*parts, strict=True)
        return " and ".join(clauses), dict(ChainMap(*binds))

    def keeps(self, columns: Mapping[str, str], dated_by: str | None) -> list[pl.Expr]:
        """The period and the selections of `where`, for rows already read for this day and scope."""
        return [condition.kept() for condition in self._conditions(columns, dated_by)]

    def _conditions(self, columns: Mapping[str, str], dated_by: str | None) -> list[Among | During]:
        dated = [During(dated_by, self.period)] if dated_by else []
        return [*dated, *(Among(columns[name], name, labels) for name, labels in self.selections if name in columns)]

    def sentence(self) -> str:
        """What is shown, in English, as it stands above every chart."""
        # A division chosen is named among the selections, and a link's sentence is the same for every reader of it.
        is_named = self.divisions is None or bool(self.selected("division"))
        place = "England and Wales" if is_named else f"Division: {_either(self.divisions or ('none',))}"
        chosen = [f"{DIMENSIONS[name].label.lower()}: {_either(labels)}" for name, labels in self.selections]
        return "; ".join([self.period.in_words(), place, *chosen]) + "."

    def as_known(self) -> str:
        """The data-as-at words."""
        return f"Data as known on {day_in_words(self.known_on)}"

    def to_url(self, newest: date) -> dict[str, list[str]]:
        """Plain parameters that bring this choice back; the day of knowledge only where it is not the newest."""
        address = {"period": [self.period.name]}
        if self.known_on != newest:
            address["known_on"] = [self.known_on.isoformat()]
        return address | {name: [slug(label) for label in labels] for name, labels in self.selections}


def _either(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"


def from_url(address: Mapping[str, Sequence[str]], known: Known, scope: Scope = NATIONAL) -> tuple[Filters, list[str]]:
    """The choice an address asks for, and a notice for each part of it that could not be used and was left out."""
    known_on, notices = _known_on(address, known)
    try:
        wanted = (address.get("period") or [periods.DEFAULT])[-1]
        chosen = periods.period(wanted, known_on, known.first_day)
    except periods.UnknownPeriod as error:
        chosen = periods.period(periods.DEFAULT, known_on, known.first_day)
        notices.append(f"The link's period was left out: {error} Showing the last 12 months.")
    filters = Filters(scope, known_on, chosen)
    for name, dimension in DIMENSIONS.items():
        by_slug = {slug(label): label for label in known.options.get(name, ())}
        asked = list(dict.fromkeys(address.get(name, ())))
        filters = filters.select(name, [by_slug[value] for value in asked if value in by_slug])
        unknown = [value for value in asked if value not in by_slug]
        if unknown:
            notices.append(
                f"The link's {dimension.label.lower()} was left out: “{unknown[0][:40]}” is not in the data."
            )
    return filters, notices


def _known_on(address: Mapping[str, Sequence[str]], known: Known) -> tuple[date, list[str]]:
    asked = address.get("known_on")
    if not asked:
        return known.known_on, []
    try:
        found = known.on(date.fromisoformat(asked[-1]))
    except ValueError:
        found = None
    if found is None:
        return known.known_on, [f"The link's day of knowledge was left out: “{asked[-1][:40]}” is not in the data."]
    return found, []


def from_choices(
    known: Known, choices: Mapping[str, Sequence[str]], period: str, known_on: date, scope: Scope = NATIONAL
) -> Filters:
    """The choice made in the filter bar or on the command line, by label. Raises UnknownPeriod."""
    filters = Filters(scope, known_on, periods.period(period, known_on, known.first_day))
    for name, labels in choices.items():
        filters = filters.select(name, labels)
    return filters
