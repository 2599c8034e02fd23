"""The product through Streamlit's own test driver, on the loaded box."""

import html
import json
import re
from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT

# Far more than a page takes: a machine that is busy fails no test.
WITHIN_SECONDS = 300


def new_app() -> AppTest:
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=WITHIN_SECONDS)


@pytest.fixture
def app(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A visit that has not begun."""
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(PROJECT)
    return new_app()


def html_of(app: AppTest) -> str:
    """All that the page says as HTML of its own."""
    return "".join(block.proto.body for block in app.get("html"))


def titles(app: AppTest) -> list[str]:
    """The page's titles, whichever element draws them."""
    return [each.value for each in app.title] + [
        html.unescape(each) for each in re.findall(r"<h1>(.*?)</h1>", html_of(app))
    ]


def headings(app: AppTest) -> list[str]:
    """The second-level headings: of figures in the page's own HTML first, then the others."""
    drawn = [html.unescape(each) for each in re.findall(r"<h2>(.*?)</h2><p class=\"caption\">", html_of(app))]
    return drawn + [re.sub(r"\\(.)", r"\1", each.value) for each in app.header]


@dataclass(frozen=True)
class Chart:
    """A Plotly figure as the page sent it: the key of its place, the figure as text, its text alternative."""

    id: str
    spec: str
    alt: str


def plotly_charts(app: AppTest) -> list[Chart]:
    """The page's Plotly figures in their order."""
    sent = [(each.proto.id, json.loads(each.proto.bytes)) for each in app.get("bidi_component")]
    return [Chart(identifier, json.dumps(each["figure"]), each["alt"]) for identifier, each in sent]


def with_menus_open(app: AppTest) -> AppTest:
    """The page with the menu of each of its figures open: what stands in one is made when it is opened."""
    for name in app.session_state["offered_tables"]:
        app.session_state[f"twin_{name}"] = True
    return app.run()


def cards(app: AppTest) -> list[tuple[str, str]]:
    """Label and value of each headline figure."""
    found = re.findall(r'<section class="card"><h2>(.*?)</h2><p class="value">(.*?) <span>', html_of(app))
    return [(html.unescape(label), html.unescape(value)) for label, value in found]
