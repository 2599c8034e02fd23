"""A figure as a picture: its pixels and words, on the clipboard, by keyboard, and where a browser refuses."""

import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.conftest import Reader, menu_of

EDGE, SCALE = 24, 2
NAVY, PLUM, WHITE = (0x12, 0x43, 0x6D), (0x80, 0x16, 0x50), (255, 255, 255)
PROVIDERS, OVERVIEW = "providers?period=cy-2018", "?period=cy-2018"
# Two of the four kinds on each page: a control chart and bars; a funnel and the map. What is measured for their size.
FIGURES = {
    OVERVIEW: {"sfo_reviews_by_month": ".main-svg", "sfo_reviews_by_offence_group": ".main-svg"},
    PROVIDERS: {"funnel": ".main-svg", "provider_map": "canvas"},
}
MANY_FILTERS = (
    "?period=2015-01-01..2019-12-31&provider_type=nps&division=london&division=wales&division=midlands"
    "&division=north-east&division=north-west&risk_at_offence=high&risk_highest=high&review_status=qa-complete"
)
# The picture is composed as SVG: what the browser is given to draw, word by word, with where each line ends.
KEEP_WHAT_IS_DRAWN = """
const write = XMLSerializer.prototype.serializeToString;
XMLSerializer.prototype.serializeToString = function (node) {
  const copy = node.cloneNode(true);
  document.body.append(copy);
  const lines = [...copy.querySelectorAll(':scope > text')];
  window.drawn = lines.map(line => [line.textContent, line.getBBox().x + line.getBBox().width]);
  window.drawnWidth = copy.viewBox.baseVal.width;
  copy.remove();
  return write.call(this, node);
};
"""
NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
REFUSING_CLIPBOARD = "navigator.clipboard.write = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"
READ_CLIPBOARD = """async () => {
  const [item] = await navigator.clipboard.read();
  const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
}"""


def button(reader: Reader, act: str, name: str):
    return menu_of(reader, name).get_by_role("button", name=f"{act} picture")


def said(reader: Reader, name: str) -> str:
    status = reader.page.locator(f".picture[data-panel={name}] [role=status]")
    status.filter(has_text=re.compile(r"\w")).wait_for(timeout=20_000)
    return status.inner_text()


def downloaded(reader: Reader, name: str) -> tuple[Image.Image, str]:
    with reader.page.expect_download() as download:
        button(reader, "Download", name).click()
    content = Path(download.value.path()).read_bytes()
    return Image.open(io.BytesIO(content)).convert("RGB"), download.value.suggested_filename


def share_of(picture: Image.Image, colour: tuple[int, int, int]) -> float:
    counts = {each: count for count, each in picture.getcolors(picture.width * picture.height)}
    return counts.get(colour, 0) / (picture.width * picture.height)


def words_drawn(reader: Reader) -> str:
    return " ".join(text for text, _ in reader.page.evaluate("window.drawn"))


