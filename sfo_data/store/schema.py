"""What a delivery contains: every raw table, column by column. The one declaration of the contract.

`sql/schema.sql`, `docs/contract.md`, validation and loading all follow from `TABLES`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from sfo_data.definitions.categories import (
    INDEX_SENTENCES,
    JUDGEMENTS,
    PROVIDER_TYPES,
    RATINGS,
    RISK_LEVELS,
    STANDARDS,
)
from sfo_data.definitions.dimensions import AGE_BANDS

Kind = Literal["identifier", "code", "category", "name", "text", "integer", "date", "boolean"]

# Rows are valid on [known_from, known_to); an open row carries this date, so that one comparison serves both.
OPEN_END = date(9999, 12, 31)


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    An identifier is opaque (letters, digits, `-`, `_`); a code refers to or keys a reference table; a category is one
    of `categories`; a name stands on screen, in addresses and in file names. `references` is "table.column".
    `may_be_future` marks plans (a due date), which may lie after the day of the delivery; every other date may not.
    `may_be_absent`: a delivery without it is read as one that leaves it empty, so that a column can be added to the
    contract before every team can fill it.
    """

    name: str
    kind: Kind
    description: str
    nullable: bool = False
    categories: tuple[str, ...] = ()
    references: str | None = None
    may_be_future: bool = False
    may_be_absent: bool = False


