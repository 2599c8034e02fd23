"""The answers of a check in plain sentences."""

from collections.abc import Mapping, Sequence

import polars as pl

from sfo_data import changes
from sfo_data.reporting_calendar import day_in_words
from sfo_data.testimony.reading import Testimony, Verdict
from sfo_data.testimony.standing import Standing
from sfo_data.testimony.view import View, code_of

OPENINGS: Mapping[Verdict, str] = {
    "genuine": "Genuine",
    "saved anew": "Saved anew",
    "altered": "Altered",
    "described": "The code is ours",
    "unknown key": "Signed by an unknown key",
    "unsigned": "Not signed",
}
# By verdict, and by whether it comes from the register rather than from the file itself.
VERDICTS: Mapping[tuple[Verdict, bool], str] = {
    ("genuine", False): "It is as it was made here: its signature holds and nothing that it shows was changed.",
    ("genuine", True): "It is as it was made here: its description is gone, its content is that of a file given out.",
    ("saved anew", False): (
        "Its pages read as they were signed, but it is not the file given out: another program saved it, and viewers "
        "may show it otherwise. Compare it with the view, or ask for the file as it was given out."
    ),
    ("described", False): "Which view it shows is signed, its picture is not: compare it with the view.",
    ("described", True): (
        "The code was given out here. A code cannot say whether a picture is genuine: compare it with the view."
    ),
    ("unknown key", False): "Whether it is genuine cannot be said here.",
    (
        "unsigned",
        False,
    ): "Nothing can be said about it: it has no signature, and it is nothing that was given out here.",
}


def opening(found: Testimony, now: Standing | None = None) -> str:
    """The verdict in a few words: "Genuine, and current: chart.png"."""
    age = _age_in_a_word(now) if now and found.verdict in ("genuine", "described") else ""
    return f"{OPENINGS[found.verdict]}{age}: {found.name}"


def _age_in_a_word(found: Standing) -> str:
    if found.objection:
        return ""
    if found.agrees is False:
        return ", but not what the store gives now"
    return ", and current" if found.is_newest else ", and stale"


def sentences(found: Testimony) -> list[str]:
    """What is known of one file, why, and what to do where it is not enough."""
    return [_verdict(found), *(f"{note[0].upper()}{note[1:].rstrip('.')}." for note in found.notes)]


def _verdict(found: Testimony) -> str:
    if found.verdict == "altered":
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


def of_standing(view: View, found: Standing) -> list[str]:
    """Current or stale, and what has moved since."""
    if found.objection:
        return [f"Whether it is current cannot be said: {found.objection.rstrip('.')}."]
    return [_agreement(view, found), _age(view, found), *_definitions(found)]


def _agreement(view: View, found: Standing) -> str:
    day = day_in_words(view.known_on)
    if found.agrees is None:
        return f"Its numbers were not counted again: open the view to see them as known on {day}."
    if found.agrees:
        return f"The store gives the same numbers for {day}."
    return (
        f"The store no longer gives these numbers for {day}. It is another store, or one loaded anew, "
        "or another version counts otherwise."
    )


def _age(view: View, found: Standing) -> str:
    if found.is_newest:
        return "Current: there are no newer data." if found.is_current else "There are no newer data."
    newest, day = day_in_words(found.newest), day_in_words(view.known_on)
    moved = changes.in_words(found.moved) if found.moved is not None else ""
    if found.then == found.now and not moved:
        return f"Stale: the newest data are of {newest}. {found.now:,} SFO reviews then and now; none came or went."
    return f"Stale: the newest data are of {newest}. SFO reviews: {found.then:,} on {day}, {found.now:,} now: {moved}."


def _definitions(found: Standing) -> list[str]:
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
