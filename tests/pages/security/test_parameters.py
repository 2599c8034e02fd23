"""What an address or a widget is given that it should not be changes no figure, raises nothing, and is said."""

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages.frame.filter_bar import PAGE_PARAMETERS
from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.settings import PROJECT
from tests.pages.conftest import cards, new_app, plotly_charts
from tests.pages.test_pages import PAGES

PAYLOADS = {
    "SQL": "wales'; drop table reviews; --",
    "SQL, always true": "') or 1=1 /* \" */",
    "binds and templates": ":scope %(known_on)s %s {{7*7}} ${7*7} ? $1",
    "script": "<script>window.__pwned=1</script><img src=x onerror=window.__pwned=1>",
    "markdown": "[zq7](javascript:window.__pwned=1) ![zq7](https://zq7.example/i.png) :red[zq7]",
    "unprintable": "\x00\x1b[31m\r\nzq7\u202e\u2028",
    "path": "../../../../etc/passwd%00.png",
    "long": "zq7" * 5_000,
}
TYPED = (
    "pages/briefing/check_a_screenshot.py", "pages/learning/themes.py", "pages/reference/cases.py",
    "pages/reference/claim_check.py", "pages/reviews/independent_qa.py",
)  # fmt: skip
FILTERS = ("period", "known_on", *DIMENSIONS)
# Filters are taken from the address by one function for all pages, so each page is given one of these in turn; those
# with parameters of their own are given all.
AT_ONCE = ("SQL, always true", "script", "unprintable")
WITH_THEIR_OWN = (
    *TYPED, "pages/briefing/weekly.py", "pages/reference/explore.py", "pages/reference/published_record.py",
    "pages/reference/release.py",
)  # fmt: skip


@pytest.fixture(params=["duckdb", "postgresql"])
def app(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    name = "duckdb_url" if request.param == "duckdb" else "postgres_url"
    monkeypatch.setenv("SFO_DATABASE_URL", request.getfixturevalue(name))
    monkeypatch.chdir(PROJECT)
    return new_app()


def figures(app: AppTest) -> dict[str, Any]:
    """Every number shown: cards, charts, and the tables that could be taken away."""
    assert not app.exception and not app.error, [each.value for each in app.error]
    return {
        "cards": cards(app),
        "charts": [json.loads(each.spec)["data"] for each in plotly_charts(app)],
        "tables": [(name, each.table.rows()) for name, each in app.session_state["offered_tables"].items()],
    }


@pytest.mark.parametrize(
    ("app", "payload"),
    [*(("duckdb", each) for each in PAYLOADS), ("postgresql", "SQL"), ("postgresql", "unprintable")],
    indirect=["app"],
)
def test_a_parameter_of_the_filters_that_is_none_is_said_and_changes_no_figure(app: AppTest, payload: str):
    """On PostgreSQL the driver is another one, so what it might choke on is asked there too."""
    usual = figures(app.run())
    asked = new_app()
    for name in FILTERS:
        asked.query_params[name] = PAYLOADS[payload]
    # Each is left out with a notice of its own, and none makes another be taken.
    assert figures(asked.run()) == usual and len(asked.warning) == len(FILTERS)
    assert asked.session_state["filters"] == app.session_state["filters"]


@pytest.mark.parametrize("app", ["duckdb"], indirect=True)
@pytest.mark.parametrize("page", PAGES)
def test_every_parameter_of_a_page_at_once(app: AppTest, page: str):
    usual = figures(app.switch_page(page).run())
    assert bool([*app.text_input, *app.text_area]) == (page in TYPED)
    in_turn = AT_ONCE[PAGES.index(page) % len(AT_ONCE)]
    for name in AT_ONCE if page in WITH_THEIR_OWN else (in_turn,):
        found, warned = with_all(page, PAYLOADS[name])
        # The audit's own page shows that it was looked at once more.
        assert found == usual or page.endswith("/audit.py")
        assert warned.count("The link's") >= len(FILTERS) and not ACTIVE.search(warned)


ACTIVE = re.compile(r"(?<!\\)(<script|<img|\[zq7\]|:red\[)")


def with_all(page: str, payload: str) -> tuple[dict[str, Any], str]:
    """The figures of a page whose address gives every parameter there is, and one that there is not; its warnings."""
    asked = new_app()
    for name in [*FILTERS, *PAGE_PARAMETERS, payload[:60]]:
        asked.query_params[name] = payload
    found = figures(asked.switch_page(page).run())
    # A search finds other findings, or none: that table is the answer to what was asked.
    found["tables"] = [each for each in found["tables"] if each[0] != "findings_found"]
    return found, "\n".join(each.value for each in asked.warning)


@pytest.mark.parametrize(
    ("app", "page"),
    [*(("duckdb", each) for each in TYPED), ("postgresql", "pages/reference/cases.py")],
    indirect=["app"],
)
def test_every_text_that_can_be_typed_on_a_page(app: AppTest, page: str):
    """On PostgreSQL where what is typed is asked of the store; on the other pages it meets rows already read."""
    app.switch_page(page).run()
    typed = [*app.text_input, *app.text_area]
    assert typed
    for widget in typed:
        for payload in PAYLOADS.values():
            widget.set_value(payload[: widget.proto.max_chars or None])
            app.run()
            assert not app.exception and not FAILED.search(" ".join(each.value for each in app.error)), payload[:40]


FAILED = re.compile("could not be drawn|does not answer")
