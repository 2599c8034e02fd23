"""Every page runs on a store as a team may come to have it."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.frame.menu import MENU


@pytest.mark.parametrize("url", ["undescribed_store_url", "tracker_store_url"])
def test_every_page_runs_without_descriptions_of_providers_and_on_a_tracker_alone(
    app: AppTest, url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_DATABASE_URL", request.getfixturevalue(url))
    app.run()
    failed = {}
    for entry in MENU:
        app.switch_page(entry.file).run()
        if app.exception or app.error:
            failed[entry.file] = [each.message for each in app.exception] + [each.value for each in app.error]
    assert failed == {}
