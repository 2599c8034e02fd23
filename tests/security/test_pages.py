"""Nothing that a delivery says becomes markup on a page, on any of the ways text reaches a reader."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import PAGES

# Marks of ours in `hostile.ENDINGS` that Streamlit would act on, where no backslash stands before them.
MARKS = re.compile(
    r"(?<!\\)(\[zq7\]|\$zq7|`zq7|\*\*zq7|~~zq7|:red\[|:material/home|:smile:|https://zq7|www\.zq7|@zq7|<zq7)"
)
# Whatever Plotly might take for a mark, but for the three that charts write themselves.
IN_CHARTS = re.compile(r"<(?!/?(?:b|br|extra)>)/?[a-zA-Z][^<>]*>")
# Fields that Streamlit renders as markdown: what is said, and the labels and help of widgets.
MARKED = {"markdown", "alert", "heading", "metric", "expandable", "button", "checkbox", "slider", "text_input"}


class Tags(HTMLParser):
    """Every tag, and every attribute's name, of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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


@pytest.mark.parametrize("page", PAGES)
def test_no_text_of_a_delivery_is_markup_on_a_page(app: AppTest, page: str):
    app.run()
    app.switch_page(page).run()
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
