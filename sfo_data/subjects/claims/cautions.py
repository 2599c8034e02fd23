"""What must be said beside a comparison: revised since, still to come, and what it cannot carry."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from sfo_data.definitions.filters import PROVIDER_DIMENSIONS, Filters, Known
from sfo_data.definitions.measures import IMMATURE_MONTHS, Measure
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import add_months, day_in_words
from sfo_data.questions.queries import Read
from sfo_data.statistics import intervals
from sfo_data.subjects.claims import sides as s
from sfo_data.subjects.claims.claim import Claim
from sfo_data.subjects.claims.sides import Finding, Sides
from sfo_data.subjects.claims.verdict import Verdict

FEW_EVENTS = 5
# Late arrivals are looked for in the last four weeks before a day, and counted again a quarter of a year on.
RECENT_DAYS, SETTLED_DAYS = 28, 91


def revised(read: Read, measure: Measure, pair: Sides, known: Known, frame: pl.DataFrame) -> Finding:
    """The same figures in the first state of knowledge after the later period, or in the store's first."""
    aspect, known_on = "Was it revised since?", pair.second.known_on
    state = min((state for state in known.states if pair.end <= state < known_on), default=None)
    if state is None:
        return Finding(aspect, Verdict.CANNOT_TELL, "There is no earlier state of knowledge since the period ended.")
    earlier = s.as_frame(read, measure, pair.known(state))
    pairs = [
        (row["side"], s.figure_words(measure, was), s.figure_words(measure, row))
        for was, row in zip(earlier.iter_rows(named=True), frame.iter_rows(named=True), strict=True)
    ]
    moved = [f"{side}: was {was}, is now {now}" for side, was, now in pairs if was != now]
    shown = "; ".join(moved or [f"{side}: {now}" for side, _, now in pairs])
    sentence = f"{'Since' if moved else 'As on'} {day_in_words(state)}: {shown}."
    if state == known.states[0] and pair.end < state:
        sentence += " The store's states of knowledge reach back no further, so earlier revisions cannot be shown."
    before, after = earlier["value"].to_list()
    numbers = {"first": before, "second": after}
    return Finding(aspect, Verdict.REVISED if moved else Verdict.NOT_REVISED, sentence, numbers)


def still_to_come(read: Read, filters: Filters, measure: Measure, pair: Sides, known: Known) -> Finding:
    """Which of the two figures are not yet whole: cases at court, late arrivals, periods still running."""
    lines = []
    if unsettled := settles_from(measure, filters.known_on, pair):
        why = "many cases are still at court" if is_immature(measure, filters.known_on, pair) else "reviews are open"
        lines.append(f"Figures from {day_in_words(unsettled)} on are immature: {why}.")
    parts = [("The period", pair.first.period)]
    if pair.first.period != pair.second.period:
        parts = [(pair.first_words, pair.first.period), (pair.second_words, pair.second.period)]
    for words, period in parts:
        if is_part(period):
            lines.append(f"{words} is not over: its figure covers {period.in_words()} only.")
        if period.start < known.first_day:
            lines.append(f"{words}: cases are held from {day_in_words(known.first_day)} only.")
    numbers: dict[str, float] = {}
    if pair.end > filters.known_on - timedelta(days=SETTLED_DAYS):
        sentence, numbers = late_arrivals(read, filters, measure, known)
        lines.append(sentence)
    if not lines:
        return Finding(
            "Are the figures settled?", Verdict.SETTLED, "Both figures cover whole periods that ended some time ago."
        )
    return Finding("Are the figures settled?", Verdict.NOT_SETTLED, " ".join(lines), numbers)


def settles_from(measure: Measure, known_on: date, pair: Sides) -> date | None:
    """The day from which a measure still moves because of the calendar, where a period reaches past it."""
    day = add_months(known_on, -measure.settles_months)
    return day if measure.settles_months and pair.end > day else None


def is_immature(measure: Measure, known_on: date, pair: Sides) -> bool:
    """Whether so many cases are still at court that the figures cannot be compared."""
    return measure.settles_months >= IMMATURE_MONTHS and settles_from(measure, known_on, pair) is not None


def is_part(period: Period) -> bool:
    """Whether a calendar or financial year is cut short by the day of knowledge."""
    return period.name.startswith(("cy-", "fy-")) and period.days < 365


def late_arrivals(read: Read, filters: Filters, measure: Measure, known: Known) -> tuple[str, dict[str, float]]:
    """How many cases dated in the four weeks before an earlier day were known on it, and how many are now."""
    earlier = [state for state in known.states if state < filters.known_on]
    settled = [state for state in earlier if state <= filters.known_on - timedelta(days=SETTLED_DAYS)]
    if not earlier:
        return "The latest weeks may still fill up; the store has no earlier state to measure that by.", {}
    state = max(settled, default=min(earlier))
    end = state + timedelta(days=1)
    weeks = replace(filters, period=Period("recent", "recent", end - timedelta(days=RECENT_DAYS), end))
    then, now = (
        read(measure.question, replace(weeks, known_on=on), measure.dated_by).height for on in (state, filters.known_on)
    )
    sentence = (
        f"The latest weeks may still fill up: of the {RECENT_DAYS} days to {day_in_words(state)}, {then:,} cases were "
        f"known on that day and {now:,} are now."
    )
    return sentence, {"known then": then, "known now": now}


def before_repeating(claim: Claim, measure: Measure, pair: Sides, frame: pl.DataFrame) -> Finding:
    """What the comparison cannot carry."""
    lines = []
    if pair.overlap:
        lines.append("The two periods share days: choose two that do not.")
    elif not claim.is_of_groups and pair.second.period.start < pair.first.period.start:
        lines.append("The second period lies before the first, so the change is read backwards in time.")
    if any(count is not None and count < FEW_EVENTS for count in frame["numerator"]):
        lines.append(f"One side has fewer than {FEW_EVENTS} events: one case more or less changes the picture.")
    if claim.is_of_groups and claim.by in PROVIDER_DIMENSIONS:
        lines.append(
            "Providers supervise people at different risk, the NPS those at the highest, so crude figures do not "
            "compare like with like."
        )
        if measure.kind in ("count", "rate"):
            lines.append("The risk-standardised ratio on the page of providers allows for that.")
    if measure.kind == "share" and set(frame["value"].to_list()) == {0.0, 1.0}:
        lines.append("All cases on one side and none on the other: the group may be part of the measure's definition.")
    if measure.caveat:
        lines.append(measure.caveat)
    lines.append(
        f"The {intervals.ALPHA:.0%} holds for one comparison fixed beforehand: among twenty looked at, one is expected "
        "to seem beyond chance with nothing behind it."
    )
    return Finding("What to say beside it?", Verdict.READ_WITH_CARE, " ".join(lines))
