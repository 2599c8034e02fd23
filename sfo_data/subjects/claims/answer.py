"""The answer to a claim: do the figures agree, does the card say so, and what must be said beside it?"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters, Known
from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.questions import verdicts
from sfo_data.questions.queries import Read
from sfo_data.questions.summaries import PER_PEOPLE
from sfo_data.subjects.claims import cautions, verdict
from sfo_data.subjects.claims import sides as s
from sfo_data.subjects.claims.claim import CHANGES, Claim
from sfo_data.subjects.claims.comparison import CannotCompare, Change, Direction
from sfo_data.subjects.claims.sides import Finding, Sides
from sfo_data.subjects.claims.verdict import Verdict
from sfo_data.wording import narrative, stands_words

OPENINGS = {
    Verdict.AGREES: "The data agree.",
    Verdict.AGREES_UNJUDGED: "The figures agree; no rule judges whether that is more than chance.",
    Verdict.NOT_IN_SIZE: "The data agree in direction, not in size.",
    Verdict.DISAGREES: "The data do not agree.",
    Verdict.CANNOT_TELL: "The data cannot tell.",
}
# Why two figures stand next to each other as arithmetic.
QUEUED = (
    "Reviews wait behind one another, and a rule that takes them as independent would find changes where nothing "
    "changed. So the figures stand next to each other, and no rule judges them."
)
MIDDLES = "No rule judges two middle values; they stand next to each other."
TOO_FEW = (
    "Too few months are held to know how much they vary, or a period is shorter than four weeks, or a share is of too "
    "few. So no rule judges the figures."
)
# People supervised may differ by this much before a count is better read as a rate.
CASELOAD_DRIFT = 0.02


@dataclass(frozen=True)
class Answer:
    """The verdict, a sentence with the numbers, the findings behind it, and the two figures (see `sides.as_frame`)."""

    verdict: Verdict
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
        found = s.change(read, measure, pair, frame, known.first_day)
    except CannotCompare as reason:
        nothing = Finding("Do the figures agree?", Verdict.CANNOT_TELL, str(reason))
        return Answer(Verdict.CANNOT_TELL, str(reason), (nothing, *beside), frame)
    agreement = _agreement(claim, measure, pair, frame, found)
    changed = _changed(read, claim, measure, pair, frame, found, known.first_day)
    people = _per_person(read, claim, measure, pair, frame, known.first_day)
    parts = ["The two periods share days."] if pair.overlap else []
    parts += [f"{changed.verdict[0].upper()}{changed.verdict[1:]}.", agreement.sentence]
    if people.numbers:
        parts.append(f"Per person supervised: {people.sentence}")
    if revised.verdict == Verdict.REVISED:
        parts.append(revised.sentence)
    said = Verdict.CANNOT_TELL if pair.overlap else verdict.judged(claim, found)
    return Answer(said, " ".join(parts), (agreement, changed, people, *beside), frame)


def as_table(answer: Answer) -> pl.DataFrame:
    """The verdict and the findings, one a row, with the headings readers see."""
    rows = [("Verdict", str(answer.verdict), answer.sentence)]
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
        found = s.change(read, measure, pair, frame, known.first_day)
        said = Verdict.CANNOT_TELL if pair.overlap else verdict.judged(claim, found)
    except CannotCompare:
        said = Verdict.CANNOT_TELL
    return f"{said} ({_against(measure, frame)})"


def _against(measure: Measure, frame: pl.DataFrame) -> str:
    before, now = frame.iter_rows(named=True)
    return f"{s.figure_words(measure, now)} for {now['side']}, {s.figure_words(measure, before)} for {before['side']}"


def _agreement(claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame, found: Change) -> Finding:
    sentence = f"{measure.label}: {_against(measure, frame)}: {s.size_words(found)}."
    if claim.size is not None and claim.change != Direction.SAME and found.lower is not None:
        sentence += f" The size claimed lies {'inside' if verdict.is_inside(claim, found) else 'outside'} the interval."
    if claim.change == Direction.SAME and claim.size is None:
        sentence += " That nothing changed can be shown only within a margin: give one as the size."
    if measure.kind == "count" and pair.has_unequal_lengths:
        sentence += f" The change is per day: {pair.second.period.days:,} days, against {pair.first.period.days:,}."
    first, second = frame["value"].to_list()
    limits = {"lower": found.lower, "upper": found.upper}
    numbers = {"first": first, "second": second, "change": found.size}
    numbers |= {name: limit for name, limit in limits.items() if limit is not None}
    return Finding("Do the figures agree?", verdict.recorded(claim, found), sentence, numbers)


def _changed(
    read: Read, claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame, found: Change, first_day: date
) -> Finding:
    """What the card says of these two figures, by which rule, and the change that would have been seen."""
    aspect = "Do they differ?" if claim.is_of_groups else "Did it change?"
    if pair.overlap:
        return Finding(
            aspect, Verdict.CANNOT_TELL, "The two periods share days, so neither can be set against the other."
        )
    if not found.is_judged:
        why = QUEUED if measure.is_about_the_work else MIDDLES if measure.is_middle else TOO_FEW
        return Finding(aspect, change_words(claim, found), why)
    chart = s.chart_of(read, measure, pair, first_day)
    sentence = f"The rule, as on the cards: {narrative.RULES[found.verdict.pattern or measure.kind].says}."
    if chart and (found.verdict.pattern or found.verdict.moved):
        sentence = f"{narrative.of_measure(s.as_row(measure, pair, frame), chart).title}. {sentence}"
    if seen := narrative.would_be_seen(measure, found.verdict):
        sentence += f" Four times in five, a change of {seen} would have been seen."
    return Finding(aspect, change_words(claim, found), sentence)


def change_words(claim: Claim, found: Change) -> str:
    """What is said of a change, as on a card; of two groups, how they differ."""
    if found.verdict.pattern:
        return str(found.verdict.pattern)
    if not claim.is_of_groups:
        return str(found.verdict.change)
    words = {verdicts.Change.ROSE: CHANGES[Direction.UP][1], verdicts.Change.FELL: CHANGES[Direction.DOWN][1]}
    words |= {verdicts.Change.NO_EVIDENCE: stands_words.NO_EVIDENCE.lower()}
    return words.get(found.verdict.change, str(found.verdict.change))


def _per_person(
    read: Read, claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame, first_day: date
) -> Finding:
    aspect, not_so = "Is it so per person supervised?", Verdict.DOES_NOT_APPLY
    if measure.kind == "rate":
        return Finding(aspect, Verdict.ALREADY_SO, "This measure is already a rate per person supervised.")
    if measure.kind != "count" or measure.dated_by != "notified_on":
        return Finding(aspect, not_so, "This measure is not a number of SFOs, so there is no rate of it.")
    if claim.is_of_groups and DIMENSIONS[claim.by].caseload_column is None:
        return Finding(aspect, not_so, f"People supervised are not counted by {DIMENSIONS[claim.by].label.lower()}.")
    try:
        found, years_before, years = s.change_per_person(read, measure, pair, frame, first_day)
    except CannotCompare as reason:
        return Finding(aspect, Verdict.CANNOT_TELL, str(reason))
    before, now = frame["numerator"].to_list()
    numbers = {
        "first": PER_PEOPLE * before / years_before,
        "second": PER_PEOPLE * now / years,
        "change": found.size,
        "people": 100 * (years / pair.second.period.days / (years_before / pair.first.period.days) - 1),
    }
    said = str(Verdict.CANNOT_TELL) if pair.overlap else change_words(claim, found)
    sentence = (
        f"{numbers['second']:.2f} per 1,000 people a year, against {numbers['first']:.2f}: {s.size_words(found)}, "
        f"{said}. Person-years: {years:,.0f}, against {years_before:,.0f}."
    )
    if abs(numbers["people"]) >= 100 * CASELOAD_DRIFT:
        drift = f"{numbers['people']:+.1f}%".replace("-", "−")
        sentence += f" The number of people supervised differs by {drift}, so the counts alone can mislead."
    return Finding(aspect, said, sentence, numbers)
