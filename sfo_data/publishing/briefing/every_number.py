"""Every number of a briefing as tables, and one hash over all of them."""

import hashlib
from dataclasses import dataclass

import polars as pl

from sfo_data.definitions.filters import Filters
from sfo_data.publishing import provenance
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import Briefing
from sfo_data.security.disclosure import Audience

PAGE = "weekly"


@dataclass(frozen=True, eq=False)
class NumberTable:
    """One table of a briefing: `name` for a file or sheet, `title` as printed, the sentence `about` it.

    `filters` are those of its rows; None where it is not of the extract.
    """

    name: str
    title: str
    about: str
    table: pl.DataFrame
    filters: Filters | None


def numbers(briefing: Briefing) -> list[NumberTable]:
    """The tables of a briefing in the order of the page: headline figures, each chart, changes, decisions."""
    cards = pl.DataFrame(
        [
            {
                "Measure": card.label,
                "Value": card.value,
                "Unit": card.unit,
                "Last week": card.last_week,
                "Beside it": "; ".join(card.below),
            }
            for card in briefing.cards
        ]
    )
    since, chosen = briefing_words.since(briefing), briefing.filters
    week = chosen.over(briefing.earlier or chosen.known_on, chosen.known_on)
    return [
        NumberTable("headline_figures", "Headline figures", chosen.sentence(), cards, chosen),
        *(NumberTable(each.name, each.title, each.caption, each.table, chosen) for each in briefing.figures),
        NumberTable(
            "over_time", "What changed over time", "Only what a rule allows.", _lines(briefing.over_time), chosen
        ),
        NumberTable(
            "since_last_week", since, "Between two states of knowledge.", _lines(briefing_words.changed(briefing)), week
        ),
        NumberTable(
            "decisions",
            "What needs a decision",
            "Each by the rule beside it.",
            pl.DataFrame(
                {
                    "Decision": [each.what for each in briefing.decisions],
                    "Because": [each.because for each in briefing.decisions],
                },
                schema={"Decision": pl.String, "Because": pl.String},
            ),
            chosen.on_its_day(),
        ),
        NumberTable(
            "definitions", "Definitions in force", "As the definitions page has them.", briefing.definitions, None
        ),
    ]


def _lines(sentences: tuple[str, ...] | list[str]) -> pl.DataFrame:
    return pl.DataFrame({"Statement": list(sentences)}, schema={"Statement": pl.String})


def data_sha256(briefing: Briefing) -> str:
    """A hash over every number and word of the briefing: another value anywhere gives another hash.

    SHA-256 of the title and each table's name and CSV text, so the same on every machine and engine.
    """
    digest = hashlib.sha256(f"{briefing.title}\n{briefing.audience}\n".encode())
    for each in numbers(briefing):
        digest.update(f"{each.name}\n{each.title}\n{each.table.write_csv()}\n".encode())
    return digest.hexdigest()


def link(filters: Filters, audience: Audience) -> str:
    """The address of the briefing below the dashboard's own."""
    return provenance.link(PAGE, filters, {"audience": audience})


def view_of(briefing: Briefing) -> provenance.View:
    """What a picture of the briefing shows: its page, filters, numbers and definitions."""
    own = {"audience": briefing.audience}
    return provenance.view_of(PAGE, briefing.filters, data_sha256(briefing), briefing.is_synthetic, own)
