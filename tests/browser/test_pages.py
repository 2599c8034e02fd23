"""Every page, as a reader sees it in a real browser."""

import os
import re
import subprocess
import sys

import pytest

from tests.browser.conftest import Reader, reader_on, serve, stop

PAGES = {
    "": "Overview",
    "offences": "Offences",
    "providers": "Providers",
    "risk": "Prior risk",
    "qa_turnaround": "QA turnaround",
    "road_back": "Road back to 20 days",
    "claim_check": "Check a claim",
    "quality": "Review quality",
    "independent_qa": "Independent QA",
    "themes": "Themes",
    "actions": "Actions",
    "agencies": "Agencies",
    "practitioners": "Practitioners",
    "victims": "Victims",
    "release": "Release tables",
    "published_record": "Published record",
    "cases": "Case list",
    "definitions": "Definitions",
    "data_quality": "Data quality",
    "audit": "Audit",
    "accessibility": "Accessibility",
}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_draws_without_asking_elsewhere_or_complaining(reader: Reader, path: str):
    reader.open(path)
    assert reader.heading == PAGES[path]
    assert reader.page.get_by_text("could not be drawn").count() == 0
    assert reader.outside() == []
    assert reader.complaints == []
    assert "SYNTHETIC DATA" in reader.page.locator(".marking").inner_text()
    spelled_out = (
        reader.page.locator("[data-testid=stMainBlockContainer]").inner_text().count("Serious Further Offence")
    )
    assert spelled_out == 1


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("definitions",)])
def test_a_page_fits_a_phone(browser, server, path: str):
    reader = reader_on(browser, server, 390, 844).open(path)
    wide = reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 390
    reader.page.context.close()


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
    cards = reader.page.locator(".st-key-cards_8").inner_text()
    assert re.search(r"SFO notifications and reviews\s+493\b", cards)
    assert re.search(r"Murder and manslaughter\s+124\b", cards)
    assert re.search(r"Supervised by the NPS\s+57%", cards)


def test_the_map_is_drawn(reader: Reader):
    reader.open("providers")
    canvas = reader.page.locator("[data-testid=stDeckGlJsonChart] canvas").first
    canvas.wait_for(state="visible")
    reader.page.wait_for_timeout(1500)
    shot = canvas.screenshot()
    # An empty canvas of this size compresses to under 5 kB; the areas with their borders to over 15 kB.
    assert len(shot) > 15_000


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
    panel = reader.page.locator(".st-key-panel_sfo_reviews_by_provider_type")
    panel.get_by_text("Table and download").click()
    reader.ready()
    table = panel.locator("table")
    assert "NPS" in table.inner_text() and "281" in table.inner_text()
    with reader.page.expect_download() as download:
        panel.get_by_role("button", name="Download CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert download.value.suggested_filename.startswith("SYNTHETIC-")
    assert "281" in text and "SYNTHETIC" in text


def test_an_error_on_a_page_is_a_sentence_and_a_reference(browser, tmp_path):
    process, address = serve({"SFO_DATABASE_URL": f"duckdb:///{tmp_path / 'none.duckdb'}"})
    try:
        page = browser.new_context().new_page()
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
