"""Which days does a feed hold, and may a figure of a period be set beside the one before?"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.periods import Period


class Reason(StrEnum):
    """Why a figure is not compared, or is not there at all."""

    NOT_HELD = "no row of the feed was ever delivered"
    NO_DATA = "no day of the period is held"
    PERIOD = "the period is not wholly held"
    BEFORE = "the period before is not wholly held"
    STATE = "no state of knowledge is held from so long before"
    CASELOAD = "the number of people supervised is not complete"


@dataclass(frozen=True)
class Feed:
    """One raw table, by the date its rows are counted by."""

    table: str
    dated_by: str


CASELOAD = Feed("caseload", "quarter_start_on")


@dataclass(frozen=True)
class Coverage:
    """The days held of a feed: from `first` (None: nothing is held) to the day before `after`."""

    first: date | None
    after: date

    def part(self, period: Period) -> Period:
        """The days of the period that are held; without a day where none is."""
        start = max(period.start, self.first) if self.first else period.end
        end = min(period.end, self.after)
        if (start, end) == (period.start, period.end):
            return period
        return replace(period, start=start, end=end) if start < end else replace(period, start=period.end)

    def why_not(self, period: Period, is_of_one_day: bool = False) -> Reason | None:
        """Why the period may not be set beside the one before; None where it may.

        Of a figure of the last day counted in a period (`is_of_one_day`) a part of each will do.
        """
        if self.first is None:
            return Reason.NOT_HELD
        if not self.part(period).days:
            return Reason.NO_DATA
        if not is_of_one_day and self.part(period) != period:
            return Reason.PERIOD
        before = self.part(period.previous())
        is_held = before.days > 0 if is_of_one_day else before == period.previous()
        return None if is_held else Reason.BEFORE


def feed_of(measure: Measure) -> Feed:
    """The feed whose days decide over a measure: what is dated by quality assurance comes with its rounds."""
    if measure.kind == "people":
        return CASELOAD
    if measure.question == "reviews":
        dated_by = measure.dated_by or "qa_received_on"
        return Feed("qa_rounds" if dated_by.startswith("qa_") else "reviews", dated_by)
    tables = {"findings_coded": "findings", "review_themes": "findings", "reviews_rated": "independent_qa"}
    table = tables.get(measure.question, measure.question)
    return Feed(table, measure.dated_by or "raised_on")


# The raw tables that figures are counted from by date.
FEEDS = tuple(sorted({feed_of(measure).table for measure in MEASURES.values()}))
