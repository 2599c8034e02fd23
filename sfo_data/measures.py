"""Every measure the product shows: what is counted, over what, by which date, and which way is better."""

from dataclasses import dataclass
from typing import Literal

import polars as pl

from sfo_data.dimensions import NOT_RECORDED

QA_TARGET_DAYS = 20
# The inspection says "20 days", not which. Working days is the reading used; the clock is set here only.
QA_CLOCK: Literal["working", "calendar"] = "working"
# The Ministry lets more than a year pass before it publishes convictions, so that most cases have left court.
IMMATURE_MONTHS = 18
QA_DAYS = f"qa_{QA_CLOCK}_days"
OPEN_DAYS = f"open_{QA_CLOCK}_days"
INSPECTION = "HM Inspectorate of Probation, thematic inspection of the SFO investigation and review process, May 2020"

Kind = Literal["count", "share", "rate", "median", "maximum", "people"]
DatedBy = Literal["notified_on", "qa_received_on", "qa_completed_on"]


@dataclass(frozen=True, eq=False)
class Measure:
    """One measure. Its value, by kind:

    count: sum of `counted`; share: sum of `counted` over sum of `among` (0 to 1); rate: sum of `counted` per 1,000
    people supervised a year; median, maximum: of `value` among rows where it is present.
    people: the caseload at the end of the last quarter known in the period.
    `settles_months`: so long after a month its figure still moves for reasons of the calendar alone.
    `dated_by` is the date that puts a review into a period; None is the state on the day of knowledge.
    """

    name: str
    label: str
    kind: Kind
    numerator: str
    denominator: str
    unit: str
    better: Literal["lower", "higher", "neither"]
    dated_by: DatedBy | None
    counted: pl.Expr
    among: pl.Expr | None = None
    value: pl.Expr | None = None
    target: float | None = None
    source: str = "Case extract"
    caveat: str = ""
    settles_months: int = 0


EVERY = pl.col("review_id").is_not_null()
MURDER_OR_MANSLAUGHTER = pl.col("is_murder_or_manslaughter")
WITH_HMPPS = pl.col("review_status").is_in(["With QA", "Returned to provider"])
WITHIN_TARGET = pl.col(QA_DAYS) <= QA_TARGET_DAYS
PERIOD_CAVEAT = "Years count the date of notification, not of offence or conviction."
RISK_CAVEAT = "Risk at the offence is not the highest in the sentence; the official series uses the latter."


def _low_or_medium(column: str) -> pl.Expr:
    return pl.col(column).is_in(["Low", "Medium"])


