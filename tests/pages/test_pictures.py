"""What a picture is told to say: the view's own words, whatever signs are in them."""

import html
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.frame.picture import as_attribute
from tests.pages.conftest import headings, plotly_charts, with_menus_open

HOSTILE = "OFFICIAL \"A\\B\" --> ]> </style><b>'x'"


def pictures(app: AppTest) -> list[dict[str, object]]:
    bodies = (element.proto.body for element in app.get("html"))
    found = (re.search(r"data-picture='([^']*)'", body) for body in bodies)
    return [json.loads(html.unescape(match[1])) for match in found if match]


def test_each_chart_has_one_picture_named_as_its_table(app: AppTest):
    app.query_params["period"] = "cy-2018"
    with_menus_open(app.run())
    told = pictures(app)
    assert len(told) == len(plotly_charts(app)) == 7
    assert told[1]["file"] == "SYNTHETIC-sfo_reviews_by_month-2020-05-11.png"
    assert told[1]["title"] == headings(app)[1]
    groups = next(each for each in told if "by_offence_group-" in str(each["file"]))
    assert groups["lines"][1:] == [  # type: ignore[index]
        "Showing: 1 January 2018 to 31 December 2018; England and Wales.",
        "Data as known on 11 May 2020. Serious Further Offences: the national view.",
    ]
    marks = [mark["text"] for mark in told[0]["marks"]]  # type: ignore[attr-defined]
    assert marks == ["OFFICIAL-SENSITIVE", "SYNTHETIC DATA: invented cases"]


def test_a_figure_without_rows_has_no_picture(app: AppTest):
    app.query_params["offence_group"] = "terrorism"
    app.query_params["provider"] = "essex-crc"
    app.query_params["period"] = "2015-01-01..2015-01-02"
    app.run()
    with_menus_open(app)
    assert not app.exception and len(pictures(app)) == len(plotly_charts(app))


def test_a_marking_of_any_signs_is_the_same_in_picture_page_and_print(app: AppTest, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SFO_MARKING", HOSTILE)
    with_menus_open(app.run())
    assert {picture["marks"][0]["text"] for picture in pictures(app)} == {HOSTILE}  # type: ignore[index]
    page = next(element.proto.body for element in app.get("html") if "@bottom-left" in element.proto.body)
    assert f'<strong class="tag">{html.escape(HOSTILE)}</strong>' in page and "<b>" not in page
    printed = re.search(r'@bottom-left {content: "([^"]*)"', page)[1]  # type: ignore[index]
    said = re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), printed)
    assert said == f"{HOSTILE} · SYNTHETIC DATA: invented cases"


@given(st.lists(st.text()))
def test_words_come_back_from_the_page_as_they_were(lines: list[str]):
    written = as_attribute({"lines": lines})
    assert written[0] == written[-1] == "'" and not set("<>'") & set(written[1:-1])
    assert json.loads(html.unescape(written[1:-1])) == {"lines": lines}
