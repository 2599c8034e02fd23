"""What a measure is, and the terms that measures share."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import polars as pl

from sfo_data.definitions import targets
from sfo_data.definitions.categories import LOW_RISKS
from sfo_data.definitions.targets import Target

# The clock that turnaround is shown by is that of the newest target.
QA_CLOCK = targets.NEWEST.clock
# The Ministry lets more than a year pass before it publishes convictions, so that most cases have left court.
IMMATURE_MONTHS = 18
# Two of three families of one group could otherwise be told apart by anyone who knows one of them.
LEAST_FAMILIES = 10
# Nor are 1 to 4 of a group told, or all but 1 to 4; nor that all of a group under 20 did the same, or none.
LEAST_COUNTED, LEAST_ALIKE = 5, 20
# The offer waits for the review as well as the court: 98% came within so long of the outcome in the synthetic extract.
OFFER_MONTHS = 6
QA_DAYS = f"qa_{QA_CLOCK}_days"
OPEN_DAYS = f"open_{QA_CLOCK}_days"
INSPECTION = "HM Inspectorate of Probation, thematic inspection of the SFO investigation and review process, May 2020"

Kind = Literal["count", "share", "rate", "median", "clock", "maximum", "people"]
# What a comparison of places can be held equal on; `fair_comparison.MIXES` has the dimensions.
Mix = Literal["none", "type", "offence", "risk", "both"]
Offered = Literal["review quality", "briefing"]
DatedBy = Literal["notified_on", "qa_received_on", "qa_completed_on", "charge_outcome_on", "raised_on", "due_on"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Measure:
    """One measure. Its value, by kind:

    count: sum of `counted`; share: sum of `counted` over sum of `among` (0 to 1); rate: sum of `counted` per 1,000
    people supervised a year; median, maximum: of `value` among rows where it is present.
    clock: the median of waits, those not over yet counted by an estimate (`questions.turnaround`).
    people: the caseload at the end of the last quarter known in the period.
    `question` is the file in sql/queries whose rows are counted: reviews, or what hangs on them.
    `least`: no figure is given of fewer than this many, so that no family could know itself in it, nor of few among
    them (`summaries.is_too_few`).
    `settles_months`: so long after a month its figure still moves for reasons of the calendar alone.
    `compared_with`: what providers may be compared on it with, held equal; the last is the one shown first. Empty: they
    are not compared on it.
    `offered_by`: the panels that have it among their choices or cards.
    `is_about_the_work`: it tells how long HMPPS took, which is a fact about its work and not about a person.
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
    targets: tuple[Target, ...] = ()
    source: str = "Case extract"
    caveat: str = ""
    settles_months: int = 0
    question: str = "reviews"
    least: int = 0
    compared_with: tuple[Mix, ...] = ()
    offered_by: tuple[Offered, ...] = ()
    is_about_the_work: bool = False

    def target_on(self, day: date) -> float | None:
        """The target in force on a day; None of a measure that has none."""
        return float(targets.on(day, self.targets).days) if self.targets else None

    def targets_in(self, first: date, last: date) -> list[tuple[date, float]]:
        """The targets in force from the first day to the last: each with the day it begins, not before the first."""
        begin = [each.valid_from for each in self.targets if first < each.valid_from <= last]
        return [(day, target) for day in [first, *begin] if (target := self.target_on(day)) is not None]

    @property
    def is_middle(self) -> bool:
        """Whether its value is the middle one of many lengths."""
        return self.kind in ("median", "clock")

    @property
    def has_interval(self) -> bool:
        """Whether an interval stands beside its value; that of a count is of the rate behind it."""
        return self.kind in ("share", "rate") or self.is_middle

    @property
    def comes_in_clusters(self) -> bool:
        """Whether it counts what hangs on reviews, several of one review at once, and so not by a Poisson law."""
        return self.kind == "count" and self.question != "reviews"


EVERY = pl.col("review_id").is_not_null()
MURDER_OR_MANSLAUGHTER = pl.col("is_murder_or_manslaughter")
WITH_HMPPS = pl.col("review_status").is_in(["With QA", "Returned to provider"])
WITHIN_TARGET = targets.is_within("qa")
OPEN_OVER_TARGET = targets.is_within("open").not_().fill_null(False)
# A review can be held equal on both; a measure of risk cannot be held equal on risk, but the NPS is given the people at
# the highest risk, so there like is compared with like. People supervised are counted by risk and not by offence.
AMONG_REVIEWS: tuple[Mix, ...] = ("none", "offence", "risk", "both")
PERIOD_CAVEAT = "Years count the date of notification, not of offence or conviction."
RISK_CAVEAT = "Risk at the offence is not the highest in the sentence; the official series uses the latter."
# By then nine in ten have been written, or have been through their first round, as known in May 2020.
MONTHS_TO_WRITE, MONTHS_TO_FIRST_ROUND = 6, 7
WRITTEN_CAVEAT = "Known once the review is written: of recent notifications, only the soonest are in it."
IN_HAND_CAVEAT = "Of reviews received lately, only those dealt with soonest are in it."
CONVICTED = pl.col("charge_outcome").is_in(["Convicted of the SFO", "Convicted of a lesser offence"])
OWED_AN_OFFER = CONVICTED | pl.col("offered_on").is_not_null()


def is_true(column: str) -> pl.Expr:
    """Yes, and not "not recorded"."""
    return pl.col(column).fill_null(False)


HOMICIDE_OF_ITS_OWN = MURDER_OR_MANSLAUGHTER & (pl.col("other_procedure") == "None")
TOOK_UP = pl.col("offered_on").is_not_null() & is_true("taken_up")
FELL_DUE = pl.col("action_status").is_in(["Done", "Overdue"]) & (pl.col("due_on") < pl.col("known_on"))


def low_or_medium(column: str) -> pl.Expr:
    """Whether a level of risk is low or medium; not so where it is not recorded."""
    return pl.col(column).is_in(LOW_RISKS)
