"""A panel that is made once: told apart by all that goes into it, and drawn the same each time."""

import inspect
import json
import pkgutil
from datetime import date
from importlib import import_module
from typing import get_type_hints

import plotly.graph_objects as go
import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from pages import panels
from pages.charts.bars import ranked_bars
from pages.panels.comparison_panels import Choice
from pages.panels.figure_panel import Panel
from sfo_data.definitions.filters import Filters
from sfo_data.subjects.explore import Question
from sfo_data.subjects.road_back import Scenario
from tests.pages.conftest import headings

# Types of which two values that differ have a repr that differs.
TOLD_APART = {str, int, bool, float, date, Filters, Choice, Question, Scenario, type(None)}


# What AppTest runs: a cached panel whose table says how often it was made.
PAGE = """
import polars as pl
import streamlit as st

from pages.frame import cached_reader as frames
from pages.frame import downloads, filter_bar
from pages.panels.figure_panel import Panel, cached_panel
from sfo_data.definitions.filters import NATIONAL, Filters

@cached_panel
def panel(filters: Filters, name: str) -> Panel:
    made = st.session_state.setdefault("made", [])
    made.append((name, filters.selected("provider_type")))
    return Panel(name, f"Number {len(made)}", None, pl.DataFrame({"Number": [len(made)]}), "A panel.", filters)

frames.begin(NATIONAL)
downloads.begin()
filters = filter_bar.filter_bar("overview")
panel(filters, str(st.query_params.get("search", "first")))
"""


def test_a_panel_is_made_once_for_its_arguments_and_again_for_others(
    box_store_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    app = AppTest.from_string(PAGE, default_timeout=60).run()
    assert app.run().session_state["made"] == [("first", ())]
    app.multiselect(key="filter_provider_type").set_value(["NPS"]).run()
    assert headings(app) == ["Number 2"]
    app.multiselect(key="filter_provider_type").set_value([]).run()
    assert headings(app) == ["Number 1"]
    app.query_params["search"] = "second"
    assert app.run().session_state["made"] == [("first", ()), ("first", ("NPS",)), ("second", ())]
    assert not app.exception


def test_every_kept_panel_takes_only_what_its_repr_tells_apart():
    """A frame's repr leaves out its middle, so two frames could pass for one."""
    checked = 0
    for module in pkgutil.iter_modules(panels.__path__, "pages.panels."):
        if module.name.endswith(".serve"):
            continue
        for name, panel in inspect.getmembers(import_module(module.name), inspect.isfunction):
            if hasattr(panel, "__wrapped__") and get_type_hints(panel).get("return") is Panel:
                for argument, kind in get_type_hints(panel).items():
                    kinds = set(getattr(kind, "__args__", [kind])) - {type(None)}
                    assert argument == "return" or kinds <= TOLD_APART, f"{name} takes {argument}: {kind}"
                checked += 1
    assert checked >= 30


def test_what_is_sent_of_a_chart_is_the_chart():
    table = pl.DataFrame({"Group": ["a", "b"], "Reviews": [3, 1]})
    chart = ranked_bars(table, "Group", "Reviews", "Reviews")
    panel = Panel("one", "A title", chart, table, "A caption.", None)
    sent = json.loads(panel.sent)
    assert go.Figure(sent["figure"]) == chart and sent["figure"]["data"]
    assert sent["alt"] == panel.description and not sent["isClickable"]
    assert panel.description.startswith("A title. 2 points, Group from a to b. Reviews: highest 3 (a), lowest 1 (b).")
