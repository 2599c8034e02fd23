"""WCAG 2.2 AA, as far as a machine can tell: every page at every size, in both themes, read by axe-core in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import axe
from tests.browser.conftest import Reader, menu_of, reader_in, reader_on
from tests.browser.provider import sign_in_as
from tests.browser.screenshots import PAGES as SHOWN

PAGES = {
    **SHOWN,
    "chosen_dates": "offences?period=2019-01-01..2019-05-31",
    "nothing_left": "?period=2015-01-01..2015-01-02&offence_group=terrorism",
}
DESKTOP = (1400, 1000)
# 1280 by 1024 at 200% and 400%, which is the width that WCAG's criterion 1.4.10 asks for.
SIZES = {"phone": (390, 844), "200%": (640, 512), "400%": (320, 256)}
# Nothing moves, and each chart is as wide as its place: Streamlit draws it anew after the window has changed.
STILL = """() => document.getAnimations().every(each => each.playState !== 'running')
  && [...document.querySelectorAll('[data-testid=stPlotlyChart]')].every(each => {
    const drawn = each.querySelector('.main-svg');
    return drawn && Math.abs(drawn.getBoundingClientRect().width - each.getBoundingClientRect().width) < 2;
  })"""
# A button half under the row of filters, which stays in sight, would be taken for one that is too small.
TO_THE_TOP = "document.querySelector('[data-testid=stMain]').scrollTo(0, 0)"
DARK = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor === 'rgb(15, 15, 15)'"


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"))


def found_at_all_sizes(reader: Reader) -> dict[str, list[str]]:
    """What axe finds at each size and in the dark; the page is loaded once."""
    page = reader.page
    axe.put_into(page)
    found = {"desktop": axe.violations(page)}
    for name, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(STILL)
        page.evaluate(TO_THE_TOP)
        found[name] = axe.violations(page, None if name == "phone" else axe.OF_LAYOUT)
        if (wider := sideways(page)) > 0:
            found[name].append(f"scrolls sideways by {wider} pixels")
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(DARK)
    page.wait_for_function(STILL)
    return found | {"dark": axe.violations(page, axe.OF_COLOUR)}


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, shared_context: BrowserContext, server: str) -> Iterator[Reader]:
    """Each page, opened once for the walk and for axe."""
    made = reader_in(shared_context, server).open(PAGES[request.param])
    yield made
    made.page.close()


# Where the keyboard is, once it can be seen there: a busy machine draws the outline some frames after the key.
STOP = """async () => {
  const here = document.activeElement, chain = [];
  for (let at = here; at && at !== document.body; at = at.parentElement) chain.push(at);
  // A grid takes the keyboard from cell to cell where it has had time to choose one, and draws the ring itself.
  const isCell = here.matches("[data-testid=stDataFrame] canvas td");
  const hasOutline = () => isCell || chain.slice(0, 6).some(each => {
    const look = getComputedStyle(each);
    return look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
  });
  let isShown = hasOutline();
  for (let frame = 0; chain.length && !isShown && frame < 120; frame++) {
    await new Promise(requestAnimationFrame);
    isShown = hasOutline();
  }
  const name = here.getAttribute("aria-label") || here.textContent.slice(0, 60);
  return {tag: here.tagName, name, isShown};
}"""


def walk(page: Page, most: int = 400) -> list[dict]:
    """Every stop of the Tab key, from the top of the page until it leaves it."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(STOP))
        if stops[-1]["tag"] == "BODY":
            return stops[:-1]
    raise AssertionError(f"the Tab key does not leave the page: {stops[-1]}")


def test_the_tab_key_walks_through_a_page_and_shows_where_it_is(visit: Reader):
    page = visit.page
    stops = walk(page)
    assert [stop for stop in stops if not stop["isShown"]] == []
    names = [stop["name"] for stop in stops]
    assert names[0].startswith("Skip to main content")
    menus = page.locator("[class*=st-key-twin_] [data-testid=stPopoverButton]:visible").count()
    assert sum(each.startswith("Table, picture, files: ") for each in names) == menus


def test_axe_finds_nothing_on_a_page_at_any_size_in_either_theme(visit: Reader):
    found = found_at_all_sizes(visit)
    assert {size: lines for size, lines in found.items() if lines} == {}
    assert visit.complaints == [] and visit.page.evaluate("document.documentElement.lang") == "en-GB"


def test_axe_finds_a_fault_that_is_put_on_a_page(reader: Reader):
    reader.open("check_a_screenshot")
    axe.put_into(reader.page)
    reader.page.evaluate("""() => document.querySelector('h1').insertAdjacentHTML('afterend',
      '<p style="color: #999; background: #fff">pale</p><img src="data:,">')""")
    assert sorted(line.partition(":")[0] for line in axe.violations(reader.page)) == ["color-contrast", "image-alt"]


def test_axe_finds_nothing_in_what_opens(reader: Reader):
    page = reader.open("?period=cy-2018").page
    with reader.rerun():
        page.get_by_text("Why these words").click()
    menu_of(reader, "sfo_reviews_by_provider_type")
    axe.put_into(page)
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    for opens in ("More filters", "Copy link"):
        page.get_by_role("button", name=opens).click()
        page.wait_for_function(STILL)
        assert axe.violations(page) == []
        page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Division").click()
    page.get_by_role("option").first.wait_for()
    assert axe.violations(page) == []


