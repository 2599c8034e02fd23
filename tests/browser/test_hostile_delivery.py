"""Nothing that a delivery says runs, leads out or is drawn as markup in a real browser."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import Reader, reader_on, serve, stop
from tests.browser.test_pages import PAGES

# What text would have become, had anything taken it for markup: elements, attributes, links, styles that fetch.
MADE = """[...document.querySelectorAll('*')].filter(e =>
    /^(zq7|script)$/i.test(e.localName) && /pwned|zq7/.test(e.outerHTML)
    || [...e.attributes].some(a => a.name.startsWith('onzq7')
        || /^(href|src|style|xlink:href|action)$/.test(a.name) && /zq7|pwned/.test(a.value))
    || e.closest('.js-plotly-plot') && e.localName === 'a'
  ).map(e => e.outerHTML.slice(0, 300))"""
OPEN_ALL = "document.querySelectorAll('[data-testid=stExpander] details:not([open]) summary').forEach(e => e.click())"


@pytest.fixture(scope="module")
def visitor(browser: Browser, hostile_store: str) -> Iterator[Reader]:
    process, address = serve({"SFO_DATABASE_URL": hostile_store})
    made = reader_on(browser, address)
    # A page with a dialog open would wait for ever; so it is answered, and told.
    made.page.on("dialog", lambda dialog: (made.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    made.page.on("popup", lambda popup: made.complaints.append(f"popup: {popup.url}"))
    yield made
    made.page.context.close()
    stop(process)


def hovered(visitor: Reader) -> int:
    """How many labels came up under the pointer on the page's charts."""
    seen = 0
    for point in visitor.page.locator(".js-plotly-plot .cartesianlayer .point").all()[:40:4]:
        if point.is_visible():
            point.hover(force=True)
            seen += visitor.page.locator(".hoverlayer .hovertext").count()
            assert visitor.page.evaluate(MADE) == []
    return seen


@pytest.mark.parametrize("path", [*PAGES, "weekly?screenshot=1"])
def test_a_page_shows_what_a_delivery_says_as_text(visitor: Reader, path: str):
    visitor.complaints.clear()
    visitor.open(path)
    visitor.page.evaluate(OPEN_ALL)
    visitor.ready()
    assert visitor.page.get_by_text("could not be drawn").count() == 0
    assert visitor.page.evaluate(MADE) == []
    if path in ("offences", "providers", "themes"):
        assert "zq7" in visitor.page.content() and hovered(visitor) > 0
    assert visitor.page.evaluate("window.__pwned") is None
    assert visitor.outside() == [] and visitor.complaints == []


def test_what_would_be_markup_is_found(visitor: Reader):
    visitor.open("definitions")
    visitor.page.set_content("""<div class=js-plotly-plot><svg><a><text>x</text></a></svg></div><zq7></zq7>
        <p onzq7=1></p><a href='https://zq7.example'></a><b style='mask:url(https://zq7.example)'></b>""")
    assert len(visitor.page.evaluate(MADE)) == 5
