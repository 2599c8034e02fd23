"""Every slide carries what it must, in its place; the deck says the briefing's numbers and no others."""

import hashlib
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from itertools import combinations

import polars as pl
import pytest
from pptx.util import Inches

from sfo_data import queries, settings
from sfo_data.briefing import Briefing, Decision, weekly
from sfo_data.briefing.slides import slides
from sfo_data.database import Store
from sfo_data.filters import from_choices
from sfo_data.testimony.deck import content, tokens, with_token
from tests.briefing.made import CODE
from tests.briefing.slide_parts import alt, deck, example, files, shapes, texts, trend
from tests.conftest import NEWEST

PLACES: dict[str, dict[str, list[str]]] = {
    "England and Wales": {},
    "London division": {"division": ["London"]},
    "Kent, Surrey and Sussex CRC": {"provider": ["Kent, Surrey and Sussex CRC"]},
}
SHA = "import hashlib; from sfo_data.briefing.slides import slides; from tests.briefing.slide_parts import example;"
EVIL = "=1+1 <b>&amp;</b> \x00\x1b\x0b \u202etxt ]]>"
TIDY = "=1+1 <b>&amp;</b> txt ]]>"
CANARY = 987654


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


def test_a_long_choice_of_filters_is_cut_before_the_day_and_the_notes_have_all_of_it():
    labels = [f"Division number {number} of a long list" for number in range(12)]
    made = example(filters=example().filters.select("division", labels))
    slide = deck(slides(made, CODE)).slides[0]
    shown = next(each for each in slide.shapes if each.name == "What is shown").text_frame.text
    assert shown.startswith("1 January 2019") and shown.endswith("… Data as known on 11 May 2020.")
    assert labels[-1] not in shown and labels[-1] in slide.notes_slide.notes_text_frame.text


def test_more_decisions_than_fit_are_counted_on_the_slide_and_told_in_the_notes():
    asked = tuple(
        Decision(f"Decide on matter {n}. {'Why so? ' * 20}", "Because of a rule.", "road_back") for n in range(20)
    )
    slide = deck(slides(example(decisions=asked), CODE)).slides[1]
    shown = sum(f"matter {n}." in texts(slide) for n in range(20))
    assert 0 < shown < 20 and f"And {20 - shown} more, in the notes." in texts(slide)
    assert all(f"matter {n}." in slide.notes_slide.notes_text_frame.text for n in range(20))


def test_slides_without_decisions_without_a_week_before_and_of_real_data_say_so():
    made = example(decisions=(), earlier=None, changed={}, is_synthetic=False)
    opened = deck(slides(made, CODE))
    assert opened.slides[1].shapes.title.text_frame.text == "No rule names anything that needs a decision this week"
    assert "Week before" in texts(opened.slides[0])
    assert not any("SYNTHETIC" in texts(slide) for slide in opened.slides)


def test_two_figures_of_one_title_have_slides_of_two_titles():
    twice = replace(example(), figures=(trend(), trend()))
    titles = [slide.shapes.title.text_frame.text for slide in deck(slides(twice, CODE)).slides]
    assert titles[2] == "SFO notifications and reviews: no evidence of change" and titles[3] == f"4. {titles[2]}"


def test_withheld_numbers_are_in_no_part_of_the_file():
    made = example()
    parts, stacked = made.figures[1], made.figures[2]
    leftover = pl.lit(CANARY).alias("value"), pl.lit(f"{CANARY}.25").alias("upper")
    hidden = replace(trend([CANARY, CANARY + 1, CANARY + 2]), chart=None, caption="Too few to be shown.")
    gone = stacked.frame.with_columns(pl.lit(None, pl.Int64).alias("numerator"), is_withheld=True, words=pl.lit("[c]"))
    figures = (
        replace(hidden, table=pl.DataFrame({"Month": ["[c]"]})),
        replace(parts, frame=parts.frame.with_columns(*leftover)),
        replace(stacked, frame=gone.with_columns(*leftover), table=pl.DataFrame({"Risk": ["[c]"]})),
    )
    data = slides(replace(made, figures=figures), CODE)
    assert not [name for name, part in files(data) if str(CANARY).encode() in part]
    opened = deck(data)
    assert len(shapes(opened, "chart")) == 1 and "[c]" in alt(shapes(opened, "chart")[0])
    assert "Too few to be shown." in texts(opened.slides[2]) and "[c] confidential: withheld" in texts(opened.slides[0])


def test_hostile_names_are_text_and_break_nothing():
    made = example(place=EVIL, title=EVIL, filters=example().filters.select("provider", [EVIL]))
    named = replace(
        made.figures[1], frame=made.figures[1].frame.with_columns(offence_group=pl.lit(EVIL) + pl.col("words"))
    )
    data = slides(replace(made, figures=(named, *made.figures[2:])), CODE)
    opened = deck(data)
    assert opened.slides[0].shapes.title.text_frame.text == TIDY and TIDY in texts(opened.slides[0])
    assert f"provider: {TIDY}" in texts(opened.slides[3])
    assert next(iter(shapes(opened, "chart")[0].chart.plots[0].categories)) == f"{TIDY}12"
    sheets = {name: part for name, part in files(data) if name.endswith("worksheets/sheet1.xml")}
    assert sheets and not any(b"<f>" in part or b"hyperlink" in part for part in sheets.values())


def test_the_same_briefing_gives_the_same_bytes_in_any_process_and_another_gives_others():
    script = f"{SHA} print(hashlib.sha256(slides(example(), {CODE!r})).hexdigest())"
    found = set()
    for seed in ("1", "2"):
        own = {**os.environ, "PYTHONHASHSEED": seed}
        made = subprocess.run(
            [sys.executable, "-c", script], cwd=settings.PROJECT, env=own, stdout=subprocess.PIPE, check=True
        )
        found.add(made.stdout.decode().strip())
    assert found == {hashlib.sha256(slides(example(), CODE)).hexdigest()}
    assert slides(example(title="Another"), CODE) != slides(example(), CODE)


def test_the_file_is_dated_by_the_day_of_knowledge_inside_and_out():
    data = slides(example(), CODE)
    properties = deck(data).core_properties
    assert properties.created == properties.modified == datetime(2020, 5, 11)
    assert properties.author == properties.last_modified_by == "The national view of Serious Further Offences"
    assert (properties.title, properties.language) == (
        "Reviews rose: 71 in the year",
        "en-GB",
    ) and CODE in properties.keywords
    inside = [part for name, part in files(data) if name.endswith("xlsx/docProps/core.xml")]
    assert len(inside) == 3 and all(part.count(b"2020-05-11T00:00:00Z") == 2 for part in inside)
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not any(str(date.today().year).encode() in part for _, part in files(data))


def test_signing_a_deck_changes_nothing_that_is_signed():
    data = slides(example(), CODE)
    signed = with_token(data, "a description")
    assert content(signed) == content(data) and tokens(signed) == ["a description"]


def test_a_deck_takes_seconds_at_most(whole: Briefing):
    start = time.perf_counter()
    slides(whole, CODE)
    assert time.perf_counter() - start < 5