@pytest.mark.parametrize(("person", "path"), [(None, ""), ("Pat Public", ""), ("Pat Public", "cases"), ("Nobody", "")])
def test_axe_finds_nothing_at_sign_in_nor_in_a_refusal(browser, signed_in_server: str, person: str | None, path: str):
    reader = reader_on(browser, signed_in_server, *DESKTOP).open(path)
    if person:
        sign_in_as(reader.page, person)
        reader.ready()
    found = found_at_all_sizes(reader)
    assert {size: lines for size, lines in found.items() if lines} == {}
    reader.page.context.close()


def test_pages_have_titles_of_their_own_and_are_in_english(reader: Reader):
    titles = {}
    for path in ("", "offences", "claim_check?claim_measure=sfo_reviews", "definitions", "check_a_screenshot"):
        reader.open(path)
        titles[path.partition("?")[0]] = reader.page.title()
        assert reader.page.evaluate("document.documentElement.lang") == "en-GB"
    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith(": Serious Further Offences: the national view") for title in titles.values())


def test_keys_alone_read_a_chart_to_its_end_and_its_words_are_the_tables(reader: Reader):
    page = reader.open("?period=cy-2018").page
    panel = menu_of(reader, "sfo_reviews_by_month")
    heads, *rows = [row.split("\t") for row in panel.locator("table").first.inner_text().split("\n") if "\t" in row]
    panel.get_by_role("button", name="Next point").focus()
    status = panel.locator(".one-by-one [role=status]")
    read = []
    for _ in rows:
        page.keyboard.press("ArrowRight")
        read.append(status.inner_text())
    assert [words.partition(": ")[2] for words in read] == [
        ", ".join(f"{head} {cell}" for head, cell in zip(heads, row, strict=True) if cell != "–") for row in rows
    ]
    page.keyboard.press("ArrowRight")
    assert status.inner_text() == read[-1]
    page.keyboard.press("Home")
    assert status.inner_text() == read[0]
    panel.get_by_role("button", name="Previous point").press("End")
    assert status.inner_text() == read[-1]


def test_a_filter_chosen_with_keys_is_told_to_those_who_listen(reader: Reader):
    page = reader.open("?period=cy-2018").page
    page.get_by_role("combobox", name="Division").focus()
    for key in ("W", "a", "l", "e", "s", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function("document.querySelector('#told').textContent.includes('division: Wales')", timeout=30_000)
    assert page.locator("#told").get_attribute("role") == "status"


def test_keys_go_into_what_a_button_opens_and_come_back(reader: Reader):
    page = reader.open("").page
    page.get_by_role("button", name="More filters").press("Enter")
    page.wait_for_function("document.activeElement.closest('[data-testid=stPopoverBody]')")
    page.keyboard.press("Shift+Tab")
    on_the_button = "document.activeElement.textContent.startsWith('More filters')"
    assert page.evaluate(on_the_button)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.locator("[data-testid=stPopoverBody]").wait_for(state="detached")
    page.wait_for_function(on_the_button)


def test_a_wrong_link_is_announced(reader: Reader):
    page = reader.open("?division=atlantis").page
    assert "atlantis" in page.get_by_role("alert").inner_text()


def test_moving_parts_stand_still_for_readers_who_ask_for_it(reader: Reader):
    reader.page.emulate_media(reduced_motion="reduce")
    reader.open("")
    slow = """() => [...document.querySelectorAll('*')].filter(each => {
      const look = getComputedStyle(each);
      return [look.animationDuration, look.transitionDuration].some(time => parseFloat(time) > .001);
    }).length"""
    assert reader.page.evaluate(slow) == 0
    reader.page.emulate_media(reduced_motion="no-preference")
    assert reader.page.evaluate(slow) > 0


def test_charts_turn_with_a_dark_screen_and_not_in_a_picture_or_on_paper(reader: Reader):
    page = reader.page
    page.emulate_media(color_scheme="dark")
    reader.open("risk?period=cy-2018")
    look = "name => getComputedStyle(document.querySelector(name))"
    assert "invert" in page.evaluate(f"({look})('.js-plotly-plot .svg-container').filter")
    assert page.evaluate(f"({look})('.bartext[style*=\"fill: rgb(11, 12, 12)\"]').stroke") == "rgb(255, 255, 255)"
    assert page.evaluate(f"({look})('[data-testid=stApp]').backgroundColor") == "rgb(15, 15, 15)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(f"({look})('.js-plotly-plot .svg-container').filter") == "none"
    assert page.evaluate(f"({look})('h1').color") == "rgb(11, 12, 12)"
    assert page.evaluate(f"({look})('[data-testid=stApp]').backgroundColor") == "rgb(255, 255, 255)"


def test_a_selected_choice_can_be_told_where_the_system_sets_all_colours(reader: Reader):
    reader.page.emulate_media(forced_colors="active")
    reader.open("providers")
    grounds = reader.page.evaluate("""() => ["true", "false"].map(state => getComputedStyle(
      document.querySelector(`button[role=radio][aria-checked=${state}]`)).backgroundColor)""")
    assert grounds[0] != grounds[1]
    assert reader.page.evaluate("getComputedStyle(document.querySelector('.marking .tag')).borderTopWidth") == "1px"
