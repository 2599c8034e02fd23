"""Nothing that a delivery says becomes markup on a page, on any of the ways text reaches a reader."""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser

import polars as pl
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing import exports
from sfo_data.publishing.exports import Stamp
from tests.material.active_content import active, starts_a_formula
from tests.pages.conftest import new_app
from tests.pages.security.test_downloads import WITHOUT_TABLES, csv_cells, tables
from tests.pages.test_downloads import ASKED_FOR
from tests.pages.test_pages import PAGES

# Marks of ours in `hostile.ENDINGS` that Streamlit would act on, where no backslash stands before them.
MARKS = re.compile(
    r"(?<!\\)(\[zq7\]|\$zq7|`zq7|\*\*zq7|~~zq7|:red\[|:material/home|:smile:|https://zq7|www\.zq7|@zq7|<zq7)"
)
# Whatever Plotly might take for a mark, but for the three that charts write themselves.
IN_CHARTS = re.compile(r"<(?!/?(?:b|br|extra)>)/?[a-zA-Z][^<>]*>")
# Fields that Streamlit renders as markdown: what is said, and the labels and help of widgets.
MARKED = {"markdown", "alert", "heading", "metric", "expandable", "button", "checkbox", "slider", "text_input"}


# Where a link of ours leads: a page of the product, with parameters that are written as an address writes them.
OUR_LINK = re.compile(r"[a-z_]+(\?[\w.~%=&+-]*)?")
# A drawing sent with the page, percent-encoded: no address, and no text of a delivery is in it.
OUR_PICTURE = re.compile(r"data:image/svg\+xml,(?!.*zq7)[\w.~%/+-]*")


class Tags(HTMLParser):
    """Every tag, and every attribute's name, of HTML, but for the product's own drawings and links to its pages."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: str(value) for name, value in attrs}
        if tag == "a" and set(given) <= {"href", "target"} and OUR_LINK.fullmatch(given.get("href", "")):
            return
        if tag == "img" and set(given) <= {"class", "alt", "src"} and OUR_PICTURE.fullmatch(given.get("src", "")):
            return
        self.found |= {tag, *(name for name, _ in attrs)}


def messages(block: object) -> Iterator[tuple[str, Message]]:
    """Every element and block drawn, by its kind."""
    proto = getattr(block, "proto", None)
    if isinstance(proto, Message):
        yield getattr(block, "type", ""), proto
    for child in getattr(block, "children", {}).values():
        yield from messages(child)


def texts(message: Message) -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        if field.type == field.TYPE_STRING and isinstance(value, str):
            yield field.name, value
        elif isinstance(value, Message):
            yield from texts(value)


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, hostile_store: str) -> Iterator[tuple[str, AppTest]]:
    """Each page of the hostile store with all that can be asked for there, drawn once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFO_DATABASE_URL", hostile_store)
        patch.chdir(PROJECT)
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        app = new_app().switch_page(request.param)
        for _, _, widgets in (each for each in ASKED_FOR if each[0] == request.param):
            for name, state in widgets.items():
                app.session_state[name] = state
        app.run()
    yield request.param, app


def test_no_text_of_a_delivery_is_markup_on_a_page(visit: tuple[str, AppTest]):
    _, app = visit
    assert not app.exception and not app.error
    wrong = []
    for kind, proto in messages(app._tree):
        for name, text in texts(proto):
            if kind == "html" and name == "body":
                wrong += [(kind, tag) for tag in Tags(text).found & {"zq7", "onzq7", "img", "onerror", "a"}]
            elif name == "spec":
                wrong += [(kind, mark) for mark in IN_CHARTS.findall(str(json.loads(text)))]
            elif name in ("body", "label", "help") and (found := MARKS.search(text)):
                wrong.append((kind, name, found.group(), text[max(0, found.start() - 90) : found.end()]))
    assert wrong == []


def test_no_text_of_a_delivery_is_active_in_a_download(visit: tuple[str, AppTest]):
    page, app = visit
    offered = tables(app)
    if not offered:
        assert page in WITHOUT_TABLES
        return
    filters = app.session_state["filters"]
    stamp = Stamp("OFFICIAL", True, filters.known_on, filters)
    assert list(filter(starts_a_formula, csv_cells(exports.together("All", offered, "CSV", stamp)))) == []
    for kind in exports.WORKBOOKS:
        assert list(active(exports.together("All", offered, kind, stamp))) == []
    with zipfile.ZipFile(io.BytesIO(exports.together("All", offered, "Parquet", stamp))) as package:
        for name in package.namelist():
            if name.endswith(".parquet"):
                assert pl.read_parquet(package.read(name)).height > 0
