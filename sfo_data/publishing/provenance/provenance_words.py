"""The answers of a check in plain sentences."""

from collections.abc import Mapping, Sequence

import polars as pl

from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.provenance.currency import Freshness, StoreComparison
from sfo_data.publishing.provenance.reading import CheckResult, Verdict
from sfo_data.publishing.provenance.view import View, code_of
from sfo_data.questions import changes

OPENINGS: Mapping[Verdict, str] = {
    Verdict.GENUINE: "Genuine",
    Verdict.SAVED_ANEW: "Saved anew",
    Verdict.ALTERED: "Altered",
    Verdict.DESCRIBED: "The code is ours",
    Verdict.UNKNOWN_KEY: "Signed by an unknown key",
    Verdict.UNSIGNED: "Not signed",
}
# By verdict, and by whether it comes from the register rather than from the file itself.
VERDICTS: Mapping[tuple[Verdict, bool], str] = {
    (Verdict.GENUINE, False): "It is as it was made here: its signature holds and nothing that it shows was changed.",
    (
        Verdict.GENUINE,
        True,
    ): "It is as it was made here: its description is gone, its content is that of a file given out.",
    (Verdict.SAVED_ANEW, False): (
        "Its pages read as they were signed, but it is not the file given out: another program saved it, and viewers "
        "may show it otherwise. Compare it with the view, or ask for the file as it was given out."
    ),
    (Verdict.DESCRIBED, False): "Which view it shows is signed, its picture is not: compare it with the view.",
    (Verdict.DESCRIBED, True): (
        "The code was given out here. A code cannot say whether a picture is genuine: compare it with the view."
    ),
    (Verdict.UNKNOWN_KEY, False): "Whether it is genuine cannot be said here.",
    (
        Verdict.UNSIGNED,
        False,
    ): "Nothing can be said about it: it has no signature, and it is nothing that was given out here.",
}


AGES: Mapping[Freshness, str] = {
    Freshness.CURRENT: ", and current",
    Freshness.STALE: ", and stale",
    Freshness.OTHER_NUMBERS: ", but not what the store gives now",
    Freshness.UNKNOWN: "",
}


def opening(found: CheckResult, now: StoreComparison | None = None) -> str:
    """The verdict in a few words: "Genuine, and current: chart.png"."""
    age = AGES[now.freshness] if now and found.verdict in (Verdict.GENUINE, Verdict.DESCRIBED) else ""
    return f"{OPENINGS[found.verdict]}{age}: {found.name}"


def sentences(found: CheckResult) -> list[str]:
    """What is known of one file, why, and what to do where it is not enough."""
    return [_verdict(found), *(f"{note[0].upper()}{note[1:].rstrip('.')}." for note in found.notes)]


def _verdict(found: CheckResult) -> str:
    if found.verdict == Verdict.ALTERED:
        return f"It was changed after it was made here. Changed: {_listed(found.where)}."
    return VERDICTS[found.verdict, found.from_register]


def _listed(places: Sequence[str], most: int = 6) -> str:
    more = f", and {len(places) - most} more" if len(places) > most else ""
    return ", ".join(places[:most]) + more


def of_view(view: View) -> list[str]:
    """What the view shows, and by which data, definitions and code."""
    synthetic = "SYNTHETIC DATA: invented cases. " if view.is_synthetic else ""
    return [
        f"Page “{view.page.replace('_', ' ')}”. {view.showing}",
        f"{synthetic}Data as known on {day_in_words(view.known_on)}. Code {code_of(view)}, version {view.version}.",
    ]


def against_the_store(view: View, found: StoreComparison) -> list[str]:
    """Current or stale, and what has moved since."""
    if found.objection:
        return [f"Whether it is current cannot be said: {found.objection.rstrip('.')}."]
    return [_agreement(view, found), _age(view, found), *_definitions(found)]


def _agreement(view: View, found: StoreComparison) -> str:
    day = day_in_words(view.known_on)
    if found.agrees is None:
        return f"Its numbers were not counted again: open the view to see them as known on {day}."
    if found.agrees:
        return f"The store gives the same numbers for {day}."
    return (
        f"The store no longer gives these numbers for {day}. It is another store, or one loaded anew, "
        "or another version counts otherwise."
    )


def _age(view: View, found: StoreComparison) -> str:
    if found.is_newest:
        return "Current: there are no newer data." if found.is_current else "There are no newer data."
    newest, day = day_in_words(found.newest), day_in_words(view.known_on)
    moved = changes.in_words(found.moved) if found.moved is not None else ""
    if found.then == found.now and not moved:
        return f"Stale: the newest data are of {newest}. {found.now:,} SFO reviews then and now; none came or went."
    return f"Stale: the newest data are of {newest}. SFO reviews: {found.then:,} on {day}, {found.now:,} now: {moved}."


def _definitions(found: StoreComparison) -> list[str]:
    return [] if found.has_same_definitions else ["The definitions of measures have been changed since it was made."]


def moved_table(moved: pl.DataFrame) -> pl.DataFrame:
    """One row per kind of change that happened: how many reviews, and what the kind means."""
    counted = changes.counts(moved)
    return pl.DataFrame(
        [
            {"Change": kind.capitalize(), "Reviews": counted[kind], "What it means": meaning}
            for kind, meaning in changes.KINDS.items()
            if counted[kind]
        ],
        schema={"Change": pl.String, "Reviews": pl.Int64, "What it means": pl.String},
    )