_ALL = (
    Measure(
        "sfo_reviews",
        "SFO notifications and reviews",
        "count",
        "SFOs notified to HMPPS, each with its review",
        "None",
        "reviews",
        "lower",
        "notified_on",
        EVERY,
        caveat=PERIOD_CAVEAT,
    ),
    Measure(
        "sfo_rate",
        "SFO rate",
        "rate",
        "SFOs notified to HMPPS",
        "People supervised: the provider's caseload at the end of each quarter, for as long as the quarter lasted",
        "per 1,000 people supervised a year",
        "lower",
        "notified_on",
        EVERY,
        caveat="NPS and CRC supervise different risks: compare crude rates only beside the risk-standardised ratio.",
    ),
    Measure(
        "people_supervised",
        "People supervised",
        "people",
        "People under probation supervision at the end of the last quarter known in the period",
        "None",
        "people",
        "neither",
        "notified_on",
        EVERY,
        source="Caseload counts by quarter, provider and risk",
        caveat="Each person counted once; filters on offence and status do not apply to it.",
    ),
    Measure(
        "murder_or_manslaughter",
        "Murder and manslaughter",
        "count",
        "Notifications where the offence charged is murder or manslaughter",
        "None",
        "reviews",
        "lower",
        "notified_on",
        MURDER_OR_MANSLAUGHTER,
        caveat="Charges, not convictions.",
    ),
    Measure(
        "murder_or_manslaughter_rate",
        "Murder and manslaughter rate",
        "rate",
        "Notifications where the offence charged is murder or manslaughter",
        "People supervised, as for the SFO rate",
        "per 1,000 people supervised a year",
        "lower",
        "notified_on",
        MURDER_OR_MANSLAUGHTER,
        caveat="Charges, not convictions.",
    ),
    Measure(
        "nps_share",
        "Supervised by the NPS",
        "share",
        "Notifications where the NPS supervised the person",
        "All notifications",
        "of notifications",
        "neither",
        "notified_on",
        pl.col("provider_type") == "NPS",
        EVERY,
        caveat="The NPS supervises the people assessed as the highest risk.",
    ),
    Measure(
        "crc_share",
        "Supervised by a CRC",
        "share",
        "Notifications where a CRC supervised the person",
        "All notifications",
        "of notifications",
        "neither",
        "notified_on",
        pl.col("provider_type") == "CRC",
        EVERY,
    ),
    Measure(
        "low_or_medium_share",
        "Low or medium risk at the offence",
        "share",
        "Murder and manslaughter cases assessed as low or medium risk of serious harm when the offence happened",
        "All murder and manslaughter cases, those without a recorded assessment included",
        "of murder and manslaughter cases",
        "neither",
        "notified_on",
        MURDER_OR_MANSLAUGHTER & _low_or_medium("risk_at_offence"),
        MURDER_OR_MANSLAUGHTER,
        source=INSPECTION,
        caveat=RISK_CAVEAT,
    ),
    Measure(
        "low_or_medium_highest_share",
        "Never above medium risk in the sentence",
        "share",
        "Murder and manslaughter cases whose highest assessed risk in the sentence was low or medium",
        "All murder and manslaughter cases, those without a recorded assessment included",
        "of murder and manslaughter cases",
        "neither",
        "notified_on",
        MURDER_OR_MANSLAUGHTER & _low_or_medium("risk_highest"),
        MURDER_OR_MANSLAUGHTER,
        caveat=RISK_CAVEAT,
    ),
    Measure(
        "risk_not_recorded_share",
        "No risk assessment recorded",
        "share",
        "Notifications without a recorded risk of serious harm at the offence",
        "All notifications",
        "of notifications",
        "lower",
        "notified_on",
        pl.col("risk_at_offence") == NOT_RECORDED,
        EVERY,
    ),
    Measure(
        "no_clear_judgement_share",
        "No clear judgement",
        "share",
        "Reviews without a clear judgement whether all reasonable steps were taken to manage the risk of serious harm",
        "Reviews whose judgement field is filled",
        "of reviews",
        "lower",
        "notified_on",
        pl.col("reasonable_steps") == "No clear judgement",
        pl.col("reasonable_steps") != NOT_RECORDED,
        source=INSPECTION,
    ),
    Measure(
        "sfo_convictions",
        "Convictions of the SFO",
        "count",
        "Notifications that have led to a conviction of the SFO charged",
        "None",
        "convictions",
        "lower",
        "notified_on",
        pl.col("charge_outcome") == "Convicted of the SFO",
        caveat="Counted in the year of notification; recent years are immature because cases are still at court.",
        settles_months=IMMATURE_MONTHS,
    ),
    Measure(
        "notification_median_days",
        "Charge to notification",
        "median",
        "Working days from charge to notification, middle value",
        "Notifications with a date of charge",
        "working days",
        "lower",
        "notified_on",
        pl.col("notification_working_days").is_not_null(),
        value=pl.col("notification_working_days"),
    ),
    Measure(
        "qa_received",
        "Received for QA",
        "count",
        "Reviews received by HMPPS for quality assurance for the first time",
        "None",
        "reviews",
        "neither",
        "qa_received_on",
        EVERY,
    ),
    Measure(
        "qa_completed",
        "QA completed",
        "count",
        "Reviews whose quality assurance was completed (accepted, after any resubmission)",
        "None",
        "reviews",
        "higher",
        "qa_completed_on",
        EVERY,
    ),
    Measure(
        "qa_within_target_share",
        "QA within target",
        "share",
        f"Reviews whose quality assurance took {QA_TARGET_DAYS} {QA_CLOCK} days or fewer from first receipt",
        "Reviews whose quality assurance was completed in the period",
        "of reviews completed",
        "higher",
        "qa_completed_on",
        WITHIN_TARGET,
        pl.col(QA_DAYS).is_not_null(),
        source=INSPECTION,
        caveat="Completed reviews only: open reviews that are already late are not in it. See the reviews still open.",
    ),
    Measure(
        "qa_received_within_target_share",
        "Received and finished within target",
        "share",
        f"Reviews whose quality assurance took {QA_TARGET_DAYS} {QA_CLOCK} days or fewer from first receipt",
        f"Reviews received in the period, completed or already open for more than {QA_TARGET_DAYS} {QA_CLOCK} days",
        "of reviews received",
        "higher",
        "qa_received_on",
        WITHIN_TARGET.fill_null(False),
        pl.col(QA_DAYS).is_not_null() | (pl.col(OPEN_DAYS) > QA_TARGET_DAYS).fill_null(False),
        source=INSPECTION,
        settles_months=1,
    ),
    Measure(
        "qa_median_days",
        "QA turnaround",
        "median",
        f"{QA_CLOCK.capitalize()} days from HMPPS first receiving the review to QA accepting it, middle value",
        "Reviews whose quality assurance was completed in the period",
        f"{QA_CLOCK} days",
        "lower",
        "qa_completed_on",
        pl.col(QA_DAYS).is_not_null(),
        value=pl.col(QA_DAYS),
        target=float(QA_TARGET_DAYS),
        source=INSPECTION,
        caveat="Completed reviews only, so a growing backlog makes it look shorter than it is.",
    ),
    Measure(
        "returned_share",
        "Returned at first QA",
        "share",
        "Reviews returned to the provider for more work at their first round of quality assurance",
        "Reviews whose first round is finished",
        "of reviews",
        "lower",
        "qa_received_on",
        pl.col("first_round_outcome") == "Returned",
        pl.col("first_round_outcome").is_in(["Accepted", "Returned"]),
    ),
    Measure(
        "open_reviews",
        "Reviews open",
        "count",
        "Reviews received by HMPPS whose quality assurance is not complete on the day of knowledge",
        "None",
        "reviews",
        "lower",
        None,
        WITH_HMPPS,
    ),
    Measure(
        "open_over_target",
        "Open past the target",
        "count",
        f"Reviews open for more than {QA_TARGET_DAYS} {QA_CLOCK} days since HMPPS first received them",
        "None",
        "reviews",
        "lower",
        None,
        WITH_HMPPS & (pl.col(OPEN_DAYS) > QA_TARGET_DAYS).fill_null(False),
    ),
    Measure(
        "oldest_open_days",
        "Oldest open review",
        "maximum",
        f"{QA_CLOCK.capitalize()} days since HMPPS first received the review that has been open longest",
        "Reviews open on the day of knowledge",
        f"{QA_CLOCK} days",
        "lower",
        None,
        WITH_HMPPS,
        value=pl.when(WITH_HMPPS).then(pl.col(OPEN_DAYS)),
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ALL}
