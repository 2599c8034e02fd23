"""The two figures that a claim compares, and how they differ, in one state of knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from sfo_data import periods, summaries
from sfo_data.claim_check.claim import Claim, period_words
from sfo_data.claim_check.comparison import CannotCompare, Change, median_change, rate_change, share_change
from sfo_data.figures import figures
from sfo_data.filters import Filters, Known
from sfo_data.measures import Measure
from sfo_data.queries import Read
from sfo_data.wording import number


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
    def has_unequal_lengths(self) -> bool:
        """Whether the periods differ by more than a leap day."""
        return abs(self.second.period.days - self.first.period.days) > 1


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
    """The two figures, the first first: `side` and the columns of `figures`."""
    rows = [
        figures(read, each, [measure.name]).select(pl.lit(words).alias("side"), pl.all())
        for words, each in ((pair.first_words, pair.first), (pair.second_words, pair.second))
    ]
    return pl.concat(rows)


def change(read: Read, measure: Measure, pair: Sides, frame: pl.DataFrame) -> Change:
    """The second figure against the first, by the method of the measure's kind. Raises CannotCompare."""
    if measure.kind == "median":
        return median_change(_values(read, measure, pair.second), _values(read, measure, pair.first))
    before, now = frame["numerator"].to_list()
    if measure.kind == "count":
        return rate_change(now, pair.second.period.days, before, pair.first.period.days)
    out_of_before, out_of = frame["denominator"].to_list()
    if measure.kind == "share":
        return share_change(now, int(out_of), before, int(out_of_before))
    return rate_change(now, out_of, before, out_of_before)


def _values(read: Read, measure: Measure, filters: Filters) -> pl.Series:
    return read(measure.question, filters, measure.dated_by).select(value=measure.value)["value"].drop_nulls()


def change_per_person(read: Read, pair: Sides, frame: pl.DataFrame) -> tuple[Change, float, float]:
    """A count over people supervised times years, and those person-years, first side first. Raises CannotCompare."""
    before, now = frame["numerator"].to_list()
    years_before, years = (
        float(summaries.exposure(read("caseload", each, None), each.period)["person_years"].sum())
        for each in (pair.first, pair.second)
    )
    if min(years, years_before) <= 0:
        raise CannotCompare("Nobody was supervised on one side.")
    return rate_change(now, years, before, years_before), years_before, years


def figure_words(measure: Measure, figure: Mapping[str, Any]) -> str:
    """A figure with what it is made of: "493", "23% (121 of 521)", "1.90 (493 in 260,057 person-years)"."""
    said = number(measure, figure["value"])
    if measure.kind == "share":
        return f"{said} ({figure['numerator']:,} of {figure['denominator']:,.0f})"
    if measure.kind == "rate":
        return f"{said} ({figure['numerator']:,} in {figure['denominator'] or 0:,.0f} person-years)"
    return f"{said} {measure.unit} ({figure['numerator']:,} reviews)" if measure.kind == "median" else said


def size_words(found: Change) -> str:
    """ "+12% (95% interval −1.5% to +28%)", "−3.4 percentage points (95% interval −14 to +8.0)"."""
    mark, unit = ("%", "") if found.unit == "%" else ("", f" {found.unit}")
    size, lower, upper = (f"{_signed(each)}{mark}" for each in (found.size, found.lower, found.upper))
    if found.size == float("inf"):
        return f"no per cent change can be given from none (95% interval from {lower})"
    return f"{size}{unit} (95% interval {lower} to {'any size' if found.upper == float('inf') else upper})"


def _signed(size: float) -> str:
    return f"{size:+,.{1 if abs(size) < 10 else 0}f}".replace("-", "−")


def p_words(found: Change) -> str:
    """ "p = 0.11", "p = 0.003", "p < 0.001"."""
    return "p < 0.001" if found.p < 0.001 else f"p = {found.p:.2f}" if found.p >= 0.1 else f"p = {found.p:.3f}"