@dataclass(frozen=True)
class Table:
    """One raw table: its grain in words, its key, and the pairs of dates that may not be reversed."""

    name: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    date_order: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError."""
        return next((c for c in self.columns if c.name == name), None) or _unknown(self.name, name)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _unknown(table: str, column: str) -> Column:
    raise KeyError(f"{table} has no column {column}")


def _rating(name: str, of: str) -> Column:
    return Column(name, "category", f"Rating of {of}, once finished.", nullable=True, categories=RATINGS)


def _flag(name: str, description: str) -> Column:
    return Column(name, "boolean", description, nullable=True)


REVIEW_ID = Column("review_id", "identifier", "The review.", references="reviews.review_id")

REVIEWS = Table(
    "reviews",
    "One row per Serious Further Offence notified to HMPPS, and the review that follows.",
    ("review_id",),
    (
        Column("review_id", "identifier", "Identifies the notification and its review."),
        Column("person_id", "identifier", "Opaque identifier of the supervised person; never a name."),
        Column("provider_code", "code", "Provider that supervised the person.", references="providers.provider_code"),
        Column("offence_code", "code", "Qualifying offence charged.", references="offences.offence_code"),
        Column(
            "index_sentence",
            "category",
            "Sentence under which the person was supervised.",
            nullable=True,
            categories=INDEX_SENTENCES,
        ),
        Column("index_sentence_on", "date", "Date of the index sentence.", nullable=True),
        Column("supervision_start_on", "date", "Start of supervision in the community.", nullable=True),
        Column("supervision_end_on", "date", "End of supervision.", nullable=True, may_be_future=True),
        Column("offence_on", "date", "Date of the Serious Further Offence (the first, if several).", nullable=True),
        Column("charged_on", "date", "Date of the charge.", nullable=True),
        Column("notified_on", "date", "Date the notification reached HMPPS. Years count this date."),
        Column("risk_at_start", "category", "Risk of serious harm at the start of supervision.", True, RISK_LEVELS),
        Column("risk_at_offence", "category", "Risk of serious harm in force at the offence.", True, RISK_LEVELS),
        Column("risk_highest", "category", "Highest risk of serious harm in the sentence.", True, RISK_LEVELS),
        Column(
            "age_band",
            "category",
            "Age of the person supervised on the day of the offence.",
            nullable=True,
            categories=AGE_BANDS,
            may_be_absent=True,
        ),
        Column("risk_assessed_on", "date", "Date of the last assessment before the offence.", nullable=True),
        Column("review_due_on", "date", "Date the review is due with HMPPS.", may_be_future=True),
        Column("extended_to_on", "date", "Agreed later due date, if any.", nullable=True, may_be_future=True),
        Column("withdrawn_on", "date", "Date the review stopped because the charge was dropped.", nullable=True),
        Column(
            "reasonable_steps",
            "category",
            "The review's judgement: were all reasonable steps taken to manage the risk of serious harm?",
            nullable=True,
            categories=JUDGEMENTS,
        ),
        _flag("explains_why", "The review explains why practice fell short, not only what happened."),
        Column("page_count", "integer", "Pages of the submitted review.", nullable=True),
        Column(
            "other_procedure",
            "category",
            "Other multi-agency review of the same case.",
            nullable=True,
            categories=("None", "Domestic homicide review", "Child safeguarding practice review", "Other"),
        ),
        Column(
            "charge_outcome",
            "category",
            "Outcome of the charge in court; empty while the case is open.",
            nullable=True,
            categories=("Convicted of the SFO", "Convicted of a lesser offence", "Acquitted", "Dropped"),
        ),
        Column("charge_outcome_on", "date", "Date of that outcome.", nullable=True),
    ),
    date_order=(
        ("index_sentence_on", "supervision_start_on"),
        ("supervision_start_on", "supervision_end_on"),
        ("supervision_start_on", "offence_on"),
        ("offence_on", "charged_on"),
        ("charged_on", "notified_on"),
        ("risk_assessed_on", "offence_on"),
        ("notified_on", "review_due_on"),
        ("review_due_on", "extended_to_on"),
        ("notified_on", "withdrawn_on"),
        ("charged_on", "charge_outcome_on"),
    ),
)

QA_ROUNDS = Table(
    "qa_rounds",
    "One row each time HMPPS received a review for quality assurance (QA).",
    ("review_id", "round_number"),
    (
        REVIEW_ID,
        Column("round_number", "integer", "1 for the first submission, 2 for the first resubmission, and so on."),
        Column("received_on", "date", "Date HMPPS received the review for this round."),
        Column("allocated_on", "date", "Date a QA reader took it up.", nullable=True),
        Column("completed_on", "date", "Date this round of QA finished.", nullable=True),
        Column(
            "outcome", "category", "Accepted, or returned for more work.", True, categories=("Accepted", "Returned")
        ),
        _rating("rating_overall", "the review as a whole"),
        *(_rating(f"rating_{standard}", f"the standard on {standard}") for standard in STANDARDS),
    ),
    date_order=(("received_on", "allocated_on"), ("allocated_on", "completed_on"), ("received_on", "completed_on")),
)

FINDINGS = Table(
    "findings",
    "One row per finding of a review.",
    ("finding_id",),
    (
        Column("finding_id", "identifier", "Identifies the finding."),
        REVIEW_ID,
        Column(
            "practice_level",
            "category",
            "Where the finding sits.",
            nullable=True,
            categories=("Individual", "Team", "Organisation", "National policy", "Another agency"),
        ),
        Column("finding_text", "text", "The finding in the review's words, without names."),
    ),
)

FINDING_CODES = Table(
    "finding_codes",
    "One row per theme a coder gave a finding; a finding may carry several, or none yet.",
    ("finding_id", "coder_id", "theme_code"),
    (
        Column("finding_id", "identifier", "The finding.", references="findings.finding_id"),
        Column("coder_id", "identifier", "Who coded it; opaque."),
        Column("theme_code", "code", "Theme given.", references="themes.theme_code"),
        Column("coded_on", "date", "Date of coding."),
    ),
)

ACTIONS = Table(
    "actions",
    "One row per recommendation or action, from a single case to national.",
    ("action_id",),
    (
        Column("action_id", "identifier", "Identifies the action."),
        Column("review_id", "identifier", "The review it came from; empty if national.", True, (), "reviews.review_id"),
        Column("action_level", "category", "How far it reaches.", categories=("Case", "Local", "National")),
        Column("owner_code", "code", "Provider that owns it; empty if HMPPS.", True, (), "providers.provider_code"),
        Column("action_text", "text", "What is to be done."),
        Column("raised_on", "date", "Date agreed."),
        Column("due_on", "date", "Date due.", may_be_future=True),
        Column("completed_on", "date", "Date done.", nullable=True),
        Column(
            "evidence", "category", "Evidence that it was done.", True, categories=("Seen", "Reported only", "None")
        ),
    ),
    date_order=(("raised_on", "due_on"), ("raised_on", "completed_on")),
)

AGENCY_INVOLVEMENT = Table(
    "agency_involvement",
    "One row per agency that worked with the person, for each review.",
    ("review_id", "agency_code"),
    (
        REVIEW_ID,
        Column("agency_code", "code", "The agency.", references="agencies.agency_code"),
        _flag("took_part", "The agency took part in the review."),
        _flag("has_findings", "The review makes a finding about the agency."),
        Column("shared_on", "date", "Date the review was shared with the agency.", nullable=True),
    ),
)

PRACTITIONER_INVOLVEMENT = Table(
    "practitioner_involvement",
    "One row per practitioner whose work a review looked at.",
    ("review_id", "practitioner_id"),
    (
        REVIEW_ID,
        Column("practitioner_id", "identifier", "Opaque identifier; never a name."),
        Column(
            "practitioner_role",
            "category",
            "Role at the time.",
            True,
            categories=("Probation officer", "Probation services officer", "Senior probation officer", "Other"),
        ),
        Column("interviewed_on", "date", "Date of interview.", nullable=True),
        Column("report_seen_on", "date", "Date the practitioner was shown the report.", nullable=True),
        _flag("could_question", "The practitioner could question the report before it was final."),
        _flag("support_given", "Support was given."),
    ),
)

VICTIM_CONTACTS = Table(
    "victim_contacts",
    "One row per victim or bereaved family owed an offer of contact about a review.",
    ("victim_contact_id",),
    (
        Column("victim_contact_id", "identifier", "Identifies the contact; never a name."),
        REVIEW_ID,
        Column("offered_on", "date", "Date the offer was made.", nullable=True),
        Column(
            "no_offer_reason",
            "category",
            "Why no offer was made.",
            True,
            categories=("Not convicted", "Not traced", "Asked not to be contacted", "Not recorded by provider"),
        ),
        _flag("taken_up", "The offer was taken up."),
        _flag("vulnerability_considered", "Vulnerability was considered and support was in place before disclosure."),
        Column("disclosed_on", "date", "Date the review was disclosed.", nullable=True),
        Column("senior_meeting_on", "date", "Date of the meeting with a senior manager.", nullable=True),
        _flag("found_readable", "The victim or family found the review readable."),
    ),
    date_order=(("offered_on", "disclosed_on"), ("offered_on", "senior_meeting_on")),
)

INDEPENDENT_QA = Table(
    "independent_qa",
    "One row per review that an independent body rated.",
    ("review_id",),
    (
        REVIEW_ID,
        Column("assessed_on", "date", "Date of the independent rating."),
        _rating("rating_overall", "the review as a whole"),
        *(_rating(f"rating_{standard}", f"the standard on {standard}") for standard in STANDARDS),
    ),
)

CASELOAD = Table(
    "caseload",
    "People supervised at the end of a quarter, by provider and risk of serious harm.",
    ("quarter_end_on", "provider_code", "risk"),
    (
        Column("quarter_end_on", "date", "Last day of the quarter."),
        Column("provider_code", "code", "Provider.", references="providers.provider_code"),
        Column("risk", "category", "Risk of serious harm that day.", categories=(*RISK_LEVELS, "Not recorded")),
        Column("people", "integer", "People supervised, each counted once."),
    ),
)

QA_STAFFING = Table(
    "qa_staffing",
    "Posts in the HMPPS quality assurance team, by month.",
    ("month_start_on",),
    (
        Column("month_start_on", "date", "First day of the month."),
        Column("posts_funded", "integer", "Posts funded."),
        Column("posts_filled", "integer", "Posts filled."),
    ),
)

OFFENCES = Table(
    "offences",
    "One row per qualifying offence.",
    ("offence_code",),
    (
        Column("offence_code", "code", "Three digits, with leading zeros."),
        Column("offence", "name", "The offence."),
        Column("offence_group", "name", "The Ministry's reporting group, or rape, robbery or terrorism."),
        _flag("is_murder_or_manslaughter", "Counted in 'murder and manslaughter'."),
        Column("review_rule", "category", "When a review follows.", categories=("Automatic", "Conditional")),
        Column("membership", "category", "How sure its place on the list is.", categories=("Sourced", "Assumed")),
    ),
)

PROVIDERS = Table(
    "providers",
    "One row per provider and period in which its description held.",
    ("provider_code", "valid_from_on"),
    (
        Column("provider_code", "code", "Provider code."),
        Column("valid_from_on", "date", "First day this description held.", may_be_future=True),
        Column("valid_to_on", "date", "First day it no longer held.", nullable=True, may_be_future=True),
        Column("provider", "name", "Name."),
        Column("provider_type", "category", "NPS, CRC, or the Probation Service of June 2021.", False, PROVIDER_TYPES),
        Column("division", "name", "NPS division the area lies in; the region itself from June 2021."),
        Column("owner", "name", "Who ran it."),
        Column("successor_region", "name", "Region of the Probation Service from 26 June 2021.", nullable=True),
    ),
    date_order=(("valid_from_on", "valid_to_on"),),
)

THEMES = Table(
    "themes",
    "One row per theme of the coding frame.",
    ("theme_code",),
    (
        Column("theme_code", "code", "Theme code."),
        Column("theme", "name", "Short name."),
        Column("theme_group", "name", "Group of themes."),
        Column("definition", "text", "When to use the code."),
        Column("frame_version", "text", "Version of the coding frame."),
    ),
)

AGENCIES = Table(
    "agencies",
    "One row per kind of agency.",
    ("agency_code",),
    (
        Column("agency_code", "code", "Agency code."),
        Column("agency", "name", "Name."),
    ),
)

# In loading order: a table comes after those it refers to.
TABLES: tuple[Table, ...] = (
    OFFENCES,
    PROVIDERS,
    THEMES,
    AGENCIES,
    REVIEWS,
    QA_ROUNDS,
    FINDINGS,
    FINDING_CODES,
    ACTIONS,
    AGENCY_INVOLVEMENT,
    PRACTITIONER_INVOLVEMENT,
    VICTIM_CONTACTS,
    INDEPENDENT_QA,
    CASELOAD,
    QA_STAFFING,
)
# They change seldom and are in the box: a delivery may come without them.
REFERENCE_TABLES = (OFFENCES, PROVIDERS, THEMES, AGENCIES)


def table(name: str) -> Table:
    """The raw table called `name`. Raises KeyError."""
    return {t.name: t for t in TABLES}[name]