@pytest.mark.parametrize("path", FIGURES)
def test_a_downloaded_picture_is_the_chart_between_its_words_and_markings(reader: Reader, path: str):
    reader.open(path)
    for name, drawing in FIGURES[path].items():
        box = reader.page.locator(f".st-key-panel_{name} {drawing}").first.bounding_box()
        picture, file = downloaded(reader, name)
        assert file == f"SYNTHETIC-{name}-2020-05-11.png"
        # A chart's width need not be whole; under 520 the words beside it would be cut.
        assert abs(picture.width - (max(box["width"], 520) + 2 * EDGE) * SCALE) <= 1
        assert 160 <= picture.height / SCALE - box["height"] <= 420
        right, bottom = picture.width - 1, picture.height - 1
        assert {picture.getpixel(corner) for corner in ((0, 0), (right, 0), (0, bottom), (right, bottom))} == {WHITE}
        # The markings are two filled blocks above the lower edge, 28 points high; the chart is above them.
        band = picture.crop((0, picture.height - 52 * SCALE, picture.width, picture.height - EDGE * SCALE))
        assert share_of(band, NAVY) > 0.1 and share_of(band, PLUM) > 0.2
        chart = picture.crop((0, picture.height // 4, picture.width, picture.height // 2))
        assert share_of(chart, WHITE) < 0.995 and len(chart.getcolors(chart.width * chart.height)) > 8
    assert reader.complaints == [] and reader.outside() == []


def test_the_pictures_words_are_those_of_the_page_and_none_is_cut(reader: Reader):
    reader.page.add_init_script(KEEP_WHAT_IS_DRAWN)
    reader.open(MANY_FILTERS)
    panel = reader.page.locator(".st-key-panel_sfo_reviews_by_month")
    downloaded(reader, "sfo_reviews_by_month")
    drawn = words_drawn(reader)
    assert drawn.startswith(panel.locator("h2").inner_text())
    showing = reader.page.locator(".st-key-filter_bar").locator(".showing").inner_text().removeprefix("Showing: ")
    sentence, _, known = showing.partition(" Data as known on ")
    # The chart is of more months than the page.
    chosen = sentence.partition("; ")[2]
    assert len(chosen) > 150 and chosen in drawn and f"Data as known on {known}" in drawn
    assert "OFFICIAL-SENSITIVE SYNTHETIC DATA: invented cases" in drawn
    assert "Serious Further Offences: the national view" in drawn
    right = reader.page.evaluate("window.drawnWidth") - EDGE
    assert [text for text, end in reader.page.evaluate("window.drawn") if end > right + 1] == []


def test_another_choice_gives_another_picture(reader: Reader):
    reader.open("?period=cy-2018")
    before, _ = downloaded(reader, "sfo_reviews_by_month")
    # By keyboard: a list that is opened by a click while the page still scrolls closes again.
    reader.page.get_by_role("combobox", name="Division").first.focus()
    reader.page.keyboard.type("Wales")
    reader.page.get_by_role("option", name="Wales", exact=True).wait_for()
    reader.page.keyboard.press("Enter")
    # Before the choice is taken, Escape would take it back.
    reader.page.wait_for_url("**division=wales**")
    reader.page.keyboard.press("Escape")
    # Not waiting for the page: the picture does.
    after, _ = downloaded(reader, "sfo_reviews_by_month")

    def sentence(picture: Image.Image) -> bytes:
        return picture.crop((0, picture.height - 110 * SCALE, picture.width, picture.height - 52 * SCALE)).tobytes()

    assert before.width == after.width and sentence(before) != sentence(after)


def test_what_a_click_on_the_page_does_is_not_in_the_picture(reader: Reader):
    reader.page.add_init_script(KEEP_WHAT_IS_DRAWN)
    reader.open(PROVIDERS)
    assert "Click an area" in menu_of(reader, "provider_map").inner_text()
    downloaded(reader, "provider_map")
    assert "Click" not in words_drawn(reader) and "Faint blue: below." in words_drawn(reader)


def test_published_figures_carry_neither_filters_nor_the_synthetic_mark(reader: Reader):
    reader.page.add_init_script(KEEP_WHAT_IS_DRAWN)
    reader.open("published_record?division=wales")
    name = "published_sfo_convictions_by_highest_rosh"
    picture, file = downloaded(reader, name)
    assert file == f"{name}.png" and share_of(picture, PLUM) < 0.01
    assert "Showing" not in words_drawn(reader) and "SYNTHETIC" not in words_drawn(reader)
    assert "OFFICIAL-SENSITIVE" in words_drawn(reader) and "Published by" in words_drawn(reader)


def test_a_copied_picture_is_on_the_clipboard_by_keyboard_and_runs_nothing_again(reader: Reader):
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sent: list[object] = []

    def keep(frame: object) -> None:
        sent.append(frame)

    reader.page.on("websocket", lambda socket: socket.on("framesent", keep))
    reader.open(OVERVIEW)
    copy = button(reader, "Copy", "sfo_reviews_by_month")
    reader.ready()
    sent.clear()
    copy.focus()
    reader.page.keyboard.press("Enter")
    assert said(reader, "sfo_reviews_by_month") == "Picture copied."
    copied = Image.open(io.BytesIO(base64.b64decode(reader.page.evaluate(READ_CLIPBOARD))))
    with reader.page.expect_download() as download:
        reader.page.keyboard.press("Tab")
        reader.page.keyboard.press("Space")
    saved = Image.open(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert copied.format == "PNG" and copied.convert("RGB").tobytes() == saved.convert("RGB").tobytes()
    assert sent == [] and reader.complaints == []


@pytest.mark.parametrize("browser_does", [NO_CLIPBOARD, REFUSING_CLIPBOARD])
def test_where_the_browser_refuses_the_reader_is_told_and_offered_the_download(reader: Reader, browser_does: str):
    reader.page.add_init_script(browser_does)
    reader.open(OVERVIEW)
    button(reader, "Copy", "sfo_reviews_by_month").click()
    assert said(reader, "sfo_reviews_by_month") == (
        "Your browser did not let this page copy the picture. Please use “Download picture” instead."
    )


def test_a_chart_that_does_not_appear_is_said_and_not_pictured(reader: Reader):
    reader.open(OVERVIEW)
    download = button(reader, "Download", "sfo_reviews_by_month")
    reader.page.locator(".st-key-panel_sfo_reviews_by_month .main-svg").evaluate_all("all => all.map(e => e.remove())")
    download.click()
    assert said(reader, "sfo_reviews_by_month") == "The chart is still being drawn. Please try again in a moment."


def test_every_chart_has_both_buttons_with_its_title_in_their_names_and_24_pixels(reader: Reader):
    reader.open(PROVIDERS)
    names = reader.page.evaluate("""() => [...document.querySelectorAll('[class*=st-key-panel_]')].map(
      each => [...each.classList].find(name => name.startsWith('st-key-panel_')).slice(13))""")
    assert len(names) == 5
    for name in names:
        title = reader.page.locator(f".st-key-panel_{name} h2").inner_text()
        menu = reader.page.locator(f".st-key-twin_{name} [data-testid=stPopoverButton]")
        # Its last line is the name of Streamlit's arrow, which is drawn.
        assert title in menu.inner_text().splitlines()[0] and menu.bounding_box()["height"] >= 24
        for act in ("Copy", "Download"):
            made = menu_of(reader, name).get_by_role("button", name=f"{act} picture: {title}", exact=True)
            assert made.bounding_box()["height"] >= 24
        assert menu_of(reader, name).locator(".picture [role=status]").get_attribute("role") == "status"
