"""Briefings and drawings for the tests of what is printed; readers of HTML and PDF that know nothing of the writers."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any

from pypdf import PdfReader

from sfo_data.definitions import filters as f
from sfo_data.publishing.briefing import Briefing, weekly
from sfo_data.publishing.packs.chart_svg import standalone
from sfo_data.questions import queries
from tests.material.briefing import CODE
from tests.material.kept_store import KeptStore

PLACES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "national": {},
    "London division": {"division": ["London"]},
    "Kent, Surrey and Sussex CRC": {"provider": ["Kent, Surrey and Sussex CRC"]},
}
VOID = {"meta", "br", "link", "img", "hr", "input"}


@cache
def of_box(url: str, place: str, audience: Any = "internal") -> Briefing:
    """The briefing of one of PLACES on the newest day of the box, made once in a process."""
    store = KeptStore(url)
    facts = queries.facts(store)
    filters = f.from_choices(facts.known, PLACES[place], "last-12-months", facts.known.known_on)
    return weekly(queries.reader(store), facts, filters, audience)


def drawings(briefing: Briefing) -> tuple[str, ...]:
    """For each drawn figure something of a chart's shape, with its title as text."""
    layer = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="528" height="244"><defs><clipPath id="clipab12xy"><rect '
        'width="500" height="200"/></clipPath></defs><g clip-path="url(#clipab12xy)"><path d="M10,10H500V200Z" '
        'style="fill: rgb(18, 67, 109);"/></g><text x="20" y="230" style="font-size: 14px;">Chart {}</text></svg>'
    )
    drawn = sum(each.is_drawn for each in briefing.figures)
    return tuple(standalone([layer.format(n)], f"chart{n}") for n in range(1, drawn + 1))


@dataclass
class Element:
    """One element of an HTML page: its text is that of all below it, white space made single."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def parsed(html: str) -> Element:
    """The page as a tree; fails where an element is not ended in its place."""
    parser = Parser()
    parser.feed(html)
    parser.close()
    assert parser.open == [parser.root]
    return parser.root


def pdf_text(data: bytes, page: int | None = None) -> str:
    """The text of a page, or of all."""
    pages = PdfReader(io.BytesIO(data)).pages
    chosen = pages if page is None else [pages[page]]
    return " ".join(" ".join(each.extract_text().split()) for each in chosen)


__all__ = ["CODE", "PLACES", "Element", "drawings", "of_box", "parsed", "pdf_text"]
