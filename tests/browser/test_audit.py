"""The audit page as an administrator sees it: what was done, filtered, taken away, and still as it was written."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser

from sfo_data.security import audit
from tests.browser.conftest import Reader, reader_on, serve, stop


@pytest.fixture
def administrator(browser: Browser, box_store_url: str, tmp_path: Path) -> Iterator[Reader]:
    process, address = serve({"SFO_DATABASE_URL": box_store_url, "SFO_AUDIT_LOG": str(tmp_path / "audit")})
    made = reader_on(browser, address)
    yield made
    made.page.context.close()
    stop(process)


def first_rows(reader: Reader) -> list[str]:
    return reader.page.locator("table tbody tr").all_inner_texts()


def test_an_administrator_sees_narrows_takes_away_and_verifies(administrator: Reader, tmp_path: Path):
    administrator.open("offences?period=cy-2018").open("audit")
    page = administrator.page
    assert administrator.heading == "Audit" and page.get_by_text("lines are as they were written").is_visible()
    rows = first_rows(administrator)
    assert any("offences" in row and "cy-2018" in row for row in rows)
    assert any("Audit read" in row for row in rows)
    page.get_by_role("combobox", name="Action").click()
    with administrator.rerun():
        page.get_by_role("option", name="Audit read").click()
    page.keyboard.press("Escape")
    assert all("Audit read" in row for row in first_rows(administrator))
    with page.expect_download(timeout=60_000) as download:
        page.locator(".st-key-downloads_audit_lines").get_by_role("button", name="Download CSV").click()
    taken = pl.read_csv(download.value.path(), infer_schema=False)
    assert taken["Action"].unique().to_list() == ["Audit read"]
    assert administrator.outside() == [] and administrator.complaints == []
    history = audit.read_all(tmp_path / "audit")
    assert not history.problem and history.entries[-1]["action"] == "export"


def test_a_line_that_was_changed_is_named_at_the_next_click(administrator: Reader, tmp_path: Path):
    administrator.open("offences").open("audit")
    (path,) = (tmp_path / "audit").glob("*.jsonl")
    path.write_bytes(path.read_bytes().replace(b'"what":"offences"', b'"what":"overview"', 1))
    administrator.open("audit")
    warning = administrator.page.get_by_text("The trail is not as it was written")
    assert warning.is_visible() and "line 1" in warning.inner_text()


def test_downloads_are_greyed_with_the_reason_while_the_trail_is_down(administrator: Reader, tmp_path: Path):
    administrator.open("cases")
    buttons = administrator.page.locator(".st-key-downloads_page button")
    assert buttons.count() == 4 and buttons.first.is_enabled()
    (tmp_path / "audit").rename(tmp_path / "kept")
    (tmp_path / "audit").write_text("in the folder's place")
    administrator.open("offences")
    administrator.open("offences?period=cy-2018")
    assert buttons.count() == 4 and not any(button.is_enabled() for button in buttons.all())
    assert administrator.page.get_by_text("Downloads are not available now").first.is_visible()
