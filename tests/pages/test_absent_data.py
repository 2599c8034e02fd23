"""What a store does not hold, and a period before its data, are said so: no finding, and no 0, stands there instead."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.measures import MEASURES
from tests.pages.conftest import cards, html_of
from tests.pages.test_pages import PAGES

BEFORE_ALL_DATA = "2010-01-01..2010-12-31"
# Of these the minimal store has no table.
NOT_HELD = {
    "pages/learning/themes.py": "findings have not been delivered",
    "pages/learning/actions.py": "actions have not been delivered",
    "pages/learning/agencies.py": "other agencies have not been delivered",
    "pages/learning/practitioners.py": "practitioners of reviews accepted have not been delivered",
    "pages/learning/victims.py": "victims and families have not been delivered",
    "pages/oversight/providers.py": "people supervised have not been delivered",
    "pages/reviews/road_back.py": "posts of the quality assurance team have not been delivered",
}
DATED = {measure.label for measure in MEASURES.values() if measure.dated_by}


def figures_of(app: AppTest) -> list[str]:
    """The titles of the page's figures."""
    return re.findall(r'<h2>([^<]*)</h2><p class="caption">', html_of(app))


@pytest.mark.parametrize("url", ["box_store_url", "small_store_url"])
def test_before_all_data_no_page_leads_with_a_finding_and_no_dated_card_has_a_number(
    app: AppTest, url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_DATABASE_URL", request.getfixturevalue(url))
    app.query_params["period"] = BEFORE_ALL_DATA
    app.run()
    findings: list[str] = []
    numbers, empty = {}, []
    for page in PAGES:
        app.switch_page(page).run()
        assert not app.exception, page
        findings += re.findall(r'<p class="finding">(.*?)</p>', html_of(app))
        numbers |= {(page, label): value for label, value in cards(app) if label in DATED and value != "no data"}
        empty += [(page, each) for each in figures_of(app) if re.search(r"\bno reviews\b|: not compared", each, re.I)]
    assert [each for each in findings if not each.startswith("No data: ")] == []
    assert numbers == {}
    assert empty == []
    assert len(findings) > 10


@pytest.mark.parametrize(("page", "why"), NOT_HELD.items())
def test_what_is_not_in_the_store_is_not_held_and_never_0(
    app: AppTest, page: str, why: str, minimal_store_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_DATABASE_URL", minimal_store_url)
    app.run()
    app.switch_page(page).run()
    assert f"Not held: {why}." in html_of(app)
    absent = [
        value for label, value in cards(app) if label.startswith(("Action", "Agenc", "Practi", "Find", "Offered"))
    ]
    assert set(absent) <= {"not held"}
    assert not [each for each in figures_of(app) if re.search(r"\bno (action|finding|famil|agenc)", each, re.I)]
