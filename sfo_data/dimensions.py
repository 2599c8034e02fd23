"""What figures can be filtered and broken down by. The one list: filter bar, URL, SQL and definitions follow it."""

import re
from dataclasses import dataclass

from sfo_data.schema import PROVIDER_TYPES, RISK_LEVELS

NOT_RECORDED = "Not recorded"
RISKS = (*RISK_LEVELS, NOT_RECORDED)
REVIEW_STATUSES = ("Being written", "With QA", "Returned to provider", "QA complete", "Withdrawn")


@dataclass(frozen=True)
class Dimension:
    """A column of the marts that people filter and break down by.

    `order` lists its values where they have a natural order; elsewhere the store gives them (sql/queries/options.sql).
    `caseload_column` is its counterpart among people supervised, or None where the caseload is not split by it.
    """

    name: str
    label: str
    description: str
    order: tuple[str, ...] = ()
    caseload_column: str | None = None


DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        Dimension(
            "provider_type",
            "Provider type",
            "Kind of provider that supervised the person when HMPPS was notified: National Probation Service (NPS), "
            "Community Rehabilitation Company (CRC), or from 26 June 2021 the unified Probation Service.",
            order=PROVIDER_TYPES,
            caseload_column="provider_type",
        ),
        Dimension(
            "division",
            "Division",
            "NPS division the provider's area lies in: its own NPS provider and the CRCs inside its borders.",
            caseload_column="division",
        ),
        Dimension(
            "provider",
            "Provider",
            "NPS division or CRC that supervised the person.",
            caseload_column="provider",
        ),
        Dimension(
            "offence_group",
            "Offence group",
            "The Ministry's reporting group of the offence charged, with rape, robbery and terrorism beside them.",
        ),
        Dimension("offence", "Offence", "The qualifying offence charged."),
        Dimension(
            "risk_at_offence",
            "Risk at the offence",
            "Assessed risk of serious harm in force on the day of the offence.",
            order=RISKS,
            caseload_column="risk",
        ),
        Dimension(
            "risk_highest",
            "Highest risk in the sentence",
            "Highest assessed risk of serious harm at any time in the index sentence; the official series uses this.",
            order=RISKS,
            caseload_column="risk",
        ),
        Dimension(
            "review_status",
            "Review status",
            "Where the review stands: being written, with HMPPS for quality assurance, returned to the provider, "
            "quality assurance complete, or withdrawn because the charge was dropped.",
            order=REVIEW_STATUSES,
        ),
    )
}

# Breakdowns by time, taken from the date a measure is counted by.
TIME_GRAINS = ("month", "quarter", "financial_year", "calendar_year")


def slug(label: str) -> str:
    """The form a value takes in an address: "Causing death by …" becomes "causing-death-by"."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
