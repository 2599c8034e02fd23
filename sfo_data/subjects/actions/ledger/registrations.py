"""What was promised to be tested, and when: the entries of the ledger as values, and which of them count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from sfo_data.definitions.measures import MEASURES, Measure
from sfo_data.definitions.reporting_calendar import add_months, day_in_words
from sfo_data.security import hash_chain


class WrongRegistration(ValueError):
    """An entry says something that cannot be tested; the message says what."""


@dataclass(frozen=True)
class Baseline:
    """The 12 months compared with, counted as known on a day and never counted again.

    `design_effect` is how many times more such a share varies than one of units that do not come in groups.
    """

    first_day: date
    last_day: date
    known_on: date
    numerator: int
    denominator: int
    design_effect: float
    is_synthetic: bool


@dataclass(frozen=True)
class RegisteredTest:
    """What is compared, when, and what difference (0 to 1, in the `better` direction) is the least worth having."""

    measure: str
    measure_says: str
    better: Literal["higher", "lower"]
    smallest_difference: float
    baseline: Baseline
    first_day: date
    last_day: date
    tell_from: date


@dataclass(frozen=True)
class Registration:
    """One entry. `test` is None where nothing measures the recommendation yet; `reason` says why, or why amended."""

    name: str
    family: str
    recommendation: int
    text: str
    source: str
    registered_on: date
    reason: str
    test: RegisteredTest | None
    sha256: str


@dataclass(frozen=True)
class InForce:
    """A registration that speaks for its name, and why it cannot count: "" where it can."""

    registration: Registration
    objection: str


@dataclass(frozen=True)
class Ledger:
    """The file as read: its entries in the order written, those that stand for their names, and its head."""

    registrations: tuple[Registration, ...]
    in_force: tuple[InForce, ...]
    head: str


def says(measure: Measure) -> str:
    """A measure's definition in its own words, as it is registered."""
    return f"{measure.numerator} / {measure.denominator}"


def read(text: bytes, published: str | None = None) -> Ledger:
    """The ledger in a file's bytes. Raises hash_chain.Broken (see `hash_chain.verified`) and WrongRegistration."""
    entries = hash_chain.verified(text, published)
    made = _registrations(entries)
    return Ledger(tuple(made), tuple(in_force(made)), hash_chain.head(entries))


def _registrations(entries: Sequence[Mapping[str, Any]]) -> list[Registration]:
    made = [_registration(number, entry) for number, entry in enumerate(entries, 1)]
    for number, (before, after) in enumerate(pairwise(made), 2):
        if after.registered_on < before.registered_on:
            raise WrongRegistration(f"line {number}: it is dated before the line above it.")
    return made


def _registration(number: int, entry: Mapping[str, Any]) -> Registration:
    try:
        test = None if entry["test"] is None else _test(entry["test"])
        words = {name: str(entry[name]) for name in ("name", "family", "text", "source", "reason", "sha256")}
        registered_on = date.fromisoformat(entry["registered_on"])
        return Registration(
            **words, recommendation=int(entry["recommendation"]), registered_on=registered_on, test=test
        )
    except KeyError as error:
        raise WrongRegistration(f"line {number}: it has no {error}.") from error
    except (TypeError, ValueError) as error:
        raise WrongRegistration(f"line {number}: {error}.") from error


def _test(content: Mapping[str, Any]) -> RegisteredTest:
    baseline = content["baseline"]
    if content["better"] not in ("higher", "lower") or not 0 < content["smallest_difference"] < 1:
        raise WrongRegistration("better is higher or lower, and the smallest difference lies between 0 and 1")
    days: dict[str, Any] = {name: date.fromisoformat(content[name]) for name in ("first_day", "last_day", "tell_from")}
    of_baseline: dict[str, Any] = {
        name: date.fromisoformat(baseline[name]) for name in ("first_day", "last_day", "known_on")
    }
    counts = {name: baseline[name] for name in ("numerator", "denominator", "design_effect", "is_synthetic")}
    fixed = {name: content[name] for name in ("measure", "measure_says", "better", "smallest_difference")}
    test = RegisteredTest(**fixed, **days, baseline=Baseline(**of_baseline, **counts))
    if not test.baseline.last_day < test.first_day <= test.last_day < test.tell_from:
        raise WrongRegistration("the baseline, the test period and the day to tell must follow each other")
    return test


def check(made: Registration) -> None:
    """Raises WrongRegistration where a new entry names no share of the registry, or counts one before it settles.

    Only new entries are checked: what the registry says of settling later does not unmake an older test.
    """
    test = made.test
    if test is None:
        return
    measure = MEASURES.get(test.measure)
    if measure is None or measure.kind != "share" or measure.dated_by is None:
        raise WrongRegistration(f"{test.measure} is not a share over a period.")
    if test.measure_says != says(measure):
        raise WrongRegistration(f"measure_says must be “{says(measure)}”.")
    for last_day, told in ((test.baseline.last_day, test.baseline.known_on), (test.last_day, test.tell_from)):
        if told < settled_on(measure, last_day):
            raise WrongRegistration(f"{measure.name} to {last_day} is not settled on {told}.")


def settled_on(measure: Measure, last_day: date) -> date:
    """From when a measure up to `last_day` no longer moves for reasons of the calendar alone."""
    return add_months(last_day, 1 + measure.settles_months)


def in_force(made: Sequence[Registration]) -> list[InForce]:
    """One per name, by recommendation: the newest registration made in time, or the newest with its objection.

    In time is no later than the first day of its own test period and of every one it supersedes: a test is not to be
    moved on once its data have begun. A later amendment stays in the file and does not count.
    """
    names = dict.fromkeys(each.name for each in made)
    found = [_of_one_name([each for each in made if each.name == name]) for name in names]
    return sorted(found, key=lambda each: each.registration.recommendation)


def _of_one_name(versions: Sequence[Registration]) -> InForce:
    begun = date.max
    in_time: list[Registration] = []
    for each in versions:
        begun = min(begun, each.test.first_day if each.test else date.max)
        if each.registered_on <= begun:
            in_time.append(each)
    if not in_time:
        newest = versions[-1]
        return InForce(newest, f"registered after the data: on {day_in_words(newest.registered_on)}, cannot count")
    return InForce(in_time[-1], _redefined(in_time[-1].test))


def _redefined(test: RegisteredTest | None) -> str:
    if test and (test.measure not in MEASURES or says(MEASURES[test.measure]) != test.measure_says):
        return "the measure has been redefined since it was registered, cannot count"
    return ""
