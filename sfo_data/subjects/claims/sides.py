"""The two figures that a claim compares, and how they differ, in one state of knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from sfo_data.definitions import periods
from sfo_data.definitions.filters import Filters, Known
from sfo_data.definitions.measures import Measure
from sfo_data.definitions.reporting_calendar import day_in_words, last_day_before
from sfo_data.questions import figures
from sfo_data.questions.control_charts import ControlChart, control_chart, dispersion_of, has_chart
from sfo_data.questions.coverage import held
from sfo_data.questions.queries import Read
from sfo_data.questions.summaries import FIGURE_COLUMNS
from sfo_data.questions.verdicts import SHORTEST
from sfo_data.subjects.claims import comparison
from sfo_data.subjects.claims.claim import Claim, period_words
from sfo_data.subjects.claims.comparison import CannotCompare, Change
from sfo_data.wording import number_format
from sfo_data.wording.coverage_words import things


@dataclass(frozen=True)
class Finding:
    """One aspect of the answer: what was found in a word or two, a sentence, and the numbers in it by name."""

    aspect: str
    verdict: str
    sentence: str
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sides:
    """The filters that give the first and the second figure, and what each is called."""

    first: Filters
    second: Filters
    first_words: str
    second_words: str

    def known(self, on: date) -> "Sides":
        """The same days and cases in another state of knowledge."""
        return replace(self, first=replace(self.first, known_on=on), second=replace(self.second, known_on=on))

    @property
    def end(self) -> date:
        return max(self.first.period.end, self.second.period.end)

    @property
    def overlap(self) -> bool:
        """Whether the two are periods that share days: then they are not two figures but partly one."""
        first, second = self.first.period, self.second.period
        return self.first.selections == self.second.selections and first.start < second.end and second.start < first.end

    @property
    def is_of_one_period(self) -> bool:
        return self.first.period == self.second.period

    @property
    def has_unequal_lengths(self) -> bool:
        """Whether the periods differ by more than a leap day."""
        return abs(self.second.period.days - self.first.period.days) > 1


def shown(claim: Claim, filters: Filters, known: Known) -> Filters:
    """What both sides together show: from the first day of the earlier period to the last of the later."""
    pair = sides(claim, filters, known)
    periods_ = (pair.first.period, pair.second.period)
    first, last = min(each.start for each in periods_), max(each.end for each in periods_)
    return filters.over(first, last_day_before(last))


def sides(claim: Claim, filters: Filters, known: Known) -> Sides:
    """Two periods under the reader's selections, or a group and the rest in the reader's period.

    A selection on the compared dimension narrows the rest, where it leaves any.
    """
    if claim.is_of_groups:
        among = [each for each in filters.selected(claim.by) if each != claim.group]
        rest = among or [each for each in known.options[claim.by] if each != claim.group]
        words = " or ".join(among) if among else "all others"
        return Sides(filters.select(claim.by, rest), filters.select(claim.by, [claim.group]), words, claim.group)
    first, second = (periods.period(name, filters.known_on, known.first_day) for name in (claim.first, claim.second))
    labels = [period_words(name, filters, known) for name in (claim.first, claim.second)]
    return Sides(replace(filters, period=first), replace(filters, period=second), *labels)


def as_frame(read: Read, measure: Measure, pair: Sides) -> pl.DataFrame:
    """The two figures, the first first: `side`, the columns of `figures`, and `effect` (`figures.effect_of`)."""
    rows = [
        figures.figures(read, each, [measure.name]).select(pl.lit(words).alias("side"), pl.all())
        for words, each in ((pair.first_words, pair.first), (pair.second_words, pair.second))
    ]
    effect = figures.effect_of(read, measure, (pair.first, pair.second))
    return pl.concat(rows).with_columns(effect=pl.lit(effect))


def as_row(measure: Measure, pair: Sides, frame: pl.DataFrame) -> dict[str, Any]:
    """The two figures of `as_frame` as a row of `figures.headlines`, the first as the one before."""
    before, now = frame.iter_rows(named=True)
    return now | {
        **{f"{name}_before": before[name] for name in FIGURE_COLUMNS if name != "measure"},
        "before_words": pair.first_words,
        "days": pair.second.period.days,
        "days_before": pair.first.period.days,
        "unsettled": max(figures.unsettled(each, measure) for each in (pair.first, pair.second)),
    }


def change(read: Read, measure: Measure, pair: Sides, frame: pl.DataFrame, first_day: date) -> Change:
    """The second figure against the first, as a card compares them. Raises CannotCompare.

    Two periods are compared where both are wholly held, two groups of one period by what is held of it.
    """
    _check_held(read, measure, pair)
    if frame["value"].null_count():
        people = " The number of people supervised is not complete." if measure.kind == "rate" else ""
        raise CannotCompare(f"There is no figure on one side.{people}")
    row, chart = as_row(measure, pair, frame), chart_of(read, measure, pair, first_day)
    return comparison.change(row, chart.dispersion if chart else dispersion(read, measure, pair, first_day), chart)


def chart_of(read: Read, measure: Measure, pair: Sides, first_day: date) -> ControlChart | None:
    """The chart that a card shows beside this comparison: of a period with the one before it; else None."""
    second = pair.second.period
    before = second.previous()
    is_of_a_card = (pair.first.period.start, pair.first.period.end) == (before.start, before.end)
    if not is_of_a_card or pair.first.selections != pair.second.selections or not has_chart(measure):
        return None
    return control_chart(read, pair.second, measure.name, first_day)


def dispersion(read: Read, measure: Measure, pair: Sides, first_day: date) -> float | None:
    """The dispersion of the months up to the later period; of two groups the larger of theirs; None of short ones."""
    sides = (pair.first, pair.second) if pair.is_of_one_period else (max(pair.first, pair.second, key=_end),)
    is_short = min(pair.first.period.days, pair.second.period.days) < SHORTEST
    if is_short or not has_chart(measure):
        return None
    found = [dispersion_of(read, each, measure.name, first_day) for each in sides]
    return None if None in found else max(each for each in found if each is not None)


def _end(filters: Filters) -> date:
    return filters.period.end


def _check_held(read: Read, measure: Measure, pair: Sides) -> None:
    for side, words in ((pair.first, pair.first_words), (pair.second, pair.second_words)):
        coverage = held(read, side).of(measure)
        part = coverage.part(side.period)
        if part == side.period or (part.days and pair.is_of_one_period):
            continue
        if coverage.first is None:
            raise CannotCompare(f"No {things(measure)} have been delivered.")
        if coverage.first <= side.period.start:
            raise CannotCompare(f"{words} ends after the newest data, of {day_in_words(side.known_on)}.")
        raise CannotCompare(
            f"{things(measure).capitalize()} are held from {day_in_words(coverage.first)}: {words} is not complete."
        )


def change_per_person(
    read: Read, measure: Measure, pair: Sides, frame: pl.DataFrame, first_day: date
) -> tuple[Change, float, float]:
    """A count over people supervised times years, and those person-years, first side first. Raises CannotCompare."""
    years_before, years = (figures.person_years(read, each) for each in (pair.first, pair.second))
    if not min(years, years_before) > 0:
        raise CannotCompare("Nobody was supervised on one side, or their number is not complete.")
    row = as_row(measure, pair, frame) | {"days": years, "days_before": years_before}
    return comparison.change(row, dispersion(read, measure, pair, first_day)), years_before, years


def figure_words(measure: Measure, figure: Mapping[str, Any]) -> str:
    """A figure with what it is made of: "493", "23% (121 of 521)", "1.90 (493 in 260,057 person-years)"."""
    said = number_format.figure(measure, figure)
    if figure["value"] is None:
        return said
    if number_format.is_few(measure, figure):
        return f"{said}, {number_format.TOO_FEW_FOR_A_SHARE}"
    if measure.kind == "share":
        return f"{said} ({figure['numerator']:,} of {figure['denominator']:,.0f})"
    if measure.kind == "rate":
        return f"{said} ({figure['numerator']:,} in {figure['denominator'] or 0:,.0f} person-years)"
    return f"{said} {measure.unit} ({figure['numerator']:,} reviews)" if measure.is_middle else said


def size_words(found: Change) -> str:
    """ "+12% (95% interval −1.5% to +28%)", "−3.4 percentage points (95% interval −14 to +8.0)", "+79%"."""
    mark, unit = ("%", "") if found.unit == "%" else ("", f" {found.unit}")
    if found.lower is None or found.upper is None:
        nothing = "no per cent change can be given from none"
        return nothing if found.size == float("inf") else f"{_signed(found.size)}{mark}{unit}"
    size, lower, upper = (f"{_signed(each)}{mark}" for each in (found.size, found.lower, found.upper))
    if found.size == float("inf"):
        return f"no per cent change can be given from none (95% interval from {lower})"
    return f"{size}{unit} (95% interval {lower} to {'any size' if found.upper == float('inf') else upper})"


def _signed(size: float) -> str:
    return f"{size:+,.{1 if abs(size) < 10 else 0}f}".replace("-", "−")
