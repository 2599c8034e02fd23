"""Every table drawn on a page is among its downloads, and making the page makes no file."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from time import perf_counter

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages.charts.text import as_text
from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing import exports
from sfo_data.publishing.exports import SUFFIXES, Export, Stamp
from tests.pages.conftest import cards

Rows = list[list[str]]
# What brings out tables that are drawn only when asked for: page, parameters of its address, states of its widgets.
ASKED_FOR = [
    ("pages/oversight/overview.py", {}, {"evidence": True}),
    ("pages/reviews/independent_qa.py", {"period": "cy-2019"}, {}),
    ("pages/reviews/road_back.py", {}, {"past_forecasts": True}),
    ("pages/learning/themes.py", {"search": "enquiries"}, {"coding_help": True, "count_suggestions": True}),
    ("pages/reference/cases.py", {"case": "SFO-0001500"}, {}),
    ("pages/reference/definitions.py", {}, {"cases": True}),
    ("pages/reference/published_record.py", {}, {"published_series": "inspection_2020_headlines"}),
]


class Tables(HTMLParser):
    """The rows of the tables in some HTML, headings first, by their captions."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, Rows]] = []
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "table":
            self.found.append(("", []))
        elif tag == "tr":
            self.found[-1][1].append([])
        elif tag in ("th", "td"):
            self.found[-1][1][-1].append("")
        self._in = tag if tag in ("th", "td", "caption") else self._in if tag == "mark" else ""

    def handle_endtag(self, tag: str) -> None:
        self._in = self._in if tag == "mark" else ""

    def handle_data(self, data: str) -> None:
        if self._in == "caption":
            self.found[-1] = (self.found[-1][0] + data, self.found[-1][1])
        elif self._in:
            self.found[-1][1][-1][-1] += data


def at_page(app: AppTest, page: str, **parameters: str) -> AppTest:
    for name, value in {"period": "cy-2018", **parameters}.items():
        app.query_params[name] = value
    app.switch_page(page).run()
    assert not app.exception and not app.error
    return app


def offered(app: AppTest) -> list[Export]:
    return list(app.session_state["offered_tables"].values())


def drawn(app: AppTest) -> Iterator[tuple[str, Rows]]:
    """Caption and rows, headings first, of every HTML table and grid on the page."""
    for element in app.get("html"):
        parser = Tables()
        parser.feed(element.proto.body)
        yield from parser.found
    for grid in app.dataframe:
        table = as_text(pl.from_pandas(grid.value))
        yield "grid", [table.columns, *map(list, table.iter_rows())]


def holds(export: Export, rows: Rows) -> bool:
    """Whether the table has these headings, and these rows one after the other."""
    if export.table.columns != rows[0]:
        return False
    every = [list(row) for row in as_text(export.table).iter_rows()]
    asked = rows[1:]
    return any(every[first : first + len(asked)] == asked for first in range(len(every) - len(asked) + 1))


def missing(app: AppTest) -> list[str]:
    return [caption for caption, rows in drawn(app) if not any(holds(export, rows) for export in offered(app))]


@pytest.mark.parametrize(("page", "parameters", "states"), ASKED_FOR)
def test_every_table_that_is_asked_for_is_among_the_downloads(app: AppTest, page: str, parameters, states):
    before = len(list(drawn(at_page(app, page)))) if states else 0
    at_page(app, page, **parameters)
    for key, state in states.items():
        app.session_state[key] = state
    app.run()
    assert missing(app) == [] and len(list(drawn(app))) > before


def test_the_tables_of_one_page_are_not_those_of_the_next(app: AppTest):
    first = {each.name for each in offered(at_page(app, "pages/oversight/overview.py"))}
    second = {each.name for each in offered(at_page(app, "pages/reference/cases.py"))}
    assert "headlines" in first and second == {"cases"}


def test_the_headline_figures_come_first_and_are_those_of_the_cards(app: AppTest):
    first = offered(at_page(app, "pages/oversight/overview.py"))[0]
    values = dict(first.table.select("Measure", "Value").iter_rows())
    assert first.name == "headlines" and first.filters is not None
    assert [label for label, _ in cards(app)] == first.table["Measure"].to_list()
    assert (values["SFO notifications and reviews"], values["Murder and manslaughter"]) == (493, 124)


@pytest.mark.parametrize("kind", SUFFIXES)
def test_few_families_leave_in_no_file(app: AppTest, kind: str):
    at_page(app, "pages/learning/victims.py", provider="essex-crc")
    filters = app.session_state["filters"]
    stamp = Stamp("OFFICIAL", True, filters.known_on, filters)
    headlines = next(each for each in offered(app) if each.name == "headlines")
    assert set(headlines.table["Value"]) == set(headlines.table["95% from"]) == {"[c]"}
    assert exports.one(headlines, kind, stamp)


def test_making_a_page_makes_no_file(app: AppTest):
    at_page(app, "pages/oversight/overview.py")
    assert [button.proto.url for button in app.get("download_button")] == [""] * 4


def test_offering_a_table_costs_next_to_nothing():
    frame = pl.DataFrame({"Number": range(1000)})
    started = perf_counter()
    for place in range(1000):
        Export(str(place), "Title", frame, "Caption")
    # Measured: about 1 microsecond each; the ceiling is a hundred times that.
    assert perf_counter() - started < 0.1


def test_every_file_that_draws_a_table_also_offers_one():
    drawing = ("html_table(", "st.dataframe(", "narrowing_table(")
    sources = {path: path.read_text() for path in Path(PROJECT, "pages").glob("*/*.py")}
    forgotten = [
        path.stem
        for path, source in sources.items()
        if any(f" {call}" in source or f"({call}" in source for call in drawing)
        and not any(f"{offer}(" in source for offer in ("offer", "download"))
        and path.stem not in ("text", "print_style")
    ]
    assert forgotten == []
