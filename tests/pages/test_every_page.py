"""Each page run once, and everything that must hold of what it draws: charts, tables, words, colours, downloads."""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go
import pytest
from streamlit.testing.v1 import AppTest

from pages.charts.description import describe
from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing import exports
from sfo_data.publishing.exports import SUFFIXES, Stamp
from sfo_data.wording.tables import MISSING, as_text
from tests.material.drawn import NUMBER, series_of
from tests.pages.conftest import new_app, plotly_charts, titles, with_menus_open
from tests.pages.test_contrast import are_apart, is_in_legend
from tests.pages.test_downloads import missing, offered
from tests.pages.test_equal_forms import charts, not_in, readings, tables
from tests.pages.test_pages import PAGES

# What stands folded on a page: opened, so that all of it is looked at.
FOLDED = {name for page in PAGES for name in re.findall(r'folded\("(\w+)"', (PROJECT / page).read_text())}


@dataclass(frozen=True)
class Visit:
    """A page as it was drawn for 2018."""

    page: str
    app: AppTest


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, box_store_url: str) -> Iterator[Visit]:
    """One run for all tests below; they only read it, but for the last, which runs it once more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFO_DATABASE_URL", box_store_url)
        patch.chdir(PROJECT)
        app = new_app()
        app.query_params["period"] = "cy-2018"
        for name in FOLDED:
            app.session_state[f"fold_{name}"] = True
        # AppTest leaves dashboard.py as `__main__`.
        with pytest.MonkeyPatch.context() as main:
            main.setitem(sys.modules, "__main__", sys.modules["__main__"])
            app.switch_page(request.param).run()
        yield Visit(request.param, app)


def test_a_page_runs_without_an_error_and_has_one_title(visit: Visit):
    assert not visit.app.exception and not visit.app.error
    assert len(titles(visit.app)) == 1
    for chart in plotly_charts(visit.app):
        # Raises where a layout says what Plotly does not know; the pages themselves leave that check out.
        go.Figure(json.loads(chart.spec))


def test_every_point_of_a_picture_stands_in_its_table_in_the_same_order(visit: Visit):
    wrong = [
        f"{name}: {fault}"
        for name, proto in charts(visit.app).items()
        if hasattr(proto, "spec")
        for series in series_of(proto.spec)
        if (fault := not_in(series, tables(visit.app, name)))
    ]
    assert wrong == []


def test_what_is_read_and_described_of_a_chart_is_its_table(visit: Visit):
    with_menus_open(visit.app)
    offered_tables, read = visit.app.session_state["offered_tables"], readings(visit.app)
    for name, proto in charts(visit.app).items():
        title, table = offered_tables[name].title, offered_tables[name].table
        rows = [["" if cell == MISSING else cell for cell in row] for row in as_text(table).iter_rows()]
        assert read[title] == {"heads": table.columns, "rows": rows}, name
        assert proto.alt == describe(title, table), name
        said = set(re.findall(NUMBER, proto.alt.removeprefix(title)))
        held = {number for row in [*rows, table.columns] for cell in row for number in re.findall(NUMBER, cell)}
        assert said <= held | {str(table.height)}, name


def test_colour_is_never_the_only_thing_that_tells_two_series_of_a_chart_apart(visit: Visit):
    for name, proto in charts(visit.app).items():
        if hasattr(proto, "spec"):
            shown = [each for each in json.loads(proto.spec)["data"] if is_in_legend(each)]
            for one, other in pairwise(shown):
                if len({each["type"] for each in shown}) == 1:
                    assert are_apart(one, other), (name, one["name"], other["name"])


def test_all_tables_of_a_page_can_be_made_into_each_kind_of_file(visit: Visit):
    found, filters = offered(visit.app), visit.app.session_state["filters"]
    stamp = Stamp("OFFICIAL", True, filters.known_on, filters)
    for kind in SUFFIXES if found else ():
        assert exports.together(visit.page, found, kind, stamp)
    assert not [each.name for each in found if {"Filters", "Data as known on", "Marking"} & set(each.table.columns)]


def test_a_page_offers_its_tables_in_four_kinds_at_its_foot(visit: Visit):
    labels = [button.label for button in visit.app.get("download_button")]
    foot = ["Page as CSV (zip)", "Page as XLSX", "Page as ODS", "Page as Parquet (zip)"]
    assert labels[-4:] == foot if offered(visit.app) else not set(foot) & set(labels)


def test_every_table_of_a_page_is_among_its_downloads(visit: Visit):
    with_menus_open(visit.app)
    assert missing(visit.app) == [] and not visit.app.exception and not visit.app.error
