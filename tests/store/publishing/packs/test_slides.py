"""The deck of the box: every value of the briefing, every mark in its place, readable slides."""

import time
from itertools import combinations

import pytest
from pptx.util import Inches

from sfo_data.definitions import settings
from sfo_data.definitions.filters import from_choices
from sfo_data.publishing.briefing import Briefing, weekly
from sfo_data.publishing.packs.slides.briefing_deck import slides
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material.box import NEWEST
from tests.material.briefing import CODE
from tests.material.slide_parts import alt, deck, files, shapes, texts

PLACES: dict[str, dict[str, list[str]]] = {
    "England and Wales": {},
    "London division": {"division": ["London"]},
    "Kent, Surrey and Sussex CRC": {"provider": ["Kent, Surrey and Sussex CRC"]},
}


@pytest.fixture(scope="module", params=PLACES)
def whole(request: pytest.FixtureRequest, duckdb_url: str) -> Briefing:
    """The box's briefing of each place, small numbers shown."""
    store = Store(duckdb_url)
    facts = queries.facts(store)
    filters = from_choices(facts.known, PLACES[request.param], "last-12-months", NEWEST)
    return weekly(queries.reader(store), facts, filters, "internal")


def test_every_slide_carries_marking_synthetic_mark_day_filters_code_number_and_notes(whole: Briefing):
    opened = deck(slides(whole, CODE))
    assert len(opened.slides) >= 7
    for number, slide in enumerate(opened.slides, 1):
        said, notes = texts(slide), slide.notes_slide.notes_text_frame.text
        for each in (settings.marking(), settings.SYNTHETIC_MARK, CODE, "Data as known on 11 May 2020."):
            assert each in said and each in notes
        assert whole.filters.sentence() in said and whole.filters.sentence() in notes
        assert slide._element.xpath(".//a:fld[@type='slidenum']/a:t/text()") == [str(number)]


def test_titles_are_the_findings_and_no_two_are_alike(whole: Briefing):
    titles = [slide.shapes.title.text_frame.text for slide in deck(slides(whole, CODE)).slides]
    assert titles[0] == whole.title and titles[2:6] == [each.title for each in whole.figures]
    assert len(set(titles)) == len(titles) and all(titles)


def test_the_summary_has_each_headline_figure_with_last_weeks(whole: Briefing):
    opened = deck(slides(whole, CODE))
    table = shapes(opened, "table")[0]
    rows = [[cell.text for cell in row.cells] for row in table.table.rows]
    assert rows[0][1:3] == ["11 May 2020", "4 May 2020"] and table.table.first_row
    for row, card in zip(rows[1:], whole.cards, strict=True):
        assert row[:3] == [f"{card.label}\n{card.unit}", card.value, card.last_week]
        assert f"{card.label} {card.value} {card.unit}" in alt(table)
        assert all(line in opened.slides[0].notes_slide.notes_text_frame.text for line in card.below)


def test_decisions_and_changes_stand_as_lists(whole: Briefing):
    slide = deck(slides(whole, CODE)).slides[1]
    for each in whole.decisions:
        assert each.what in texts(slide) and each.because in texts(slide)
    assert len(slide._element.xpath(".//a:buAutoNum")) == len(whole.decisions)
    assert len(slide._element.xpath(".//a:buChar")) == len(whole.over_time)


def test_nothing_lies_outside_the_slide_or_over_something_else_and_reading_is_looking(whole: Briefing):
    opened = deck(slides(whole, CODE))
    for slide in opened.slides:
        boxes = [(each.left, each.top, each.left + each.width, each.top + each.height) for each in slide.shapes]
        for left, top, right, bottom in boxes:
            assert left >= 0 and top >= 0 and right <= opened.slide_width and bottom <= opened.slide_height
        for one, other in combinations(boxes, 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert boxes == sorted(boxes, key=lambda box: (round(box[1] / Inches(0.1)), box[0]))


def test_all_text_is_british_english_in_arial_of_at_least_14_points(whole: Briefing):
    data = slides(whole, CODE)
    for name, part in files(data):
        assert ".xlsx/" in name or (b"en-US" not in part and b"Calibri" not in part), name
    for slide in deck(data).slides:
        runs = slide._element.xpath(".//a:r/a:rPr")
        assert {run.get("lang") for run in runs} == {"en-GB"} and {run.latin.get("typeface") for run in runs} == {
            "Arial"
        }
        assert min(int(run.get("sz")) for run in runs) >= 1400


def test_a_deck_takes_seconds_at_most(whole: Briefing):
    start = time.perf_counter()
    slides(whole, CODE)
    assert time.perf_counter() - start < 5
