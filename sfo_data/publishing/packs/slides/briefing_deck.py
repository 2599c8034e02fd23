"""The weekly briefing as slides: what stands on each of them, out of the briefing alone."""

from collections.abc import Sequence
from typing import Any

from sfo_data.definitions.reporting_calendar import day_in_words
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.content import NOTHING, WITHHELD, Briefing, Card, Figure, Parts
from sfo_data.publishing.packs.slides import alternative_text
from sfo_data.publishing.packs.slides.bars import put_bars
from sfo_data.publishing.packs.slides.charts import is_drawn
from sfo_data.publishing.packs.slides.deck import add_slide, finish, saved
from sfo_data.publishing.packs.slides.master import BODY, empty_deck
from sfo_data.publishing.packs.slides.tables import Column, Row, header, high, pages, put_table
from sfo_data.publishing.packs.slides.text import (
    SMALLEST,
    Align,
    Box,
    Listing,
    Paragraph,
    plain,
    put,
    put_lists,
    put_text,
    room,
)
from sfo_data.publishing.packs.slides.trend import put_trend
from sfo_data.publishing.packs.text_width import Run, cut
from sfo_data.wording.palette import BLUE, MUTED, TEXT

# Points: place and week, a headline figure, last week's, words in place of a chart, captions.
PLACE, VALUE, BEFORE, LARGE, CAPTIONS = 18.0, 28.0, 18.0, 24.0, 16.0
# Inches: the table of headline figures, the gap beside it, a caption, how to check a slide, a footnote.
LEFT, GAP, CAPTION, CHECK, FOOTNOTE = 9.3, 0.36, 0.9, 0.34, 0.3
# The week stands beside the place.
PLACE_WIDTH = BODY.width - 3.6
CARD_WIDTHS = (3.4, 1.32, 1.32, LEFT - 6.04)
CARD_SIDES: tuple[Align, ...] = ("l", "r", "r", "l")
# Inches in which the rows come out lowest.
DEFINITION_WIDTHS = {"Measure": 1.9, "Counts": 3.3, "Out of": 2.4, "Dated by": 1.2, "Note": 3.533}
NO_DECISION = "No rule names anything that needs a decision this week"


def slides(briefing: Briefing, code: str) -> bytes:
    """The briefing as a PowerPoint deck with native charts; the same briefing and code give the same bytes."""
    deck = empty_deck()
    _summary(deck, briefing, code)
    _decisions(deck, briefing, code)
    for figure in briefing.figures:
        _figure(deck, briefing, figure, code)
    _definitions(deck, briefing, code)
    return saved(deck, briefing, code)


def _summary(deck: Any, briefing: Briefing, code: str) -> None:
    """Six headline figures with last week's, and what changed since."""
    slide = add_slide(deck, briefing.title)
    place = Run(cut(f"Serious Further Offences (SFOs), {plain(briefing.place)}.", PLACE, PLACE_WIDTH, 1), PLACE, MUTED)
    week = Run(f" Week to {day_in_words(briefing.filters.known_on)}", PLACE, TEXT, True)
    put(slide, "Place and week", Box(BODY.left, BODY.top - 0.06, BODY.width, 0.32), [Paragraph((place, week))])
    changed, cards = briefing_words.changed(briefing), briefing.cards
    is_withheld = any(WITHHELD in text for text in (*changed, *(each.value + each.last_week for each in cards)))
    most = BODY.height - 0.3 - (FOOTNOTE if is_withheld else 0)
    below = Box(BODY.left, BODY.top + 0.3, LEFT, most)
    columns = _card_columns(briefing)
    rows = _card_rows(cards, columns, most)
    put_table(slide, "Headline figures", alternative_text.cards_in_words(briefing), below, columns, rows)
    beside = Box(BODY.left + LEFT + GAP, below.top, BODY.width - LEFT - GAP, most)
    put_lists(slide, [Listing(briefing_words.since(briefing), beside, [("", each) for each in changed], "bullet")])
    if is_withheld:
        foot = Box(BODY.left, BODY.top + BODY.height - FOOTNOTE, BODY.width, FOOTNOTE)
        put_text(slide, "Withheld", foot, alternative_text.WITHHELD_MEANS, SMALLEST, MUTED)
    finish(slide, len(deck.slides), briefing, code, alternative_text.summary_notes(briefing, code))


def _card_columns(briefing: Briefing) -> list[Column]:
    now, then = briefing.filters.known_on, briefing.earlier
    last_week = f"{then.day} {then:%b %Y}" if then else "Week before"
    headings = ("Headline figure", f"{now.day} {now:%b %Y}", last_week, "Beside it")
    return [Column(name, wide, side) for name, wide, side in zip(headings, CARD_WIDTHS, CARD_SIDES, strict=True)]


