"""Did what the recommendation asks for come about? The registered test, once its data are in, and a verdict by rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from sfo_data.definitions.filters import Filters, Known
from sfo_data.definitions.measures import MEASURES
from sfo_data.definitions.periods import Period
from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.questions.queries import Read
from sfo_data.statistics.multiplicity import holm
from sfo_data.subjects.actions.ledger.comparison import Comparison, Share, Status, compare, decide, share
from sfo_data.subjects.actions.ledger.registrations import InForce, RegisteredTest, Registration


@dataclass(frozen=True)
class Verdict:
    """What can be said of one registration on a day, why, and the figures where there are any."""

    registration: Registration
    status: Status
    reason: str
    comparison: Comparison | None = None


def verdicts(read: Read, filters: Filters, known: Known, is_synthetic: bool, found: Sequence[InForce]) -> list[Verdict]:
    """One per in_force registration, in its order, as known on the day of `filters`, for all of England and Wales.

    Each test is made once: on the first state of knowledge on or after the day registered for it, so that later
    revisions are no second look. Holm's family is every test registered that counts; one not yet decided counts with
    p 1, so that no verdict of "met" is taken back when the others come in. Raises StoreMissing, StoreError.
    """
    early = [_before_the_test(each, filters, is_synthetic) for each in found]
    compared = [
        None if verdict else _comparison(read, filters, known, each.registration.test)
        for each, verdict in zip(found, early, strict=True)
    ]
    adjusted = _by_family(found, [each.p if each else 1.0 for each in compared])
    return [
        verdict or _decided(each.registration, comparison, p)
        for each, verdict, comparison, p in zip(found, early, compared, adjusted, strict=True)
    ]


def _before_the_test(each: InForce, filters: Filters, is_synthetic: bool) -> Verdict | None:
    """The verdict where there is nothing to count, or not yet."""
    registration, test = each.registration, each.registration.test
    if each.objection:
        return Verdict(registration, Status.CANNOT_COUNT, each.objection)
    if test is None:
        return Verdict(registration, Status.CANNOT_TELL, f"no measure yet: {registration.reason}")
    if test.baseline.is_synthetic != is_synthetic:
        return Verdict(registration, Status.CANNOT_COUNT, "its baseline is of synthetic data and the store's is not")
    if filters.scope.divisions is not None:
        return Verdict(registration, Status.CANNOT_TELL, "registered for all of England and Wales")
    if filters.known_on < test.tell_from:
        ends, judged = day_in_words(test.last_day), day_in_words(test.tell_from)
        return Verdict(
            registration, Status.CANNOT_TELL, f"not yet: the test period ends on {ends}, to be judged from {judged}"
        )
    return None


def _comparison(read: Read, filters: Filters, known: Known, test: RegisteredTest | None) -> Comparison | None:
    """None where too little was counted in the test period to give a figure of."""
    if test is None:
        return None
    end = test.last_day + timedelta(days=1)
    period = Period(f"{test.first_day}..{test.last_day}", "Test period", test.first_day, end)
    judged_on = min((state for state in known.states if state >= test.tell_from), default=filters.known_on)
    now = counted(read, replace(filters, known_on=judged_on, period=period, selections=()), test.measure)
    baseline = Share(test.baseline.numerator, test.baseline.denominator, test.baseline.design_effect)
    is_enough = now.denominator >= max(MEASURES[test.measure].least, 1)
    return compare(now, baseline, test.better) if is_enough else None


def counted(read: Read, filters: Filters, name: str) -> Share:
    """A share measure of the registry with its design effect, its units grouped by review."""
    measure = MEASURES[name]
    assert measure.among is not None
    per_review = (
        read(measure.question, filters, measure.dated_by)
        .group_by("review_id")
        .agg(counted=measure.counted.cast(pl.Int64).sum(), among=measure.among.cast(pl.Int64).sum())
    )
    return share(per_review["counted"].to_numpy(), per_review["among"].to_numpy())


def _by_family(found: Sequence[InForce], p: Sequence[float]) -> list[float]:
    """P-values adjusted within each family over the tests that count; 1 for the rest."""
    adjusted = [1.0] * len(found)
    for family in {each.registration.family for each in found}:
        places = [
            place
            for place, each in enumerate(found)
            if each.registration.family == family and each.registration.test and not each.objection
        ]
        for place, value in zip(places, holm([p[place] for place in places]).tolist(), strict=True):
            adjusted[place] = value
    return adjusted


def _decided(registration: Registration, comparison: Comparison | None, adjusted: float) -> Verdict:
    if comparison is None or registration.test is None:
        return Verdict(registration, Status.CANNOT_TELL, "too few were counted in the test period")
    full = replace(comparison, adjusted=adjusted)
    status, reason = decide(full, registration.test.smallest_difference)
    return Verdict(registration, status, reason, full)
