"""Each chart in four forms that say the same, to the last digit: picture, points, table, description."""

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT
from sfo_data.wording.tables import as_text
from tests.material.drawn import NUMBER, Series, places, series_of
from tests.pages.conftest import plotly_charts
from tests.pages.test_pages import PAGES

# Each pair of themes is drawn twice, and grids go by rows and columns: their order is not the table's.
WITHOUT_ORDER = {"heatmap"}


@pytest.fixture
def app(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(PROJECT)
    driver = AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)
    driver.query_params["period"] = "cy-2018"
    return driver.run()


def charts(app: AppTest) -> dict[str, Any]:
    """Each chart, and the protobuf of each map, on the page by the figure's name."""
    found = [*plotly_charts(app), *(each.proto for each in app.get("deck_gl_json_chart"))]
    return {each.id.partition("chart_")[2]: each for each in found}


def tables(app: AppTest, name: str) -> list[pl.DataFrame]:
    """The figure's own table, and further tables that its panel shows below it."""
    offered = app.session_state["offered_tables"]
    return [offered[name].table, *(each.table for key, each in offered.items() if key.startswith(f"{name}_notes"))]


def readings(app: AppTest) -> dict[str, dict[str, Any]]:
    """What the buttons under each chart read, by the figure's title."""
    bodies = "".join(block.proto.body for block in app.get("html"))
    found = re.findall(
        r"class=\"one-by-one\" role=\"group\" aria-label=\"Points of: (.*?)\" data-points='(.*?)'", bodies
    )
    return {html.unescape(title): json.loads(html.unescape(held)) for title, held in found}


def not_in(series: Series, among: list[pl.DataFrame]) -> str | None:
    """What is wrong with a drawn series by its tables; None where every point stands in one of their columns."""
    for table in among:
        if at := next(iter(places(series, table).values()), []):
            is_in_order = at in (sorted(at), sorted(at, reverse=True))
            return None if is_in_order or series.kind in WITHOUT_ORDER else f"{series.name!r} in another order"
    return f"{series.name!r} is not in the table: {series.points[:2]}"


def test_the_map_says_what_its_table_says(app: AppTest):
    app.switch_page("pages/oversight/providers.py").run()
    areas = json.loads(charts(app)["provider_map"].json)["layers"][0]["data"]["features"]
    rows = {row[0]: row for row in as_text(tables(app, "provider_map")[0]).iter_rows()}
    assert len(areas) == 7
    for area in areas:
        name, numbers, finding = area["properties"]["words"].split("\n")
        assert re.findall(NUMBER, numbers) == list(rows[name][2:5]) and rows[name][1] == finding


def test_every_figure_of_the_menu_is_compared():
    """The pages that draw: a page that draws nothing more would pass all the tests above."""
    drawing = [page for page in PAGES if re.search(r"_panel|figure\(|panels", (Path(PROJECT) / page).read_text())]
    assert len(drawing) >= 18


def test_a_number_that_differs_in_its_last_digit_is_found(app: AppTest):
    name = "sfo_reviews_by_provider_type"
    (drawn,) = series_of(charts(app)[name].spec)
    first, *rest = drawn.points
    assert not_in(drawn, tables(app, name)) is None
    assert not_in(replace(drawn, points=(replace(first, value=first.value + 1, text=""), *rest)), tables(app, name))
    assert not_in(replace(drawn, points=(replace(first, labels=("Nobody",)), *rest)), tables(app, name))
    assert not_in(replace(drawn, points=(*rest, *rest)), tables(app, name)) is None
