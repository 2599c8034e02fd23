"""The ledger as readers see it: one row per registered test, and a title that says no more than the verdicts."""

from collections.abc import Sequence

import polars as pl

from sfo_data.definitions.measures import INSPECTION, MEASURES
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.subjects.actions.ledger.comparison import Status
from sfo_data.subjects.actions.ledger.registrations import RegisteredTest
from sfo_data.subjects.actions.ledger.verdicts import Verdict

LEDGER_TABLE = "National recommendations and their registered tests"
HASH_CHAIN = (
    "Each entry carries the SHA-256 of its content and of the hash before it. That shows that nothing was changed, "
    "moved or taken out since the head was published. It does not show when an entry was written: the date is the "
    "registrar’s word, and only a head noted elsewhere at the time makes it more. A test that is met says that the "
    "measure moved as registered, not that the recommendation moved it. The entries in the box are a demonstration: "
    "dated in the calendar of the synthetic extract, written in November 2026."
)
LEDGER_LEAD = (
    "What the inspection recommended, in our own short words, each tied to a measure, with baseline and test fixed "
    "before the data of its test period. All of England and Wales, whatever the filters."
)
SHORT = 12  # characters of a hash: enough to tell entries apart by eye


def ledger_table(found: Sequence[Verdict]) -> pl.DataFrame:
    """One row per verdict, by recommendation."""
    return pl.DataFrame([_row(each) for each in found], schema_overrides={"No.": pl.String})


def _row(verdict: Verdict) -> dict[str, str]:
    made = verdict.registration
    return {
        "No.": str(made.recommendation),
        "Recommendation, in short": made.text,
        "Measure": _measure(made.test),
        "Baseline": _baseline(made.test),
        "Test": _test(made.test),
        "Registered on": day_in_words(made.registered_on),
        "Hash": made.sha256[:SHORT],
        "Status": verdict.status.capitalize(),
        "Why": f"{verdict.reason[0].upper()}{verdict.reason[1:]}.",
    }


def _measure(test: RegisteredTest | None) -> str:
    if test is None:
        return "None yet"
    return MEASURES[test.measure].label if test.measure in MEASURES else test.measure


def _baseline(test: RegisteredTest | None) -> str:
    if test is None:
        return ""
    base = test.baseline
    period = f"{day_in_words(base.first_day)} to {day_in_words(base.last_day)}"
    return f"{base.numerator / base.denominator:.0%} ({base.numerator:,} of {base.denominator:,}), {period}"


def _test(test: RegisteredTest | None) -> str:
    if test is None:
        return ""
    period = f"{day_in_words(test.first_day)} to {day_in_words(test.last_day)}"
    return f"At least {test.smallest_difference * 100:.0f} points {test.better}, {period}"


def ledger_title(found: Sequence[Verdict]) -> str:
    """ "… by registered test: 2 met, 6 cannot tell", or the first day on which one is due, where none is yet."""
    counts = {status: sum(each.status == status for each in found) for status in Status}
    said = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    tests = [each.registration.test for each in found if each.registration.test and each.status == Status.CANNOT_TELL]
    if counts[Status.CANNOT_TELL] < len(found) or not tests:
        return f"Recommendations of May 2020, by registered test: {said or 'none registered'}"
    first = day_in_words(min(test.tell_from for test in tests))
    return f"Recommendations of May 2020: no verdict is due before {first}"


def ledger_caption(found: Sequence[Verdict]) -> str:
    """Where the recommendations come from, what the test is, and when one is met, not met or cannot be told."""
    sources = ", ".join(dict.fromkeys(each.registration.source for each in found))
    return (
        f"Recommendations: {INSPECTION}, {sources}. Test: the share in the test period against the baseline, "
        "one-sided, 5% over all tests together (Holm), units of one review not taken as independent. Met: the test is "
        "passed and the gain is at least the one registered. Not met: the 95% interval lies under it. Cannot tell: "
        "anything else."
    )
