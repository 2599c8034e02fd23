"""Every page on paper: nothing to click, nothing cut, the markings on every sheet."""

import io
import re

import pytest
from pypdf import PdfReader

from tests.browser.conftest import Reader
from tests.browser.test_pages import PAGES

# 297 mm less two margins of 12, and 210 mm less the same, at 96 pixels to the inch.
ACROSS, UPRIGHT = 1031, 702
A4_ACROSS = (842, 595)
BUTTONS = ("Undo", "Clear all", "Copy link", "More filters", "Download", "Copy picture", "Page as")
# A drawing is cut by its own frame; what is hidden has no box; the field behind a slider's handle is not seen.
PAST_THE_EDGE = """width => {
  const main = document.querySelector('[data-testid=stMain]');
  return [...main.querySelectorAll('*:not(svg *):not(option):not(input)')].filter(each => {
    const box = each.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && box.right > width + 1 && getComputedStyle(each).visibility !== 'hidden';
  }).map(each => `${each.tagName}.${each.className} to ${each.getBoundingClientRect().right}`);
}"""
CLIPPED = """() => [...document.querySelectorAll('[data-testid=stMain] :is(.twin, .printed, .twin td, .twin th, p)')]
  .filter(each => each.clientWidth > 0 && each.scrollWidth > each.clientWidth + 1)
  .map(each => `${each.tagName}.${each.className}: ${each.innerText.slice(0, 60)}`)"""


def sheets(reader: Reader) -> list[str]:
    made = PdfReader(io.BytesIO(reader.page.pdf(prefer_css_page_size=True)))
    for sheet in made.pages:
        assert (round(float(sheet.mediabox.width)), round(float(sheet.mediabox.height))) == A4_ACROSS
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in made.pages]


def on_paper(reader: Reader, width: int) -> None:
    reader.page.set_viewport_size({"width": width, "height": 1000})
    reader.page.emulate_media(media="print")
    reader.page.wait_for_timeout(300)
    reader.ready()


@pytest.mark.parametrize("path", list(dict.fromkeys([*PAGES, "weekly", "check_a_screenshot"])))
def test_a_page_prints_its_words_and_markings_and_nothing_to_click(reader: Reader, path: str):
    reader.open(path)
    printed = sheets(reader)
    whole = " ".join(printed)
    assert reader.heading in printed[0]
    assert "Showing: 1 May 2019 to 30 April 2020; England and Wales." in printed[0]
    assert "Data as known on 11 May 2020." in printed[0] and "Newest data: 11 May 2020." in printed[0]
    for number, sheet in enumerate(printed, start=1):
        assert "OFFICIAL-SENSITIVE · SYNTHETIC DATA: invented cases, real published totals" in sheet
        assert f"Page {number} of {len(printed)}" in sheet
    assert [words for words in BUTTONS if words in whole] == []
    assert reader.complaints == []
    for width in (ACROSS, UPRIGHT):
        on_paper(reader, width)
        assert reader.page.evaluate(PAST_THE_EDGE, width) == []
        assert reader.page.evaluate(CLIPPED) == []


def test_two_charts_stand_side_by_side_across_and_below_each_other_upright(reader: Reader):
    reader.open("?period=cy-2018")
    assert len(sheets(reader)) == 2
    names = ("sfo_reviews_by_month", "qa_within_target_share_by_month")
    for width, is_beside in ((ACROSS, True), (UPRIGHT, False)):
        on_paper(reader, width)
        first, second = (reader.page.locator(f".st-key-panel_{name}").bounding_box() for name in names)
        assert (abs(first["y"] - second["y"]) < 2) == is_beside
        assert (second["x"] > first["x"] + first["width"]) == is_beside


def test_a_chart_is_scaled_to_the_paper_and_back_to_the_screen(reader: Reader):
    reader.open("?period=cy-2018")
    layer = reader.page.locator(".main-svg").first
    width, height = layer.get_attribute("width"), layer.get_attribute("height")
    reader.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert layer.get_attribute("viewBox") == f"0 0 {width} {height}"
    reader.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert layer.get_attribute("viewBox") is None


def test_a_grid_prints_as_a_table_with_all_its_columns(reader: Reader):
    reader.open("providers?period=cy-2018")
    table = reader.page.locator(".printed table")
    assert not table.is_visible()
    printed = " ".join(sheets(reader))
    assert "Rate per 1,000 a year" in printed and "NPS South West and South Central" in printed
    on_paper(reader, ACROSS)
    assert table.is_visible() and not reader.page.locator("[data-testid=stDataFrame]").is_visible()


def test_an_open_table_prints_and_a_closed_one_does_not(reader: Reader):
    reader.open("?period=cy-2018")
    assert "by provider type" not in " ".join(sheets(reader)).replace("SFO notifications by provider type", "")
    panel = reader.page.locator(".st-key-panel_sfo_reviews_by_provider_type")
    panel.get_by_text("Table and download").click()
    panel.locator("table").first.wait_for()
    reader.ready()
    whole = " ".join(sheets(reader))
    assert re.search(r"NPS 281 ", whole) and "Table and download" not in whole and "Download" not in whole
