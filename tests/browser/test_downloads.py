"""Downloads as a reader meets them: one click, one file, the numbers on the screen."""

import csv
import io
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tests.browser.conftest import Reader, menu_of
from tests.material.spreadsheets.reading import read

FIGURE = "sfo_reviews_by_provider_type"
KINDS = {"CSV": "csv", "XLSX": "xlsx", "ODS": "ods", "Parquet": "parquet"}


def clicked(reader: Reader, button: str, within: str) -> tuple[str, Path]:
    """The name and the place of the file that a button gives."""
    with reader.page.expect_download() as download:
        reader.page.locator(within).get_by_role("button", name=button, exact=True).click()
    return download.value.suggested_filename, download.value.path()


def on_screen(reader: Reader) -> list[list[str]]:
    table = menu_of(reader, FIGURE).locator("table")
    return [row.locator("th, td").all_inner_texts() for row in table.locator("tr").all()]


def of_file(path: Path, kind: str) -> list[list[str]]:
    """The rows of the figure in a file, headings first, as text; only the columns of the figure itself."""
    if kind == "CSV":
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    elif kind == "Parquet":
        frame = pl.read_parquet(path)
        rows = [frame.columns, *map(list, frame.rows())]
    else:
        rows = read(path.read_bytes(), kind).cells[FIGURE][-3:]
    return [[as_shown(value) for value in row[:4]] for row in rows]


def as_shown(value: object) -> str:
    """A number without the ".0" that CSV and programs give a whole one."""
    text = str(value)
    return f"{float(text):g}" if text.replace(".", "").isdigit() else text


def opened(reader: Reader) -> Reader:
    reader.open("?period=cy-2018")
    menu_of(reader, FIGURE)
    return reader


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_downloaded_with_the_numbers_on_the_screen(reader: Reader, kind: str):
    opened(reader)
    shown = on_screen(reader)
    assert [row[0] for row in shown] == ["Provider type", "NPS", "CRC"] and shown[1][1] == "281"
    name, path = clicked(reader, f"Download {kind}", f".st-key-downloads_{FIGURE}")
    assert name == f"SYNTHETIC-{FIGURE}-2020-05-11.{KINDS[kind]}"
    assert of_file(path, kind) == shown
    assert reader.complaints == []


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_a_page_is_downloaded_as_one_workbook_with_the_figures_of_its_cards(reader: Reader, kind: str):
    opened(reader)
    name, path = clicked(reader, f"Page as {kind}", ".st-key-downloads_page")
    assert name == f"SYNTHETIC-overview-page-2020-05-11.{KINDS[kind]}"
    book = read(path.read_bytes(), kind)
    assert book.oddities == [] and book.cells[FIGURE][-3:] == [
        [float(text) if text.replace(".", "").isdigit() else text for text in row] for row in on_screen(reader)
    ]
    cards = {row[0]: row[2] for row in book.cells["headlines"] if len(row) > 2}
    said = reader.page.locator(".cards").inner_text()
    assert f"{cards['SFO notifications and reviews']:.0f} reviews" in said
    assert f"{cards['Murder and manslaughter']:.0f} reviews" in said


@pytest.mark.parametrize("kind", ["CSV", "Parquet"])
def test_a_page_is_downloaded_as_a_zip_of_its_tables(reader: Reader, kind: str, tmp_path: Path):
    opened(reader)
    name, path = clicked(reader, f"Page as {kind} (zip)", ".st-key-downloads_page")
    assert name == f"SYNTHETIC-overview-page-{KINDS[kind]}-2020-05-11.zip"
    with zipfile.ZipFile(path) as parts:
        parts.extract(f"{FIGURE}.{KINDS[kind]}", tmp_path)
        assert parts.namelist()[0] == "contents.csv" and f"headlines.{KINDS[kind]}" in parts.namelist()
    assert of_file(tmp_path / f"{FIGURE}.{KINDS[kind]}", kind) == on_screen(reader)


def test_a_download_runs_nothing_again_and_leaves_the_page_as_it_was(reader: Reader):
    opened(reader)
    before = reader.page.evaluate("document.querySelector('.st-key-downloads_page button').dataset.seen = 'yes'")
    clicked(reader, "Page as XLSX", ".st-key-downloads_page")
    reader.ready()
    kept = reader.page.evaluate("document.querySelector('.st-key-downloads_page button').dataset.seen")
    assert before == kept == "yes"
    assert on_screen(reader)[1][0] == "NPS"


@pytest.mark.parametrize("width", [1400, 390])
def test_the_buttons_are_large_enough_to_touch_and_stay_on_the_page(reader: Reader, width: int):
    reader.page.set_viewport_size({"width": width, "height": 900})
    opened(reader)
    for button in reader.page.locator("[class*=st-key-downloads_] button").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 24 and box["width"] >= 24
        assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_buttons_are_reached_by_keyboard_in_their_order(reader: Reader):
    opened(reader)
    menu_of(reader, FIGURE).get_by_role("button", name="Download CSV").focus()
    said = []
    for _ in KINDS:
        said.append(reader.page.evaluate("document.activeElement.innerText.trim()"))
        reader.page.keyboard.press("Tab")
    assert said == [f"Download {kind}" for kind in KINDS]


def test_a_list_cut_short_on_the_page_is_whole_in_its_download(reader: Reader):
    reader.open("cases?period=cy-2018")
    _, path = clicked(reader, "Download CSV", ".st-key-downloads_cases")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert "493 under these filters" in reader.page.inner_text("body")
    assert len(rows) == 1 + 493


def test_a_grid_has_no_download_of_its_own(reader: Reader):
    reader.open("cases?period=cy-2018")
    grid = reader.page.get_by_test_id("stDataFrame")
    grid.hover()
    assert reader.page.get_by_test_id("stElementToolbar").count() > 0
    assert not reader.page.get_by_test_id("stElementToolbar").locator("visible=true").count()
