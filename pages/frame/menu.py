"""The menu: one line a page. Whatever lists pages reads it here."""

from dataclasses import dataclass
from itertools import groupby

from sfo_data.security.access import CASE_READERS, ROLES, Reader, Role

EVERYBODY = frozenset(ROLES)
LOADERS: frozenset[Role] = frozenset({"national", "administrator"})


@dataclass(frozen=True)
class Entry:
    """A page: its file is `pages/<section>/<name>.py`, its address `/<name>`.

    `readers` are the roles it opens for; `has_filters`: the row of filters applies to it.
    """

    section: str
    name: str
    title: str
    readers: frozenset[Role] = CASE_READERS
    has_filters: bool = True

    @property
    def file(self) -> str:
        return f"pages/{self.section.lower()}/{self.name}.py"

    def opens_for(self, reader: Reader) -> bool:
        return bool(self.readers & set(reader.roles))


MENU = (
    Entry("Oversight", "overview", "Overview"),
    Entry("Oversight", "offences", "Offences"),
    Entry("Oversight", "providers", "Providers"),
    Entry("Oversight", "risk", "Prior risk"),
    Entry("Reviews", "qa_turnaround", "QA turnaround"),
    Entry("Reviews", "road_back", "Road back to target"),
    Entry("Reviews", "quality", "Review quality"),
    Entry("Reviews", "independent_qa", "Independent QA"),
    Entry("Learning", "themes", "Themes"),
    Entry("Learning", "actions", "Actions"),
    Entry("Learning", "agencies", "Agencies"),
    Entry("Learning", "practitioners", "Practitioners"),
    Entry("Learning", "victims", "Victims"),
    Entry("Briefing", "weekly", "Weekly briefing"),
    Entry("Briefing", "check_a_screenshot", "Check a screenshot", has_filters=False),
    Entry("Reference", "release", "Release tables", CASE_READERS | {"public-facing"}, has_filters=False),
    Entry("Reference", "published_record", "Published record", CASE_READERS | {"public-facing"}, has_filters=False),
    Entry("Reference", "claim_check", "Check a claim"),
    Entry("Reference", "explore", "Explore"),
    Entry("Reference", "cases", "Case list"),
    Entry("Reference", "definitions", "Definitions", EVERYBODY),
    # The values set aside on it belong to no division for certain: they are drawn for the national role alone.
    Entry("Reference", "data_quality", "Data quality", CASE_READERS | {"administrator"}),
    # For those who load: what it reads is not in the store, and belongs to no division yet.
    Entry("Reference", "check_a_delivery", "Check a delivery", LOADERS, has_filters=False),
    Entry("Reference", "accessibility", "Accessibility", EVERYBODY, has_filters=False),
    Entry("Reference", "audit", "Audit", frozenset({"administrator"}), has_filters=False),
)
PAGES = {entry.name: entry for entry in MENU}


def sections() -> dict[str, list[Entry]]:
    """Section -> its pages, in the order of the menu."""
    return {section: list(entries) for section, entries in groupby(MENU, key=lambda entry: entry.section)}
