"""What is new since the state of knowledge a week before, and where is more of it to be read?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sfo_data.definitions.reporting_calendar import day_in_words

NOT_KNOWN = "The store holds no state of knowledge from a week before, so nothing can be set against it."
# What happened, for one review and for several, and the page that has the reviews.
LINES: Mapping[str, tuple[str, str, str]] = {
    "new": ("new notification", "new notifications", "cases"),
    "late": ("notification from before then came late", "notifications from before then came late", "data_quality"),
    "newly overdue": ("open review became late", "open reviews became late", "road_back"),
    "completed": ("review finished quality assurance", "reviews finished quality assurance", "qa_turnaround"),
    "withdrawn": ("review was withdrawn", "reviews were withdrawn", "cases"),
    "revised": ("case was corrected", "cases were corrected", "data_quality"),
    "moved in": ("case was reclassified into this view", "cases were reclassified into this view", "data_quality"),
    "moved out": ("case was reclassified out of it", "cases were reclassified out of it", "data_quality"),
    "taken out": ("case was taken out of the data", "cases were taken out of the data", "data_quality"),
}
# Named even where none did: readers look for them.
ALWAYS = ("new", "newly overdue", "completed")


@dataclass(frozen=True)
class Line:
    """One thing that changed, in words, and the `page` it leads to."""

    words: str
    page: str


def lines(counts: Mapping[str, int]) -> list[Line]:
    """A line for each kind of change there was, from `changes.counts`."""
    return [
        Line(f"{counts[kind] or 'No'} {one if counts[kind] == 1 else several}", page)
        for kind, (one, several, page) in LINES.items()
        if counts[kind] or kind in ALWAYS
    ]


def heading(earlier: date | None) -> str:
    """ "What changed since 4 May 2020"."""
    return f"What changed since {day_in_words(earlier)}" if earlier else "What changed since last week"
