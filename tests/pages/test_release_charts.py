"""What the public-facing reader's browser is sent of a release tells nothing that its files do not.

The files are attacked in test_attack.py; a number that the page alone tells would escape that.
"""

import json
import re

import pytest

from sfo_data.publishing import releases
from sfo_data.publishing.releases import contents
from sfo_data.store.database import Store
from tests.material.printed import parsed
from tests.pages.conftest import plotly_charts
from tests.pages.test_scope import app_of  # noqa: F401

NUMBER = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d+)?")
FIRST = contents.BEFORE_THE_DAYS[0]
HOVER = "%{customdata}, %{x}: %{y:,.0f}<extra></extra>"


@pytest.fixture
def sent(app_of, box_store_url, monkeypatch, tmp_path):  # noqa: F811
    """Each table as compiled, with the chart sent for it and its alternative text; and the one table that is open."""
    (tmp_path / "r.csv").write_text("release,known_on,title,published_on\na,2020-04-06,First release,2020-05-28\n")
    monkeypatch.setenv("SFO_RELEASES", str(tmp_path / "r.csv"))
    app = app_of("press")
    app.default_timeout = 300
    app.session_state[f"twin_release_{FIRST.name}"] = True
    app.run().switch_page("pages/reference/release.py").run()
    assert not app.exception and not app.error
    found = releases.compiled(Store(box_store_url), releases.releases()[0])
    charts = [(json.loads(each.spec), each.alt) for each in plotly_charts(app)]
    twins = [each.proto.body for each in app.get("html") if 'class="twin"' in each.proto.body]
    return list(zip(found.tables, charts, strict=True)), twins


def beyond(told, spec, alt):
    """What a chart or its alternative text tells that its table does not: points by place, other numbers by value."""
    scale, is_monthly = (100 if told.content.base else 1), told.content.by == "month"
    rows = told.frame.filter(~told.frame["is_withheld"]).drop_nulls("value")
    shown = {
        (row["group"] if told.content.by and not is_monthly else told.content.label,
         row["group"] if is_monthly else row["year"]): row["value"] * scale
        for row in rows.iter_rows(named=True)
    }  # fmt: skip
    points = {
        (trace["customdata"][0], when): value
        for trace in spec["data"] for when, value in zip(trace["x"], trace["y"], strict=True) if value is not None
    }  # fmt: skip
    found = [place for place, value in points.items() if shown.get(place) != value]
    # A bar says its label, its place and its height; nothing else is there to be read, no limits and no mean.
    found += [trace["type"] for trace in spec["data"] if trace["type"] != "bar" or "text" in trace]
    found += [trace["hovertemplate"] for trace in spec["data"]
              if trace["hovertemplate"] != HOVER or len(set(trace["customdata"])) > 1]  # fmt: skip
    found += spec["layout"].get("shapes", [])
    words = [each["text"].removesuffix("…") for each in spec["layout"]["annotations"]]
    found += [text for text in words if not any(label.startswith(text.split("<br>")[0]) for label, _ in shown | points)
              and NUMBER.search(text)]  # fmt: skip
    return found + [number for number in NUMBER.findall(alt.replace(told.title, "")) if number not in numbers_of(told)]


def numbers_of(told):
    """Every number in the table as it is written, years and months too."""
    cells = [str(cell) for row in told.table.iter_rows() for cell in row]
    whole = [cell.removesuffix(".0") for cell in cells]
    headings = " ".join(told.table.columns)
    rows = f"{told.table.height}"
    return {
        *NUMBER.findall(" ".join([*cells, headings])),
        *whole,
        *(f"{int(each):,}" for each in whole if each.isdigit()),
        rows,
    }


def test_charts_tooltips_and_alternative_texts_tell_what_the_files_tell(sent):
    charts, _ = sent
    assert len(charts) == 19 and sum(told.frame["is_withheld"].sum() for told, _ in charts) > 20
    assert {told.content.name: beyond(told, *chart) for told, chart in charts if beyond(told, *chart)} == {}


def test_a_table_tells_what_its_file_tells(sent):
    charts, twins = sent
    told = charts[0][0]
    (page,) = [parsed(twin) for twin in twins]
    rows = [[cell.text.replace(",", "") for cell in row.all("th", "td")] for row in page.all("tr")][1:]
    wanted = [[str(cell).replace(",", "").removesuffix(".0") for cell in row] for row in told.table.iter_rows()]
    assert [[cell.removesuffix(".0") for cell in row] for row in rows] == wanted
    assert any("[c]" in row for row in rows)


def test_a_number_too_many_in_a_chart_or_its_text_is_noticed(sent):
    told, (spec, alt) = sent[0][0]
    row = told.frame.filter(told.frame["is_withheld"]).row(0, named=True)
    trace = next(each for each in spec["data"] if each["customdata"][0] == row["group"])
    trace["y"][trace["x"].index(row["year"])] = 3.0
    assert beyond(told, spec, alt) == [(row["group"], row["year"])]
    trace["y"][trace["x"].index(row["year"])] = None
    assert beyond(told, spec, alt) == []
    assert beyond(told, spec, alt + " Withheld: 98765") == ["98765"]
    assert beyond(told, {**spec, "layout": {**spec["layout"], "shapes": [{"y0": 43.7}]}}, alt) == [{"y0": 43.7}]


def test_no_month_of_fewer_than_ten_is_in_the_chart_of_months_and_no_usual_range(sent):
    charts, _ = sent
    ((told, (spec, _)),) = [each for each in charts if each[0].content.by == "month"]
    heights = [value for trace in spec["data"] for value in trace["y"] if value is not None]
    assert heights and min(heights) >= 10 and len(heights) == told.frame["value"].count()
    assert not spec["layout"].get("shapes") and {trace["type"] for trace in spec["data"]} == {"bar"}
