"""Every page through Streamlit's own test driver: it runs, it reads its filters, and a click on the bar counts."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.frame.menu import MENU
from sfo_data.definitions.settings import PROJECT
from tests.pages.conftest import cards, html_of, plotly_charts, with_menus_open

PAGES = sorted(entry.file for entry in MENU)


def words(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown) + html_of(app)


def test_every_page_file_is_in_the_menu():
    sections = {Path(page).parent for page in PAGES}
    files = {str(path.relative_to(PROJECT)) for section in sections for path in (PROJECT / section).glob("*.py")}
    assert files - {str(section / "__init__.py") for section in sections} == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_where_nothing_is_left(app: AppTest, page: str):
    app.query_params["offence_group"] = "terrorism"
    app.query_params["provider"] = "essex-crc"
    app.query_params["period"] = "2015-01-01..2015-01-02"
    app.switch_page(page).run()
    assert not app.exception and not app.error


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_short_and_takes_its_filters_once(page: str):
    source = (PROJECT / page).read_text()
    assert ".filter(" not in source.replace("published.filter(", "")
    assert source.count("\n") <= 130


def test_a_choice_in_the_bar_changes_the_figures(app: AppTest):
    app.query_params["period"] = "cy-2018"
    app.run()
    assert cards(app)[0][1] == "493"
    app.multiselect(key="filter_provider_type").set_value(["NPS"]).run()
    assert cards(app)[0][1] == "281"
    assert "provider type: NPS" in words(app)


def test_a_chart_holds_the_figures_its_words_say(app: AppTest):
    app.query_params["period"] = "cy-2018"
    app.run()
    charts = plotly_charts(app)
    specs = [json.loads(chart.spec) for chart in charts]
    bars = next(spec for spec in specs if list(spec["data"][0]["y"]) == ["NPS", "CRC"])
    assert bars["data"][0]["x"] == [281, 212]
    alts = [chart.alt for chart in charts]
    assert any("NPS is the provider type with most: 281 of 493 (57%)" in alt and "281" in alt for alt in alts)


def test_the_map_asks_for_no_tiles(app: AppTest):
    app.run()
    app.switch_page("pages/oversight/providers.py").run()
    spec = app.get("deck_gl_json_chart")[0].proto.json
    # Streamlit asks carto unless the provider is None; the browser tests watch the requests themselves.
    assert json.loads(spec).get("mapProvider") is None and "http" not in spec


def test_an_unknown_value_in_a_link_is_a_notice_not_an_error(app: AppTest):
    app.query_params["division"] = "atlantis"
    app.run()
    assert [notice.value for notice in app.warning] == [
        "The link's division was left out: “atlantis” is not in the data."
    ]
    assert not app.exception and not app.error


def test_every_figure_says_of_which_day_its_data_are(app: AppTest):
    with_menus_open(app.run())
    captions = [caption.value for caption in app.caption]
    figures = [caption for caption in captions if "SYNTHETIC DATA" in caption]
    assert len(figures) >= 7 and all("Data as known on 11 May 2020" in caption for caption in figures)


def test_a_briefing_whose_code_cannot_be_given_out_says_so_and_is_never_ready(app: AppTest, monkeypatch, tmp_path):
    monkeypatch.setenv("SFO_SIGNING_KEY", str(tmp_path / "gone.pem"))
    # A view that no other test has asked for: a code once given out is kept for as long as the server runs.
    app.query_params["period"] = "2018-02-03..2019-04-05"
    app.run()
    app.switch_page("pages/briefing/weekly.py").run()
    assert not app.exception and not app.error
    assert [notice.value.partition(":")[0] for notice in app.warning] == [
        "No code can be printed, so a picture of this page cannot be checked later"
    ]
    assert not any('class="briefing-seal"' in block.proto.body for block in app.get("html"))


def test_the_numbers_of_a_grid_have_as_many_decimals_down_each_column(app: AppTest):
    app.query_params["period"] = "cy-2018"
    app.run()
    grid = app.switch_page("pages/oversight/providers.py").run().dataframe[0]
    columns = json.loads(grid.proto.columns).items()
    formats = {name: each["type_config"]["format"] for name, each in columns if "type_config" in each}
    assert formats["Rate per 1,000 a year"] == formats["95% to"] == "%.2f" and formats["Expected"] == "%.1f"
    assert set(formats) == {name for name, kind in grid.value.dtypes.items() if kind == "float64"}
