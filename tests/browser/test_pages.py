"""Every page, as a reader sees it in a real browser."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from pages.frame.menu import MENU
from tests.browser.conftest import Reader, menu_of, new_context, reader_in, reader_on, serve, stop
from tests.browser.paper import ACROSS, BUTTONS, CLIPPED, PAST_THE_EDGE, UPRIGHT, on_paper, sheets

# Address -> name; the first page also answers at the bare address.
PAGES = {"" if entry is MENU[0] else entry.name: entry.title for entry in MENU}


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, shared_context: BrowserContext, server: str) -> Iterator[tuple[Reader, str]]:
    """Each page, opened once for all that is looked at there; and its name."""
    made = reader_in(shared_context, server).open(request.param)
    yield made, PAGES[request.param]
    made.page.close()


def test_a_page_draws_without_asking_elsewhere_or_complaining(visit: tuple[Reader, str]):
    reader, name = visit
    # The briefing opens with its finding and names itself beside it.
    assert reader.heading == name or "weekly" in reader.page.url
    assert name in reader.page.locator("[data-testid=stMainBlockContainer]").inner_text()
    assert reader.page.title().startswith(f"{name}: ")
    assert reader.page.get_by_text("could not be drawn").count() == 0
    assert reader.outside() == []
    assert reader.complaints == []
    assert "SYNTHETIC DATA" in reader.page.locator(".marking").inner_text()
    spelled_out = (
        reader.page.locator("[data-testid=stMainBlockContainer]").inner_text().count("Serious Further Offence")
    )
    # Once in the bar at the top, once on the page itself.
    assert spelled_out == 2


def test_a_page_prints_its_words_and_markings_and_nothing_to_click(visit: tuple[Reader, str]):
    reader, name = visit
    printed = sheets(reader)
    whole = " ".join(printed)
    assert name in printed[0]
    assert "Newest data: 11 May 2020" in printed[0]
    is_filtered = next(entry for entry in MENU if entry.title == name).has_filters
    assert ("Showing: 1 May 2019 to 30 April 2020; England and Wales." in printed[0]) == is_filtered
    assert ("Data as known on 11 May 2020." in printed[0]) == is_filtered
    for number, sheet in enumerate(printed, start=1):
        assert "OFFICIAL-SENSITIVE · SYNTHETIC DATA: invented cases" in sheet
        assert f"Page {number} of {len(printed)}" in sheet
    assert [words for words in BUTTONS if words in whole] == []
    assert reader.complaints == []
    for width in (ACROSS, UPRIGHT):
        on_paper(reader, width)
        assert reader.page.evaluate(PAST_THE_EDGE, width) == []
        assert reader.page.evaluate(CLIPPED) == []


@pytest.mark.parametrize("path", ["", "providers", "themes", "cases"])
def test_a_page_opened_on_a_phone_fits_it(shared_context: BrowserContext, server: str, path: str):
    """A window made as narrow as a phone's fits on every page: test_accessibility."""
    reader = reader_in(shared_context, server, 390, 844).open(path)
    wide = reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    reader.page.close()


def test_the_first_request_to_a_fresh_server_may_be_a_deep_link(browser, box_store_url: str):
    process, address = serve({"SFO_DATABASE_URL": box_store_url})
    try:
        reader = reader_on(browser, address).open("providers?period=cy-2018&division=wales")
        assert reader.heading == "Providers"
        assert reader.page.get_by_text("division: Wales").first.is_visible()
        assert reader.page.locator(".marking").is_visible()
        assert reader.page.get_by_role("dialog").count() == 0 and reader.complaints == []
        reader.page.context.close()
    finally:
        stop(process)


def test_the_overview_of_2018_shows_the_inspections_figures(reader: Reader):
    reader.open("?period=cy-2018")
    cards = reader.page.locator(".cards").inner_text()
    assert re.search(r"SFO notifications and reviews\s+493\b", cards)
    assert re.search(r"Murder and manslaughter\s+124\b", cards)
    assert reader.page.get_by_role("heading", name="NPS is the provider type with most: 281 of 493 (57%)").is_visible()


def test_the_map_is_drawn(reader: Reader):
    reader.open("providers")
    canvas = reader.page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    canvas.wait_for(state="visible")
    # An empty canvas of this size compresses to under 5 kB; the areas with their borders to over 15 kB.
    until = time.monotonic() + 30
    while len(canvas.screenshot()) <= 15_000:
        assert time.monotonic() < until, "the map was not drawn within 30 s"


def test_every_chart_has_words_and_a_table_with_its_numbers(reader: Reader):
    reader.open("?period=cy-2018")
    charts = reader.page.locator("[data-testid=stPlotlyChart]")
    assert charts.count() >= 4
    for n in range(charts.count()):
        assert (
            len(
                charts.nth(n).get_attribute("aria-label")
                or charts.nth(n).locator("[aria-label]").first.get_attribute("aria-label")
            )
            > 40
        )
    opened = menu_of(reader, "sfo_reviews_by_provider_type")
    table = opened.locator("table")
    assert "NPS" in table.inner_text() and "281" in table.inner_text()
    with reader.page.expect_download() as download:
        opened.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename.startswith("SYNTHETIC-")
    assert "281" in text and "SYNTHETIC" in text


def test_an_error_on_a_page_is_a_sentence_and_a_reference(browser, tmp_path):
    process, address = serve({"SFO_DATABASE_URL": f"duckdb:///{tmp_path / 'none.duckdb'}"})
    try:
        page = new_context(browser).new_page()
        page.goto(address)
        page.get_by_text("There is no store").wait_for(timeout=60_000)
        assert page.get_by_text("Traceback").count() == 0
        page.context.close()
    finally:
        stop(process)


def test_a_running_dashboard_shows_a_new_load_at_the_next_click(browser, deliveries, tmp_path):
    url = f"duckdb:///{tmp_path / 'sfo.duckdb'}"
    *_, last_but_one, last = sorted(deliveries.iterdir())
    load = [sys.executable, "-m", "sfo_data", "load"]
    environment = {**os.environ, "SFO_DATABASE_URL": url}
    subprocess.run([*load, str(last_but_one)], env=environment, check=True, capture_output=True)
    process, address = serve({"SFO_DATABASE_URL": url})
    try:
        reader = reader_on(browser, address).open("")
        assert "Newest data: 4 May 2020" in reader.page.locator(".marking").inner_text()
        subprocess.run([*load, str(last)], env=environment, check=True, capture_output=True)
        reader.page.get_by_role("combobox", name="Division").first.click()
        reader.page.get_by_role("option", name="Wales", exact=True).click()
        reader.page.get_by_text("Newest data: 11 May 2020").wait_for(timeout=60_000)
        assert reader.complaints == []
        reader.page.context.close()
    finally:
        stop(process)
