"""The answer to a claim: do the figures agree, is it beyond chance, and what must be said beside it?"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data import intervals
from sfo_data.claim_check import cautions, verdict
from sfo_data.claim_check import sides as s
from sfo_data.claim_check.claim import Claim
from sfo_data.claim_check.comparison import CannotCompare, Change
from sfo_data.claim_check.sides import Finding, Sides
from sfo_data.claim_check.verdict import CANNOT_TELL
from sfo_data.dimensions import DIMENSIONS
from sfo_data.filters import Filters, Known
from sfo_data.measures import MEASURES, Measure
from sfo_data.queries import Read
from sfo_data.reporting_calendar import day_in_words
from sfo_data.summaries import PER_PEOPLE

TESTS = {
    "count": "exact conditional test of two Poisson counts",
    "rate": "exact conditional test of two Poisson rates",
    "share": "Fisher's exact test, beside Newcombe's interval of the difference",
    "median": "exact median test, beside Price and Bonett's interval of the ratio",
}
OPENINGS = {
    verdict.AGREES: "The data agree.",
    verdict.NOT_IN_SIZE: "The data agree in direction, not in size.",
    verdict.DISAGREES: "The data do not agree.",
    CANNOT_TELL: "The data cannot tell.",
}
# People supervised may differ by this much before a count is better read as a rate.
CASELOAD_DRIFT = 0.02
BEYOND, WITHIN = "beyond chance", "within chance"


@dataclass(frozen=True)
class Answer:
    """The verdict, a sentence with the numbers, the findings behind it, and the two figures (see `sides.as_frame`)."""

    verdict: str
    sentence: str
    findings: tuple[Finding, ...]
    figures: pl.DataFrame

    @property
    def opening(self) -> str:
        return OPENINGS[self.verdict]


def check(read: Read, filters: Filters, claim: Claim, known: Known) -> Answer:
    """The claim held against the data as the filters know them. Raises StoreMissing, StoreError."""
    measure, pair = MEASURES[claim.measure], s.sides(claim, filters, known)
    frame = s.as_frame(read, measure, pair)
    revised = cautions.revised(read, measure, pair, known, frame)
    beside = (
        revised,
        cautions.still_to_come(read, filters, measure, pair, known),
        cautions.before_repeating(claim, measure, pair, frame),
    )
    try:
        found = s.change(read, measure, pair, frame)
    except CannotCompare as reason:
        nothing = Finding("Do the figures agree?", CANNOT_TELL, str(reason))
        return Answer(CANNOT_TELL, str(reason), (nothing, *beside), frame)
    agreement = _agreement(claim, measure, pair, frame, found)
    people = _per_person(read, claim, measure, pair, frame)
    said = _verdict(claim, measure, pair, found)
    parts = [_reason(measure, pair, found), agreement.sentence]
    if people.numbers:
        parts.append(f"Per person supervised: {people.sentence}")
    if revised.verdict == "revised":
        parts.append(revised.sentence)
    chance = _chance(measure, pair, found)
    return Answer(said, " ".join(parts), (agreement, chance, people, *beside), frame)


def as_table(answer: Answer) -> pl.DataFrame:
    """The verdict and the findings, one a row, with the headings readers see."""
    rows = [("Verdict", answer.verdict, answer.sentence)]
    rows += [(finding.aspect, finding.verdict, finding.sentence) for finding in answer.findings]
    return pl.DataFrame(rows, schema=["Question", "Answer", "In words"], orient="row")


def newest_line(read: Read, filters: Filters, claim: Claim, known: Known) -> str:
    """What the newest data say of the same days; empty where the filters already know them."""
    if filters.known_on >= known.known_on:
        return ""
    then, now = (_short(read, filters, claim, known, on) for on in (filters.known_on, known.known_on))
    return (
        f"As known on {day_in_words(filters.known_on)}: {then}; "
        f"with the newest data of {day_in_words(known.known_on)}: {now}."
    )


def _short(read: Read, filters: Filters, claim: Claim, known: Known, on: date) -> str:
    measure, pair = MEASURES[claim.measure], s.sides(claim, filters, known).known(on)
    frame = s.as_frame(read, measure, pair)
    try:
        said = _verdict(claim, measure, pair, s.change(read, measure, pair, frame))
    except CannotCompare:
        said = CANNOT_TELL
    return f"{said} ({_against(measure, frame)})"


def _verdict(claim: Claim, measure: Measure, pair: Sides, found: Change) -> str:
    if pair.overlap or cautions.is_immature(measure, pair.second.known_on, pair):
        return CANNOT_TELL
    return verdict.judged(claim, found)


def _reason(measure: Measure, pair: Sides, found: Change) -> str:
    """Why, in the overall sentence: chance, or what keeps the figures from being compared."""
    if pair.overlap:
        return "The two periods share days."
    if cautions.is_immature(measure, pair.second.known_on, pair):
        return "It is too early: many cases are still at court."
    return f"The difference is {_chance_words(found)} ({s.p_words(found)})."


def _chance_words(found: Change) -> str:
    return WITHIN if found.beyond_chance == "same" else BEYOND


def _against(measure: Measure, frame: pl.DataFrame) -> str:
    before, now = frame.iter_rows(named=True)
    return f"{s.figure_words(measure, now)} for {now['side']}, {s.figure_words(measure, before)} for {before['side']}"


def _agreement(claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame, found: Change) -> Finding:
    sentence = f"{measure.label}: {_against(measure, frame)}: {s.size_words(found)}."
    if claim.size is not None and claim.change != "same":
        sentence += f" The size claimed lies {'inside' if verdict.is_inside(claim, found) else 'outside'} the interval."
    if claim.change == "same" and claim.size is None:
        sentence += " That nothing changed can be shown only within a margin: give one as the size."
    if measure.kind == "count" and pair.has_unequal_lengths:
        sentence += f" The change is per day: {pair.second.period.days:,} days, against {pair.first.period.days:,}."
    first, second = frame["value"].to_list()
    numbers = {"first": first, "second": second, "change": found.size, "lower": found.lower, "upper": found.upper}
    return Finding("Do the figures agree?", verdict.recorded(claim, found), sentence, numbers)


def _chance(measure: Measure, pair: Sides, found: Change) -> Finding:
    aspect = "Is it beyond chance?"
    if pair.overlap:
        return Finding(aspect, CANNOT_TELL, "The two periods share days, so no test of one against the other holds.")
    gist = {
        BEYOND: "Chance alone would seldom give a difference as large",
        WITHIN: "Chance alone gives differences of this size, which is not proof that nothing changed",
    }[said := _chance_words(found)]
    rule = f"{TESTS[measure.kind]}, two-sided, {s.p_words(found)}; beyond chance under {intervals.ALPHA:.0%}"
    return Finding(aspect, said, f"{gist} ({rule}).", {"p": found.p})


def _per_person(read: Read, claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame) -> Finding:
    aspect, not_so = "Is it so per person supervised?", "does not apply"
    if measure.kind == "rate":
        return Finding(aspect, "already so", "This measure is already a rate per person supervised.")
    if measure.kind != "count" or measure.dated_by != "notified_on":
        return Finding(aspect, not_so, "This measure is not a number of SFOs, so there is no rate of it.")
    if claim.is_of_groups and DIMENSIONS[claim.by].caseload_column is None:
        return Finding(aspect, not_so, f"People supervised are not counted by {DIMENSIONS[claim.by].label.lower()}.")
    try:
        found, years_before, years = s.change_per_person(read, pair, frame)
    except CannotCompare as reason:
        return Finding(aspect, CANNOT_TELL, str(reason))
    before, now = frame["numerator"].to_list()
    numbers = {
        "first": PER_PEOPLE * before / years_before,
        "second": PER_PEOPLE * now / years,
        "change": found.size,
        "p": found.p,
        "people": 100 * (years / pair.second.period.days / (years_before / pair.first.period.days) - 1),
    }
    said = CANNOT_TELL if pair.overlap else _chance_words(found)
    sentence = (
        f"{numbers['second']:.2f} per 1,000 people a year, against {numbers['first']:.2f}: {s.size_words(found)}, "
        f"{said} ({s.p_words(found)}). Person-years: {years:,.0f}, against {years_before:,.0f}."
    )
    if abs(numbers["people"]) >= 100 * CASELOAD_DRIFT:
        drift = f"{numbers['people']:+.1f}%".replace("-", "−")
        sentence += f" The number of people supervised differs by {drift}, so the counts alone can mislead."
    return Finding(aspect, said, sentence, numbers)
