"""The briefing as PDF: one sheet and every number, tagged so that a screen reader reads it as a person sees it."""

import hashlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from page import validate_pdf_bytes
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from sfo_data.definitions import settings
from sfo_data.publishing.briefing import Briefing, Trend, briefing_words, numbers
from sfo_data.publishing.packs import pdf
from sfo_data.publishing.packs.chart_svg import UnsafeDrawing
from sfo_data.publishing.packs.document import ChartsDiffer
from sfo_data.wording.tables import as_text
from tests.material.briefing import briefing
from tests.material.printed import CODE, PLACES, drawings, of_box, pdf_text

A4_LANDSCAPE = (842, 595)


@pytest.fixture(scope="module", params=PLACES)
def of_place(request: pytest.FixtureRequest, duckdb_url: str) -> Briefing:
    return of_box(duckdb_url, request.param)


@pytest.fixture(scope="module")
def printed(of_place: Briefing) -> bytes:
    return made(of_place)


def made(of: Briefing) -> bytes:
    return pdf.pdf(of, drawings(of), CODE)


def reader(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def tagged(data: bytes) -> Iterator[Any]:
    """The elements of the structure in the order in which they are read."""
    waiting = [reader(data).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        found = waiting.pop(0)
        found = found.get_object() if isinstance(found, IndirectObject) else found
        if not isinstance(found, dict) or ("/S" not in found and "/ParentTree" not in found):
            continue
        if "/S" in found:
            yield found
        below = found.get("/K", [])
        below = below.get_object() if isinstance(below, IndirectObject) else below
        waiting = [*(below if isinstance(below, list) else [below]), *waiting]


def test_a_validator_finds_it_conforms_to_pdf_ua_1(printed):
    report = validate_pdf_bytes(printed, profile="ua1")
    assert report.rules.total > 100
    assert [each.message for each in report.failures] == []
    assert report.is_compliant


def test_the_validator_can_tell(printed):
    """A sheet of the same bytes without its mark of tags is found out."""
    spoiled = printed.replace(b"/Marked true", b"/Marked null")
    assert spoiled != printed
    assert not validate_pdf_bytes(spoiled, profile="ua1").is_compliant


def test_it_is_one_sheet_of_a4_across_and_then_the_numbers(printed):
    pages = reader(printed).pages
    assert {(round(each.mediabox.width), round(each.mediabox.height)) for each in pages} == {A4_LANDSCAPE}
    assert pdf_text(printed, 0).count(CODE) == 2
    assert "Definitions: years" in pdf_text(printed, 0)
    assert pdf_text(printed, 1).startswith("Every number of this briefing")


def test_words_on_the_sheet_are_whole_and_in_the_order_in_which_they_are_seen(of_place, printed):
    text = pdf_text(printed, 0)
    said = [of_place.title]
    for card in of_place.cards:
        said += [card.label, f"{card.value} {card.unit}", *card.below]
    for figure in of_place.figures:
        said += [figure.title, figure.caption]
    said += [
        *of_place.over_time,
        briefing_words.since(of_place),
        *briefing_words.changed(of_place),
        briefing_words.in_force(of_place),
    ]
    at = 0
    for each in said:
        found = text.find(" ".join(each.split()), at)
        assert found >= 0, f"“{each}” is not in {text[at : at + 300]}"
        at = found


def test_every_value_of_every_table_is_there(of_place, printed):
    text = pdf_text(printed)
    for each in numbers(of_place):
        # "April 2020"; of a quarter, "April to June 2020", its first month.
        when = each.table.with_columns(pl.col("^Month$").dt.strftime("%B %Y"), pl.col("^Quarter$").dt.strftime("%B"))
        for row in as_text(when).rows():
            # A row whose cells take several lines is read cell by cell.
            found = " ".join(" ".join(row).split())
            assert found in text or not [cell for cell in row if " ".join(cell.split()) not in text]


def test_its_tags_are_headings_lists_tables_with_scopes_and_figures_with_words(of_place, printed):
    tags = list(tagged(printed))
    kinds = [each["/S"] for each in tags]
    filled = [each for each in numbers(of_place) if not each.table.is_empty()]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 6 + 4 + 3 + 1
    assert kinds.count("/H3") == len(numbers(of_place))
    assert kinds.count("/L") == 3
    assert kinds.count("/Table") == len(filled)
    assert kinds.count("/TR") == sum(each.table.height + 1 for each in filled)
    assert kinds.count("/TH") == sum(each.table.width for each in filled)
    assert {each["/A"][0]["/Scope"] for each in tags if each["/S"] == "/TH"} == {"/Column"}
    alternatives = [each["/Alt"] for each in tags if each["/S"] == "/Figure"]
    drawn = [figure.title.split(". ")[0] for figure in of_place.figures if figure.is_drawn]
    assert len(drawn) >= 3
    assert all(text.split(". ")[1].startswith(title) for text, title in zip(alternatives, drawn, strict=True))


def test_headings_are_read_in_the_order_of_the_sheet_and_go_down_by_one(printed):
    levels = [int(each["/S"][2]) for each in tagged(printed) if each["/S"] in ("/H1", "/H2", "/H3")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_title_language_outline_and_dates_are_those_of_the_briefing(of_place, printed):
    found = reader(printed)
    title = f"SFO weekly briefing, {of_place.place}: week to 11 May 2020"
    assert found.metadata.title == title
    assert found.trailer["/Root"]["/Lang"] == "en-GB"
    assert found.trailer["/Root"]["/ViewerPreferences"]["/DisplayDocTitle"]
    assert len(found.outline) == 2
    assert {found.metadata.creation_date.date(), found.metadata.modification_date.date()} == {date(2020, 5, 11)}


def test_its_fonts_are_inside(printed):
    fonts = [font.get_object() for each in reader(printed).pages for font in each["/Resources"]["/Font"].values()]
    names = {font["/BaseFont"].split("+")[1] for font in fonts}
    assert names == {"LiberationSans", "LiberationSans-Bold"}
    assert all("/FontFile2" in each["/DescendantFonts"][0]["/FontDescriptor"] for each in fonts)


def test_marking_day_of_knowledge_code_and_number_stand_on_every_page(printed):
    count = len(reader(printed).pages)
    for number in range(count):
        text = pdf_text(printed, number)
        foot = f"{settings.marking()}. {settings.SYNTHETIC_MARK}. Data as known on 11 May 2020."
        assert foot in text
        assert f"Code {CODE}" in text
        assert f"Page {number + 1} of {count}" in text


def test_another_process_makes_the_same_bytes(printed, of_place, duckdb_url):
    script = (
        "import hashlib; from sfo_data.publishing.packs import pdf; "
        "from sfo_data.store.database.store import close_engines; "
        "from tests.material.printed import *; of = of_box({!r}, {!r}); "
        "print(hashlib.sha256(pdf.pdf(of, drawings(of), CODE)).hexdigest()); close_engines()"
    )
    place = of_place.place if of_place.place in PLACES else "national"
    command = [sys.executable, "-c", script.format(duckdb_url, place)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert run.stdout.strip() == hashlib.sha256(printed).hexdigest()


def test_names_out_of_the_data_are_text_never_typesetting(monkeypatch):
    hostile = "#panic() *no* $x$ <label> @ref // `raw` \\ = [c] ~ -- ..."
    monkeypatch.setenv("SFO_MARKING", hostile)
    of = briefing()
    of = replace(of, place=hostile, title=hostile, over_time=(hostile,), definitions=pl.DataFrame({hostile: [hostile]}))
    text = pdf_text(pdf.pdf(of, drawings(of), hostile))
    assert text.count(hostile) >= 8


def test_a_withheld_number_is_nowhere():
    of = briefing()
    figure = replace(of.figures[0], frame=of.figures[0].frame.with_columns(numerator=pl.lit(987654)))
    table = pl.DataFrame({"Measure": ["A"], "Over time": ["[c]"]})
    hidden = Trend("sfo_reviews_over_time", "Too few to be shown", "So small.", table, None)
    data = made(replace(of, figures=(hidden, figure)))
    alternatives = [each["/Alt"] for each in tagged(data) if "/Alt" in each]
    said = pdf_text(data) + " ".join(alternatives) + str(reader(data).metadata)
    assert "987" not in said.replace(",", "")
    assert "Too few to be shown So small." in said
    assert said.count("[c]") >= 5


def test_a_week_with_much_to_say_is_set_smaller_and_stays_on_one_sheet():
    of = briefing()
    data = made(replace(of, figures=of.figures * 4, decisions=of.decisions * 14, over_time=of.over_time * 6))
    assert pdf_text(data, 0).count("39 of 40 open") == 14
    assert "Definitions: years" in pdf_text(data, 0)
    assert pdf_text(data, 1).startswith("Every number of this briefing")


def test_more_than_fits_flows_on_and_nothing_is_cut():
    of = briefing()
    lines = tuple(f"Line {number} is there." for number in range(400))
    text = pdf_text(made(replace(of, over_time=lines)))
    assert [line for line in lines if text.count(line) < 2] == []


def test_another_number_of_drawings_or_an_unsafe_one_makes_no_pdf():
    with pytest.raises(ChartsDiffer):
        pdf.pdf(briefing(), (), CODE)
    with pytest.raises(UnsafeDrawing):
        pdf.pdf(briefing(), ['<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'], CODE)


def test_a_missing_font_is_named_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(pdf, "FONT", "Liberation Nowhere")
    monkeypatch.setattr(pdf, "_compiler", pdf._compiler.__wrapped__)
    with pytest.raises(pdf.PdfError, match=r"Liberation Nowhere is missing.*apt-get install fonts-liberation"):
        made(briefing())


def test_a_letter_that_the_font_does_not_have_is_a_box_and_the_pdf_is_made():
    assert "Reviews of □□ rose" in pdf_text(made(briefing(title="Reviews of 事件 rose")), 0)
    assert "Murder □ London" in pdf_text(made(briefing(title="Murder \uff1d London")), 0)
    # A snowman is in DejaVu, which most machines have: whatever else is installed, the PDF is the same.
    assert "Snow □ fell" in pdf_text(made(briefing(title="Snow \u2603 fell")), 0)


def test_too_many_letters_that_the_font_does_not_have_make_no_pdf(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_NOT_IN_FONT", 1)
    with pytest.raises(pdf.PdfError, match="over 1 kinds of text that Liberation Sans does not have"):
        made(briefing(title="事件 rose"))