def _card_rows(cards: Sequence[Card], columns: Sequence[Column], most: float) -> list[Row]:
    """A row for each headline figure with the lines beside it, the last of the longest left out until all fit."""
    beside = [len(card.below) for card in cards]
    while True:
        rows = [_card_row(card, lines) for card, lines in zip(cards, beside, strict=True)]
        if sum(high(row, columns) for row in (header(columns), *rows)) <= most or not any(beside):
            return rows
        lengths = [room(row[-1], columns[-1].width) if lines else 0.0 for row, lines in zip(rows, beside, strict=True)]
        beside[lengths.index(max(lengths))] -= 1


def _card_row(card: Card, beside: int) -> Row:
    return [
        [Paragraph((Run(card.label, SMALLEST, TEXT, True),)), Paragraph((Run(card.unit, SMALLEST, MUTED),))],
        [Paragraph((Run(card.value, VALUE, BLUE, True),))],
        [Paragraph((Run(card.last_week, BEFORE, TEXT),))],
        [Paragraph((Run(plain("; ".join(card.below[:beside])), SMALLEST, TEXT),))],
    ]


def _decisions(deck: Any, briefing: Briefing, code: str) -> None:
    """What needs a decision, and what the rules allow to be said of change over time."""
    count = len(briefing.decisions)
    asked = f"{count} {'matter needs' if count == 1 else 'matters need'} a decision this week"
    slide = add_slide(deck, asked if count else NO_DECISION)
    wide = (BODY.width - GAP) * 0.55
    left = Box(BODY.left, BODY.top, wide, BODY.height)
    right = Box(BODY.left + wide + GAP, BODY.top, BODY.width - wide - GAP, BODY.height)
    items = [(each.what, each.because) for each in briefing.decisions] or [("", "Nothing that a rule names.")]
    over_time = [("", each) for each in briefing.over_time]
    decided = Listing("What needs a decision", left, items, "number" if count else "bullet")
    put_lists(slide, [decided, Listing("What changed over time", right, over_time, "bullet")])
    finish(slide, len(deck.slides), briefing, code, alternative_text.decision_notes(briefing, code))


def _figure(deck: Any, briefing: Briefing, figure: Figure, code: str) -> None:
    """One figure as a native chart with its caption; words in its place where nothing may be drawn."""
    slide = add_slide(deck, figure.title)
    box = Box(BODY.left, BODY.top, BODY.width, BODY.height - CAPTION)
    below = Box(BODY.left, BODY.top + BODY.height - CAPTION + 0.08, BODY.width, CAPTION - 0.08)
    caption = plain(figure.caption)
    if is_drawn(figure):
        draw: Any = put_bars if isinstance(figure, Parts) else put_trend
        draw(slide, figure, alternative_text.alt_text(figure), box, briefing.filters.known_on)
        put_text(slide, "Caption", below, caption, CAPTIONS, MUTED)
    else:
        put_text(slide, "In place of the chart", box, caption, LARGE, TEXT)
    finish(slide, len(deck.slides), briefing, code, alternative_text.figure_notes(briefing, figure, code))


def _definitions(deck: Any, briefing: Briefing, code: str) -> None:
    """The definitions in force, on as many slides as they need, and how to check a slide."""
    table = briefing.definitions
    widths = [DEFINITION_WIDTHS.get(name, 2.0) for name in table.columns]
    columns = [
        Column(*each) for each in zip(table.columns, (w * BODY.width / sum(widths) for w in widths), strict=True)
    ]
    rows = [
        [[Paragraph((Run(plain(value or NOTHING), SMALLEST, TEXT, place == 0),))] for place, value in enumerate(row)]
        for row in table.iter_rows()
    ]
    split = pages(rows, columns, BODY.height - CHECK)
    for number, part in enumerate(split):
        slide = add_slide(deck, "Definitions in force" if number == 0 else "Definitions in force, continued")
        alt = f"Table of definitions: {'; '.join(alternative_text.as_lines(table))}"
        put_table(slide, "Definitions", alt, BODY, columns, part)
        if number == len(split) - 1:
            _how_to_check(slide, code)
        finish(slide, len(deck.slides), briefing, code, alternative_text.definition_notes(briefing, code))


def _how_to_check(slide: Any, code: str) -> None:
    box = Box(BODY.left, BODY.top + BODY.height - 0.26, BODY.width, 0.26)
    head = Run("How to check a slide.", SMALLEST, BLUE, True)
    said = f"In the dashboard open Briefing > Check a screenshot and type the code {plain(code)}."
    put(slide, "How to check a slide", box, [Paragraph((head, Run(f" {said}", SMALLEST, TEXT)))])
