"""The learning pages and the sampling officer, as a reader meets them in a real browser."""

import re

from sfo_data.definitions import settings
from sfo_data.subjects.actions import ledger
from tests.browser.conftest import Reader


def test_a_link_brings_back_a_search_and_marks_what_it_found(reader: Reader):
    reader.open("themes?period=all&search=%22domestic+abuse%22+enquiries")
    found = reader.page.locator(".st-key-found_findings")
    found.locator("mark").first.wait_for()
    assert {"domestic abuse", "enquiry"} <= {word.lower() for word in found.locator("mark").all_inner_texts()}
    assert "findings searched" in reader.page.inner_text("body")
    reader.page.get_by_role("button", name="Copy link").click()
    assert "search=%22domestic+abuse%22+enquiries" in reader.page.locator("code").first.inner_text()


def test_a_hostile_search_is_taken_as_words(reader: Reader):
    reader.open("themes?search=%3Cscript%3Ealert(1)%3C/script%3E%22%20OR%20*")
    assert reader.page.get_by_text("findings searched").is_visible()
    assert reader.complaints == []


def test_the_theme_that_was_planted_is_flagged_before_a_yearly_table_would(reader: Reader):
    reader.open("themes")
    panel = reader.page.get_by_role(
        "heading", name=re.compile("Growing: Domestic abuse enquiry not made, first flagged")
    )
    assert "2019" in panel.inner_text()


def test_few_families_are_never_counted_on_the_page(reader: Reader):
    reader.open("victims?period=cy-2018&provider=essex-crc")
    assert "too few to show" in reader.page.locator(".cards").inner_text()
    shown = reader.page.locator("[data-testid=stMainBlockContainer]").inner_text()
    assert not re.search(r"\b[1-4] (of|families)\b", shown)


def test_the_ledgers_head_stands_on_the_page(reader: Reader):
    reader.open("actions")
    head = ledger.read(settings.ledger().read_bytes()).head
    assert head in reader.page.inner_text("body")
    assert "Cannot tell" in reader.page.locator(".st-key-ledger").inner_text()


def test_a_false_record_of_a_draw_is_named(reader: Reader):
    reader.open("independent_qa?period=cy-2019")
    field = reader.page.get_by_role("textbox", name="Commitment or record, as published")
    field.fill("{}")
    with reader.rerun():
        field.press("Control+Enter")
    assert reader.page.get_by_role("alert").last.inner_text().strip()
    assert reader.complaints == []


def test_suggested_codes_are_worked_out_when_asked_for(reader: Reader):
    reader.open("themes?period=cy-2018")
    reader.page.get_by_text("Suggested codes for findings that have none").click()
    reader.page.get_by_text("say nothing about real text").first.wait_for(timeout=60_000)
    assert reader.page.get_by_text("could not be drawn").count() == 0
