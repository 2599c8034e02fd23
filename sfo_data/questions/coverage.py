"""From which day on does the store hold each feed, as known on a day?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sfo_data.definitions.coverage import CASELOAD, Coverage, Feed, feed_of
from sfo_data.definitions.filters import Filters
from sfo_data.definitions.measures import Measure
from sfo_data.questions.queries import Read


@dataclass(frozen=True)
class Held:
    """The first day held of each feed, and the day of knowledge, which is the last; of all England and Wales."""

    first_days: Mapping[Feed, date]
    known_on: date

    def of(self, measure: Measure) -> Coverage:
        """The days on which a measure can be counted; a rate needs people supervised too."""
        feeds = [feed_of(measure), *([CASELOAD] if measure.kind == "rate" else [])]
        days = [self.first_days.get(feed) for feed in feeds]
        known = [day for day in days if day is not None]
        first = max(known) if len(known) == len(feeds) else None
        return Coverage(first, self.known_on + timedelta(days=1))


def held(read: Read, filters: Filters) -> Held:
    """What the store holds as known on the filters' day, whatever their period, selections and scope."""
    rows = read("first_days", filters, None)
    days = {
        Feed(row["feed"], row["dated_by"]): row["first_on"]
        for row in rows.iter_rows(named=True)
        if row["first_on"] is not None
    }
    return Held(days, filters.known_on)
