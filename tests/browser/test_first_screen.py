"""What a reader sees of each page without scrolling, at three sizes: its chrome, its first figure, its first chart."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from pages.frame.menu import MENU, PAGES
from tests.browser.conftest import reader_in
from tests.browser.screenshots import CHOICES

SEEN = Path(__file__).with_name("first_screen.js").read_text()
SIZES = {"wide": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
# Pixels from the top: the bar and the row of filters; on a phone the row is three.
CHROME = {"wide": 100, "laptop": 100, "phone": 190}
FIRST_NUMBER = {"wide": 200, "laptop": 200, "phone": 844}
FIRST_CHART = {"wide": 470, "laptop": 500, "phone": 1.6 * 844}
SCREENS = 3
# Pages of charts that open with cards; the others open with a table, a list or a form.
WITH_CARDS = [entry.name for entry in MENU if entry.section in ("Oversight", "Reviews", "Learning")]
WITH_CARDS.remove("independent_qa")
# The road back says when it will be back before it draws.
CHART_LATER = {"road_back"}
LONG = {"road_back", "actions", "victims"}


@pytest.mark.parametrize("name", WITH_CARDS)
def test_the_first_screen_answers_at_every_size(shared_context: BrowserContext, server: str, name: str):
    reader = reader_in(shared_context, server, *SIZES["wide"]).open(name + CHOICES.get(name, ""))
    page, wrong = reader.page, {}
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => document.documentElement.clientWidth === width", arg=width)
        if found := faults(page.evaluate(SEEN), size, name):
            wrong[size] = found
        assert page.locator(".service strong").is_visible() and page.locator(".marking .synthetic").is_visible()
    page.close()
    assert wrong == {}


def faults(seen: dict[str, Any], size: str, name: str) -> dict[str, Any]:
    """What of a measured first screen is over its place."""
    chart = seen["firstChart"]
    checks = {
        "chrome": seen["chrome"] <= CHROME[size],
        "firstNumber": seen["firstNumber"] is not None and seen["firstNumber"] <= FIRST_NUMBER[size],
        "firstChart": name in CHART_LATER or (chart is not None and chart["top"] <= FIRST_CHART[size]),
        "length": size != "wide" or name in LONG or seen["length"] <= SCREENS * 1080,
        "overlaps": not seen["overlaps"],
        "cut": not seen["cut"],
    }
    return {what: seen[what] for what, holds in checks.items() if not holds}


def test_the_row_of_filters_and_the_markings_stay_while_the_page_scrolls(shared_context: BrowserContext, server: str):
    reader = reader_in(shared_context, server, *SIZES["laptop"]).open("?division=wales")
    page = reader.page
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 900)")
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop > 800")
    seen = page.evaluate("""() => ['.service', '.marking .tag', '.marking .synthetic', '.st-key-filter_bar .showing']
      .map(name => document.querySelector(name).getBoundingClientRect()).map(each => [each.top, each.bottom])""")
    assert all(0 <= top < bottom <= 100 for top, bottom in seen)
    assert "division: Wales" in page.locator(".showing").inner_text()
    page.close()


def test_filters_are_absent_where_they_do_not_apply_and_come_back_as_they_were(
    shared_context: BrowserContext, server: str
):
    reader = reader_in(shared_context, server).open("accessibility?division=wales")
    assert not PAGES["accessibility"].has_filters and reader.page.locator(".st-key-filter_bar").count() == 0
    reader.page.get_by_test_id("stTopNavSection").filter(has_text="Oversight").click()
    reader.page.locator("a", has_text="Offences").last.click()
    reader.page.locator(".showing", has_text="division: Wales").wait_for()
    assert reader.page.locator("[aria-current=true]").inner_text().strip().startswith("Oversight")
    reader.page.close()
