"""A figure says what it shows: its filters are those that its rows were read with, and not those of the page."""

import ast
import html
import json
import re
from collections.abc import Iterator
from itertools import combinations

import pytest
from streamlit.testing.v1 import AppTest

from pages.frame.menu import MENU
from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.exports import Export
from sfo_data.subjects.providers import provider_words
from tests.pages.conftest import html_of, new_app, with_menus_open

WALES = {"division": "wales", "period": "cy-2018"}
ADDRESSES = {
    "Wales": WALES,
    "London": WALES | {"division": "london"},
    "a year before": WALES | {"period": "cy-2017"},
}
# What is worked out or drawn only when it is asked for.
OPENED = ("coding_help", "count_suggestions", "past_forecasts", "cases", "fold_returned", "fold_theme_findings",
          "fold_theme_groups")  # fmt: skip
# Of England and Wales, whatever division is chosen.
NATIONAL = {
    "sfo_rate_by_risk", "agencies_by_division", "practitioners_by_division", "victim_take_up_by_division",
    "actions_on_time_by_division", "forecast_open", "forecast_share", "qa_posts", "scenarios", "past_forecasts",
    "ledger", "loads", "newest_load", "quarantine",
}  # fmt: skip


@pytest.fixture(scope="module")
def shown(box_store_url: str) -> Iterator[dict[str, dict[str, dict[str, Export]]]]:
    """Page -> address -> name -> each table of the page, under four choices of filters."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SFO_DATABASE_URL", box_store_url)
        patch.chdir(PROJECT)
        yield {
            entry.name: {what: _tables(entry.file, address) for what, address in ADDRESSES.items()}
            for entry in MENU
            if entry.has_filters
        }


def _tables(page: str, address: dict[str, str]) -> dict[str, Export]:
    app: AppTest = new_app()
    for name, value in address.items():
        app.query_params[name] = value
    for key in OPENED:
        app.session_state[key] = True
    app.switch_page(page).run()
    assert not app.exception and not app.error, page
    return dict(app.session_state["offered_tables"])


def pairs(shown: dict[str, dict[str, dict[str, Export]]]) -> Iterator[tuple[str, Export, Export]]:
    """Each table under two choices of filters, where it is of the extract and has rows."""
    for page, under in shown.items():
        for one, other in combinations(ADDRESSES, 2):
            for name in under[one].keys() & under[other].keys():
                first, second = under[one][name], under[other][name]
                if first.filters and second.filters and first.table.height and second.table.height:
                    yield f"{page}: {name}, {one} and {other}", first, second


def test_a_figure_that_a_choice_changes_says_another_thing(shown):
    assert [
        what for what, one, other in pairs(shown) if one.filters == other.filters and not one.table.equals(other.table)
    ] == []


def test_a_figure_that_a_choice_leaves_as_it_is_says_the_same(shown):
    assert [
        what
        for what, one, other in pairs(shown)
        # Marked days and limits go below a figure, and say what it says.
        if one.filters != other.filters and one.table.equals(other.table) and not one.name.endswith("_notes")
    ] == []


def test_figures_of_england_and_wales_name_no_division(shown):
    found = {
        name: each.filters.sentence()
        for under in shown.values()
        for name, each in under["Wales"].items()
        if name in NATIONAL
    }
    assert set(found) == NATIONAL
    assert {name: said for name, said in found.items() if "Wales." in said.replace("England and Wales.", "")} == {}


def test_a_picture_says_what_the_figure_shows(box_store_url, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(PROJECT)
    app = new_app()
    for name, value in WALES.items():
        app.query_params[name] = value
    app = with_menus_open(app.switch_page("pages/oversight/providers.py").run())
    pictures = {
        words["title"]: words["lines"][-2]
        for each in re.findall(r"data-picture='(.*?)'", html_of(app))
        for words in [json.loads(html.unescape(each))]
    }
    rates = next(said for title, said in pictures.items() if title == provider_words.RATES_TITLE)
    assert rates == "Showing: 1 January 2018 to 31 December 2018; England and Wales."
    others = [said for said in pictures.values() if said != rates]
    assert others and all(said.endswith("; England and Wales; division: Wales.") for said in others)


def test_only_pages_take_the_filters_out_of_the_session():
    """A page is a script, which nobody hands anything; what it draws is handed its filters."""
    taken = [
        f"{path.relative_to(PROJECT)}:{node.lineno}"
        for folder in ("panels", "frame", "charts")
        for path in sorted((PROJECT / "pages" / folder).glob("*.py"))
        if path.stem not in ("filter_bar", "provenance_panels")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Attribute) and node.attr == "current")
        or (isinstance(node, ast.Constant) and node.value == "filters")
    ]
    assert taken == []
