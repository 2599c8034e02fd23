"""What the figures of practitioners allow to be said: titles, sentences and tables."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from sfo_data.definitions.dimensions import NOT_RECORDED
from sfo_data.definitions.reporting_calendar import day_in_words, last_day_before
from sfo_data.statistics.stands_apart import FEW
from sfo_data.subjects.involvement.change import LEAST_DAYS, BeforeAfter, SinceDay
from sfo_data.subjects.involvement.involvement_words import ACCEPTED, STEP_NAMES, few_words
from sfo_data.subjects.involvement.practitioners import STEPS, NoInterview
from sfo_data.wording.number_format import TOO_FEW_FOR_A_SHARE


def answers_title(counted: pl.DataFrame) -> str:
    """ "84% were interviewed, 28% saw the report, 15% could question it" of those recorded."""
    recorded = counted.filter(pl.col("answer") != NOT_RECORDED)
    totals = recorded.group_by("measure").agg(
        yes=pl.col("numerator").filter(pl.col("answer") == "Yes").sum(), of=pl.sum("numerator")
    )
    shares = {name: yes / of for name, yes, of in totals.iter_rows() if of}
    if any(name not in shares for name in STEPS):
        return "Too little is recorded of practitioners under these filters"
    if totals.filter(pl.col("of") < FEW).height:
        return f"Practitioners: fewer than {FEW} recorded for a step, {TOO_FEW_FOR_A_SHARE}"
    interviewed, saw, questioned, _ = (shares[name] for name in STEPS)
    return f"{interviewed:.0%} were interviewed, {saw:.0%} saw the report, {questioned:.0%} could question it"


def answers_table(counted: pl.DataFrame) -> pl.DataFrame:
    """One row per step: practitioners by answer."""
    wide = counted.pivot("answer", index="measure", values="numerator")
    return wide.select(pl.col("measure").replace_strict(STEP_NAMES).alias("Step"), pl.exclude("measure"))


def roles_title(steps: pl.DataFrame) -> str:
    """ "Saw the report: 27% to 30% by role", over the roles with at least 20 practitioners."""
    saw = steps.filter((pl.col("measure") == STEPS[1]) & (pl.col("denominator") >= FEW))
    if saw.is_empty():
        return f"Fewer than {FEW} practitioners in each role"
    least, most = saw.select(least=pl.min("value"), most=pl.max("value")).row(0)
    return f"Saw the report: {least:.0%} to {most:.0%} by role"


def no_interview_sentence(found: NoInterview) -> str:
    """How many reviews interviewed none of the practitioners they name, and how many name none."""
    if found.limits is None:
        return f"None of the {found.reviews:,} reviews accepted in the period names a practitioner."
    named, (lower, upper) = found.reviews - found.none_named, found.limits
    unnamed = f" {found.none_named:,} more name no practitioner." if found.none_named else ""
    return (
        f"{found.none_interviewed:,} of {named:,} reviews ({found.none_interviewed / named:.0%}; 95% {lower:.0%} to "
        f"{upper:.0%}) interviewed none of the practitioners whose work they looked at.{unnamed}"
    )


def change_title(changes: Sequence[BeforeAfter], on: date, known_on: date) -> str:
    """ "Cannot tell yet: the data end on 11 May 2020", or what rose or fell after the day, or that nothing did."""
    if all(each.change == SinceDay.TOO_EARLY for each in changes):
        return f"Cannot tell yet: the data end on {day_in_words(known_on)}"
    moved = [
        f"{STEP_NAMES[each.name].lower()} {each.change}"
        for each in changes
        if each.change in (SinceDay.ROSE, SinceDay.FELL)
    ]
    if moved:
        return f"After {day_in_words(on)}: {', '.join(moved)}"
    return f"{SinceDay.NO_EVIDENCE.capitalize()} in the year from {day_in_words(on)}"


def change_table(changes: Sequence[BeforeAfter]) -> pl.DataFrame:
    """One row per step: shares (%) before and after, their difference in percentage points, and what may be said."""
    return pl.DataFrame(
        [
            {
                "Step": STEP_NAMES[each.name],
                "Year before": _share(each.before),
                "From the day on": _share(each.after),
                "Difference (points)": ""
                if each.lower is None or each.upper is None
                else f"{each.lower * 100:+.1f} to {each.upper * 100:+.1f}",
                "Finding": each.change.capitalize(),
            }
            for each in changes
        ]
    )


def _share(counted: tuple[int, int]) -> str:
    k, n = counted
    return f"{k / n:.0%} ({k:,} of {n:,})" if n else "no data"


def day_options(days_noted: Mapping[date, str]) -> dict[date, str]:
    """ "14 May 2020: Inspection published" for each day to compare around."""
    return {on: f"{day_in_words(on)}: {what}" for on, what in days_noted.items()}


def change_caption(on: date) -> str:
    """What is compared around the day, and when "rose" and "fell" are said."""
    return (
        f"Practitioners of reviews accepted in the year to {day_in_words(last_day_before(on))} and in up to a year "
        f"from {day_in_words(on)}, whatever the period. “Rose” and “fell” are said where the difference is beyond "
        "chance: where nothing changed, at most 5% of the time over the four steps. Each further day tried is another "
        "chance to be wrong. "
        f"“Cannot tell yet”: under {LEAST_DAYS} days of reviews old enough to count. What was already under way before "
        "the day is not told apart from what it brought."
    )


def answers_caption(counted: pl.DataFrame, practitioners: int, without: NoInterview) -> str:
    """Who is counted, for how many a step is not recorded, what counts as no, the reviews without an interview."""
    unknown = counted.filter(pl.col("answer") == NOT_RECORDED, pl.col("numerator") > 0)
    named = [f"{STEP_NAMES[name].lower()} {count:,}" for name, count in unknown.select("measure", "numerator").rows()]
    left_out = f" Left out where it is not recorded: {', '.join(named)}." if named else ""
    return (
        f"{ACCEPTED}: {practitioners:,} practitioners whose work they looked at.{left_out} "
        "Without a date of interview or of seeing the report it counts as no. "
        f"{no_interview_sentence(without)}"
    )


def roles_caption(steps: pl.DataFrame) -> str:
    """Who is counted, and where few are behind a step."""
    return (
        f"{ACCEPTED}, by role at the time, of those recorded, with 95% intervals. "
        f"{few_words(steps, 'practitioner_role')}"
    )
