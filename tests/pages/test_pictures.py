"""What a picture is told to say: the view's own words, whatever signs are in them."""

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.components.picture import held
from tests.pages.test_pages import PROJECT

HOSTILE = "OFFICIAL \"A\\B\" --> ]> </style><b>'x'"


@pytest.fixture
def app(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(PROJECT)
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)


def pictures(app: AppTest) -> list[dict[str, object]]:
    bodies = (element.proto.body for element in app.get("html"))
    found = (re.search(r"data-picture='([^']*)'", body) for body in bodies)
    return [json.loads(html.unescape(match[1])) for match in found if match]


def test_each_chart_has_one_picture_named_as_its_table(app: AppTest):
    app.query_params["period"] = "cy-2018"
    app.run()
    told = pictures(app)
    assert len(told) == len(app.get("plotly_chart")) == 4
    assert told[0]["file"] == "SYNTHETIC-sfo_reviews_by_month-2020-05-11.png"
    assert told[0]["title"] == app.header[1].value.replace("\\", "")
    assert told[0]["lines"][1:] == [  # type: ignore[index]
        "Showing: 1 January 2018 to 31 December 2018; England and Wales.",
        "Data as known on 11 May 2020. Serious Further Offences: the national view.",
    ]
    marks = [mark["text"] for mark in told[0]["marks"]]  # type: ignore[attr-defined]
    assert marks == ["OFFICIAL-SENSITIVE", "SYNTHETIC DATA: invented cases, real published totals"]


def test_a_figure_without_rows_has_no_picture(app: AppTest):
    app.query_params["offence_group"] = "terrorism"
    app.query_params["provider"] = "essex-crc"
    app.query_params["period"] = "2015-01-01..2015-01-02"
    app.run()
    assert not app.exception and len(pictures(app)) == len(app.get("plotly_chart"))


def test_a_marking_of_any_signs_is_the_same_in_picture_page_and_print(app: AppTest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SFO_MARKING", HOSTILE)
    app.run()
    assert {picture["marks"][0]["text"] for picture in pictures(app)} == {HOSTILE}  # type: ignore[index]
    page = next(element.proto.body for element in app.get("html") if "@bottom-left" in element.proto.body)
    assert f'<strong class="tag">{html.escape(HOSTILE)}</strong>' in page and "<b>" not in page
    printed = re.search(r'@bottom-left {content: "([^"]*)"', page)[1]  # type: ignore[index]
    said = re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), printed)
    assert said == f"{HOSTILE} · SYNTHETIC DATA: invented cases, real published totals"


@given(st.lists(st.text()))
def test_words_come_back_from_the_page_as_they_were(lines: list[str]):
    written = held({"lines": lines})
    assert written[0] == written[-1] == "'" and not set("<>'") & set(written[1:-1])
    assert json.loads(html.unescape(written[1:-1])) == {"lines": lines}
