"""The history of briefing runs on the data quality page."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.briefing import runs
from tests.pages.conftest import headings

RUN = runs.Run(
    datetime(2020, 5, 11, 6, 0, tzinfo=UTC), 44.0, "2020-05-11", 1, "0.2.0", ("national", "Wales CRC"), ("national",),
    failed={"Wales CRC": "The page was not ready within 30 s; missing: 2 of 4 charts."},
)  # fmt: skip


@pytest.fixture
def page(box_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.setenv("SFO_BRIEFING_LOG", str(tmp_path / "runs.jsonl"))
    monkeypatch.chdir(PROJECT)
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)


def opened(page: AppTest) -> AppTest:
    page.run()
    page.switch_page("pages/reference/data_quality.py").run()
    assert not page.exception and not page.error
    return page


def test_without_a_run_the_page_says_so(page):
    assert "No briefing run has been recorded" in headings(opened(page))


def test_runs_are_shown_and_unreadable_lines_are_named(page, tmp_path):
    runs.append(tmp_path / "runs.jsonl", RUN)
    with (tmp_path / "runs.jsonl").open("a") as file:
        file.write("torn")
    found = opened(page)
    assert "The one briefing run, on 11 May 2020: some made" in headings(found)
    assert any("runs.jsonl, line 2, is not whole" in each.value for each in found.warning)


def test_a_history_that_cannot_be_read_is_named_and_the_page_stands(page, tmp_path):
    (tmp_path / "runs.jsonl").mkdir()
    assert any("cannot be read: Is a directory" in each.value for each in opened(page).warning)
