"""The HTML file of the box: every number, readable in a browser and on paper."""

import hashlib
import io
import re
from base64 import b64encode
from datetime import date, datetime
from itertools import pairwise

import pytest
from pypdf import PdfReader

from sfo_data.definitions import settings
from sfo_data.publishing.briefing import Briefing, briefing_words, numbers
from tests.fast.publishing.packs.test_document import made
from tests.material.briefing import briefing
from tests.material.printed import CODE, PLACES, of_box, parsed


@pytest.fixture(scope="module", params=PLACES)
def of_place(request: pytest.FixtureRequest, duckdb_url: str) -> Briefing:
    return of_box(duckdb_url, request.param)


def is_printed(value: object, text: str, heading: str) -> bool:
    """Whether `text` says `value`: read back, not written a second time."""
    if value is None:
        return text == "–"
    if heading == "Quarter":
        first, last = text.split(" to ")
        read = datetime.strptime(f"{first} {last.split()[1]}", "%B %Y"), datetime.strptime(last, "%B %Y")
        return read[0].date() == value and read[1].month == value.month + 2
    if isinstance(value, date):
        form = "%B %Y" if heading == "Month" else "%d %b %Y"
        return datetime.strptime(text, form).date() == value
    if isinstance(value, float | int):
        return abs(float(text.replace(",", "")) - value) <= 0.005 + 1e-9
    return text == " ".join(str(value).split())


def test_every_table_of_the_briefing_is_there_with_every_value(of_place):
    expected = [each for each in numbers(of_place) if not each.table.is_empty()]
    tables = list(parsed(made(of_place)).all("table"))
    assert len(tables) == len(expected)
    for table, each in zip(tables, expected, strict=True):
        head, *rows = table.all("tr")
        headings = [cell.text for cell in head.all("th")]
        assert headings == each.table.columns
        assert len(rows) == each.table.height
        for row, values in zip(rows, each.table.iter_rows(), strict=True):
            cells = [cell.text for cell in row.all("th", "td")]
            assert all(map(is_printed, values, cells, headings)), (values, cells)


def test_the_sheet_has_every_card_chart_list_and_the_code(of_place):
    page = parsed(made(of_place))
    sheet = next(each for each in page.all("article") if each.attributes["class"] == "sheet")
    said = [
        of_place.title,
        of_place.place,
        "Week to 11 May 2020",
        CODE,
        briefing_words.in_force(of_place),
        "on 4 May 2020",
    ]
    said += [of_place.filters.sentence(), of_place.filters.as_known()]
    said += [text for card in of_place.cards for text in (card.label, card.value, card.unit, *card.below)]
    said += [text for figure in of_place.figures for text in (figure.title, figure.caption)]
    said += [*of_place.over_time, *briefing_words.changed(of_place), *(each.because for each in of_place.decisions)]
    assert not [each for each in said if " ".join(each.split()) not in sheet.text]
    assert len(list(sheet.all("svg"))) == sum(figure.is_drawn for figure in of_place.figures) >= 3


def test_headings_go_down_by_one_and_only_the_finding_is_the_first(of_place):
    levels = [int(each.tag[1]) for each in parsed(made(of_place)).all("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_language_and_title_are_there_and_each_table_has_scopes_and_a_name(of_place):
    page = parsed(made(of_place))
    tags = [each.tag for each in page.all()]
    assert [tags.count(tag) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert next(page.all("html")).attributes["lang"] == "en-GB"
    assert next(page.all("title")).text == f"SFO weekly briefing, {of_place.place}: week to 11 May 2020"
    names = {each.attributes["id"] for each in page.all("h3")}
    for table in page.all("table"):
        assert table.attributes["aria-labelledby"] in names
        head, *rows = table.all("tr")
        assert {cell.attributes["scope"] for cell in head.all("th")} == {"col"}
        assert all([cell.attributes["scope"] for cell in row.all("th")] == ["row"] for row in rows)


def test_each_chart_is_an_image_that_says_its_numbers(of_place):
    images = list(parsed(made(of_place)).all("svg"))
    assert {each.attributes["role"] for each in images} == {"img"}
    drawn = [figure for figure in of_place.figures if figure.is_drawn]
    for image, figure in zip(images, drawn, strict=True):
        assert figure.title in image.attributes["aria-label"]
        assert re.search(r"\d", image.attributes["aria-label"].replace(figure.title, ""))
        assert "notes" not in image.attributes["aria-label"]


def test_only_its_own_style_may_be_used_and_nothing_is_fetched(of_place):
    text = made(of_place)
    page = parsed(text)
    policy = next(each for each in page.all("meta") if "http-equiv" in each.attributes).attributes["content"]
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    hashed = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style
    for each in page.all():
        assert each.tag not in ("script", "link", "img", "iframe", "a", "object", "embed")
        assert not {"style", "src", "href", "xlink:href"} & set(each.attributes)
        assert not [name for name in each.attributes if name.startswith("on")]


@pytest.mark.parametrize("marking", ['OFFICIAL "x"', "A\\", "A\n}", "É*/"])
def test_any_marking_stands_at_the_foot_of_each_printed_page(browser, monkeypatch, marking):
    monkeypatch.setenv("SFO_MARKING", marking)
    page = browser.new_page()
    try:
        page.set_content(made(briefing()))
        rules = "[...document.styleSheets[0].cssRules]"
        foot = page.evaluate(f"{rules}.find(each => each.type === CSSRule.PAGE_RULE).cssText")
        assert page.evaluate(f"{rules}.some(each => each.media?.mediaText === 'print')"), "the style goes on behind it"
    finally:
        page.close()
    said = foot.replace("\\a ", "\n").replace('\\"', '"').replace("\\\\", "\\")
    assert f"{settings.marking()}. {settings.SYNTHETIC_MARK}. Data as known on 11 May 2020" in said
    assert f"Code {CODE}" in said


def test_the_same_briefing_gives_the_same_bytes(duckdb_url):
    first, again = (made(of_box.__wrapped__(duckdb_url, "London division")) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("width", [390, 1400])
def test_a_browser_shows_it_without_a_request_or_a_complaint_or_a_sideways_scroll(of_place, browser, tmp_path, width):
    file = tmp_path / "briefing.html"
    file.write_text(made(of_place), encoding="utf-8")
    context = browser.new_context(viewport={"width": width, "height": 900})
    asked, complaints = [], []
    context.route("**/*", lambda route: route.continue_() if route.request.url == file.as_uri() else route.abort())
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    drawn = page.evaluate("[...document.querySelectorAll('svg')].map(each => each.getBoundingClientRect().width)")
    context.close()
    assert asked == [file.as_uri()]
    assert complaints == []
    assert wide == width
    assert min(drawn) > 300


def test_printed_it_is_one_sheet_and_then_the_numbers(of_place, browser):
    page = browser.new_page()
    page.set_content(made(of_place))
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    page.close()
    first, second = (" ".join(each.extract_text().split()) for each in pages[:2])
    assert round(pages[0].mediabox.width), round(pages[0].mediabox.height) == (842, 595)
    assert CODE in first.split("Definitions:")[1]
    assert "Every number of this briefing" in second[:300]
    assert all("Data as known on 11 May 2020" in each.extract_text() for each in pages)
