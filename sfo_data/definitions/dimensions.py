"""What figures can be filtered and broken down by. The one list: filter bar, URL, SQL and definitions follow it."""

import re
from dataclasses import dataclass

from sfo_data.definitions.categories import INDEX_SENTENCES, JUDGEMENTS, PROVIDER_TYPES, RATINGS, RISK_LEVELS

NOT_RECORDED = "Not recorded"
# What the product itself writes in the place of a name. A delivered name may be none of them.
OWN_WORDS = ("All", "[c]", NOT_RECORDED, "Other divisions", "England and Wales")
LONGEST_NAME = 120
RISKS = (*RISK_LEVELS, NOT_RECORDED)
AGE_BANDS = ("18 to 20", "21 to 24", "25 to 29", "30 to 39", "40 to 49", "50 and over")
NOT_RATED = "Not rated"
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
            "age_band",
            "Age",
            "Age band of the person supervised on the day of the offence.",
            order=(*AGE_BANDS, NOT_RECORDED),
        ),
        Dimension(
            "review_status",
            "Review status",
            "Where the review stands: being written, with HMPPS for quality assurance, returned to the provider, "
            "quality assurance complete, or withdrawn because the charge was dropped.",
            order=REVIEW_STATUSES,
        ),
        Dimension(
            "overall_rating",
            "Rating",
            "How quality assurance rated the review as a whole; not rated before it is accepted.",
            order=(*RATINGS, NOT_RECORDED, NOT_RATED),
        ),
        Dimension(
            "reasonable_steps",
            "Judgement",
            "What the review says: were all reasonable steps taken to manage the risk of serious harm?",
            order=(*JUDGEMENTS, NOT_RECORDED),
        ),
        Dimension(
            "index_sentence",
            "Index sentence",
            "Sentence under which the person was supervised, given for an earlier offence.",
            order=(*INDEX_SENTENCES, NOT_RECORDED),
        ),
    )
}

# What only the rows of one question can be broken down by, and nothing is filtered by: question -> dimensions.
PARTS: dict[str, dict[str, Dimension]] = {
    question: {dimension.name: dimension for dimension in dimensions}
    for question, dimensions in {
        "review_themes": (
            Dimension("theme", "Theme", "What a finding is about, in the coding frame."),
            Dimension("theme_group", "Theme group", "The group of the coding frame that the theme belongs to."),
        ),
        "actions": (
            Dimension(
                "action_status",
                "Action status",
                "Whether the action is done, past its date, or not yet due.",
                order=("Done", "Not yet due", "Overdue"),
            ),
            Dimension("action_level", "Action level", "Whom the action is for: the case, the provider, or all."),
        ),
        "agency_involvement": (Dimension("agency", "Agency", "The other agency that worked with the person."),),
    }.items()
}


def dimensions_of(question: str) -> dict[str, Dimension]:
    """What the rows of a question can be broken down by, time left out."""
    return DIMENSIONS | PARTS.get(question, {})


# Breakdowns by time, taken from the date a measure is counted by.
TIME_GRAINS = ("month", "quarter", "financial_year", "calendar_year")


def slug(label: str) -> str:
    """The form a value takes in an address: "Causing death by …" becomes "causing-death-by"."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
