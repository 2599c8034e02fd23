"""Charts, grids and open tables on paper; that every page prints is in test_pages."""

import re

from tests.browser.conftest import Reader, menu_of
from tests.browser.paper import ACROSS, UPRIGHT, on_paper, sheets


def test_two_charts_stand_side_by_side_across_and_below_each_other_upright(reader: Reader):
    reader.open("?period=cy-2018")
    assert len(sheets(reader)) == 2
    names = ("backlog", "sfo_reviews_by_month")
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
    reader.open("data_quality?period=cy-2018")
    panel = reader.page.locator(".st-key-panel_first_days")
    assert not re.search(r"reviews 2 Jun 2014", " ".join(sheets(reader)))
    panel.get_by_text("Table and files").click()
    panel.locator("table").first.wait_for()
    reader.ready()
    whole = " ".join(sheets(reader))
    assert re.search(r"2 Jun 2014", whole) and "Table and files" not in whole and "Download" not in whole


def test_a_menu_left_open_does_not_print(reader: Reader):
    reader.open("?period=cy-2018")
    menu_of(reader, "sfo_reviews_by_provider_type")
    whole = " ".join(sheets(reader))
    assert "Copy picture" not in whole and "How to read" not in whole
