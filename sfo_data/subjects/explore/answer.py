"""The figures that answer a question, from the function that `sfo figures` prints."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED, dimensions_of
from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.reporting_calendar import quarter_in_words
from sfo_data.questions.figures import figures, headlines, series
from sfo_data.questions.queries import Read
from sfo_data.subjects.explore.question import Question
from sfo_data.wording.number_format import number

Shape = Literal["number", "groups", "times", "lines", "grid"]
# As many as one chart has colours for.
MOST_LINES = 4


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer to a question. `whole`: its row of `figures.headlines`; `found`: one row per group.

    `found` has the breakdown's columns as labels in their order, the columns of `figures`, and `beside` (the value of
    the same group before or in England and Wales; null where there is none). `standard` is the one value of England
    and Wales that places are held against. `times` are all parts of the period, where it is broken down by time.
    """

    question: Question
    whole: dict[str, Any]
    found: pl.DataFrame
    standard: float | None = None
    times: tuple[str, ...] = ()

    @property
    def measure(self) -> Measure:
        return MEASURES[self.question.measure]

    @property
    def shape(self) -> Shape:
        """One number, groups side by side, one line over time, a line for each of a few groups, or a grid."""
        names = self.question.breakdown
        if len(names) == 2:
            is_few = self.question.grain and self.found[names[1]].n_unique() <= MOST_LINES
            return "lines" if is_few else "grid"
        return ("times" if self.question.grain else "groups") if names else "number"

    def labels(self, name: str) -> list[str]:
        """The labels of a breakdown in their order: time, an order of its own, or largest first."""
        if name == self.question.grain:
            return list(self.times)
        found = self.found[name].unique().to_list()
        if order := dimensions_of(self.measure.question)[name].order:
            return sorted(found, key=lambda label: order.index(label) if label in order else len(order))
        sizes = dict(self.found.group_by(name).agg(pl.col("value").sum()).iter_rows())
        return sorted(found, key=lambda label: (-sizes[label], label))

    @property
    def drawn(self) -> pl.DataFrame:
        """The groups to draw: those with a value, and where a value has an interval those with one."""
        known = self.found.filter(pl.col("value").is_not_null())
        with_interval = known.filter(pl.col("lower").is_not_null() & pl.col("upper").is_not_null())
        return known if with_interval.is_empty() or not self.measure.has_interval else with_interval

    @property
    def has_beside(self) -> bool:
        """Whether any group has a value to be read beside its own."""
        return "beside" in self.found.columns and self.found["beside"].count() > 0


def answer(read: Read, filters: Filters, question: Question, earlier: date | None) -> Answer:
    """The answer under the filters; `earlier` is the day of knowledge a year before, for states.

    Raises CannotBreakDown, StoreMissing, StoreError.
    """
    names, measure = question.breakdown, MEASURES[question.measure]
    found = _found(read, filters, question)
    whole = headlines(read, filters, [question.measure], earlier).row(0, named=True)
    is_of_places = any(name in PROVIDER_DIMENSIONS for name in names)
    standard = None
    if question.beside == "nation" and is_of_places:
        standard = None if measure.kind in ("count", "people", "maximum") else whole["value_national"]
    elif names and (other := _other(filters, question, whole, earlier)):
        beside = _found(read, other, question).select(*names, beside="value")
        found = found.join(beside, on=list(names), how="left", nulls_equal=True, maintain_order="left")
    found = _labelled(_in_order(found, question), question)
    return Answer(question, whole, found, standard, _times(read, filters, question))


def _other(filters: Filters, question: Question, whole: dict[str, Any], earlier: date | None) -> Filters | None:
    """The filters of what stands beside each group; None where there is nothing to set there."""
    if question.beside == "nation":
        return filters.national() if filters.is_of_some_providers else None
    if question.beside != "before" or question.grain or whole["not_compared"]:
        return None
    if MEASURES[question.measure].dated_by:
        return filters.previous()
    return replace(filters, known_on=earlier) if earlier else None


def _found(read: Read, filters: Filters, question: Question) -> pl.DataFrame:
    """The figures, of one length of time with every part of the period, empty ones too."""
    names = question.breakdown
    if names == (question.grain,):
        # `figures` says what has no such breakdown; a series would ask no more.
        figures(read, filters, [question.measure], names)
        return series(read, filters, question.measure, question.grain)
    return figures(read, filters, [question.measure], names)


def _times(read: Read, filters: Filters, question: Question) -> tuple[str, ...]:
    if not question.grain:
        return ()
    whole = series(read, filters, question.measure, question.grain)
    return tuple(whole.select(time_label(question.grain)).to_series())


def _in_order(found: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Time and ordered dimensions in their order, the others by value, largest first."""
    dimensions = dimensions_of(MEASURES[question.measure].question)
    keys: list[pl.Expr] = []
    for name in question.breakdown:
        if name == question.grain:
            keys.append(pl.col(name))
        elif order := dimensions[name].order:
            place = {label: at for at, label in enumerate(order)}
            keys.append(pl.col(name).replace_strict(place, default=len(order), return_dtype=pl.Int64))
        else:
            keys += [-pl.col("value").sum().over(name), pl.col(name)]
    return found.sort(keys, nulls_last=True, maintain_order=True) if keys else found


def _labelled(found: pl.DataFrame, question: Question) -> pl.DataFrame:
    """Lengths of time as their names, and a group without a label as not recorded."""
    columns = [
        time_label(name) if name == question.grain else pl.col(name).cast(pl.String).fill_null(NOT_RECORDED)
        for name in question.breakdown
    ]
    return found.with_columns(columns)


def time_label(grain: str) -> pl.Expr:
    """ "May 2019", "Apr to Jun 2019", "2018-19", "2018" of the day a length of time begins."""
    day = pl.col(grain)
    if grain == "month":
        return day.dt.strftime("%b %Y")
    if grain == "quarter":
        return quarter_in_words(day).alias(grain)
    if grain == "calendar_year":
        return day.dt.strftime("%Y")
    return pl.format("{}-{}", day.dt.strftime("%Y"), day.dt.offset_by("1y").dt.strftime("%y")).alias(grain)


def in_words(measure: Measure, value: float | None) -> str:
    """A value with its unit: "57% of notifications", "114 working days"; why there is none."""
    words = number(measure, value)
    return words if value is None else f"{words} {measure.unit}"
