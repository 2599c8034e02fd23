"""The weekly briefing in a real browser: one screen, its ready mark, week by week, small numbers, on a telephone."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.browser.conftest import Reader, reader_on

MARK = "document.documentElement.dataset.briefingReady ?? null"
SCROLLS = (
    "(() => { const m = document.querySelector('[data-testid=stMain]'); return m.scrollHeight - m.clientHeight })()"
)


@pytest.fixture
def screen(browser: Browser, server: str) -> Iterator[Reader]:
    """A screen of the size that the briefing is composed for."""
    made = reader_on(browser, server, 1920, 1080)
    yield made
    made.page.context.close()


def code(reader: Reader) -> str:
    return reader.page.locator(".briefing-seal code").inner_text(timeout=10_000)


def marked(reader: Reader) -> str:
    reader.page.wait_for_function(f"{MARK} !== null", timeout=30_000)
    return str(reader.page.evaluate(MARK))


@pytest.mark.parametrize(
    "place", ["", "&division=london", "&provider=kent-surrey-and-sussex-crc", "&division=south-west-and-south-central"]
)
@pytest.mark.parametrize("audience", ["internal", "wider"])
def test_it_fits_one_screen_and_says_when_it_is_drawn(screen: Reader, place: str, audience: str):
    screen.open(f"weekly?screenshot=1&audience={audience}{place}")
    assert marked(screen) == code(screen)
    assert screen.page.evaluate(SCROLLS) <= 1
    seen = screen.page.locator("body").inner_text()
    assert "SYNTHETIC DATA" in seen and "Data as known on 11 May 2020" in seen and "What needs a decision" in seen
    hidden = ("Undo", "Copy link", "Previous week", "Download", "Copy picture", "Table and download", "Oversight")
    assert [word for word in hidden if word in seen] == []
    assert screen.outside() == [] and screen.complaints == []


def test_a_place_without_a_single_case_is_drawn_whole_too(screen: Reader):
    screen.open("weekly?screenshot=1&period=2015-01-01..2015-01-02&provider=essex-crc&offence_group=terrorism")
    assert marked(screen) == code(screen)
    assert "Nothing to show under these filters" in screen.page.locator("body").inner_text()


def test_the_mark_goes_as_soon_as_a_chart_is_not_there(screen: Reader):
    screen.open("weekly?screenshot=1")
    marked(screen)
    screen.page.evaluate("document.querySelector('.st-key-briefing [data-testid=stPlotlyChart] .main-svg').remove()")
    screen.page.wait_for_function(f"{MARK} === null", timeout=5_000)


def test_a_page_that_is_not_the_briefing_has_no_mark(reader: Reader):
    reader.open("weekly")
    marked(reader)
    reader.open("risk")
    assert reader.page.evaluate(MARK) is None


def test_the_week_before_and_after_are_one_click_away(reader: Reader):
    reader.open("weekly")
    newest = code(reader)
    reader.page.get_by_role("button", name="Previous week: 4 May 2020").click()
    reader.page.get_by_text("Week to 4 May 2020").wait_for()
    reader.ready()
    assert "known_on=2020-05-04" in reader.page.url and marked(reader) == code(reader) != newest
    assert "What changed since 27 April 2020" in reader.page.locator("body").inner_text()
    reader.page.get_by_role("button", name="Next week: 11 May 2020").click()
    reader.page.get_by_text("Week to 11 May 2020").wait_for()
    reader.ready()
    assert code(reader) == newest
    assert reader.page.get_by_role("button", name="Next week: none").is_disabled()


def test_small_numbers_are_withheld_at_a_click_and_by_the_address(reader: Reader):
    reader.open("weekly?provider=kent-surrey-and-sussex-crc")
    cards = reader.page.locator(".briefing-cards")
    assert "[c]" not in cards.inner_text()
    reader.page.get_by_role("radio", name="Withheld").click()
    reader.page.locator(".briefing-cards", has_text="[c]").wait_for()
    reader.ready()
    assert "audience=wider" in reader.page.url
    withheld = code(reader)
    again = reader.open("weekly?provider=kent-surrey-and-sussex-crc&audience=wider")
    assert code(again) == withheld and "[c]" in cards.inner_text()


def test_the_view_for_a_screenshot_is_a_click_away(reader: Reader):
    reader.open("weekly")
    reader.page.get_by_role("button", name="View for a screenshot").click()
    reader.page.wait_for_url("**screenshot=1**")
    reader.page.get_by_role("button", name="Undo").wait_for(state="hidden")


def test_on_a_telephone_nothing_is_cut(browser: Browser, server: str):
    phone = reader_on(browser, server, 390, 844).open("weekly")
    wide = phone.page.evaluate(
        "[...document.querySelectorAll('.st-key-briefing *')].filter(e => e.getBoundingClientRect().right > 391"
        " && !e.closest('.twin, svg')).length"
    )
    phone.page.context.close()
    assert wide == 0


@pytest.mark.parametrize("place", ["", "?division=south-west-and-south-central"])
def test_it_prints_on_one_sheet_of_a4(reader: Reader, place: str):
    reader.open(f"weekly{place}")
    sheets = PdfReader(BytesIO(reader.page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 1 and [round(float(side)) for side in sheets[0].mediabox[2:]] == [842, 595]
    words = sheets[0].extract_text()
    assert code(reader) in words and "What needs a decision" in words and "Previous week" not in words
