"""The page shows the ledger, and no verdicts of one that was changed."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from sfo_data.definitions import settings
from tests.material.ledger_entries import BOX, LINES


def opened(box_store_url, monkeypatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    monkeypatch.chdir(settings.PROJECT)
    app = AppTest.from_file(str(settings.PROJECT / "dashboard.py"), default_timeout=60).run()
    return app.switch_page("pages/learning/actions.py").run()


def test_the_page_prints_the_head_and_what_it_does_not_show(box_store_url, monkeypatch):
    app = opened(box_store_url, monkeypatch)
    words = " ".join(element.value for element in app.markdown)
    assert not app.exception and not app.error
    assert LINES[-1].split(b'"sha256":"')[1][:64].decode() in words
    assert "It does not show when an entry was written" in words


def test_the_page_names_the_broken_line_and_shows_no_verdict(box_store_url, monkeypatch, tmp_path: Path):
    path = tmp_path / "entries.jsonl"
    path.write_bytes(BOX.replace(b"Involve", b"Ignore", 1))
    monkeypatch.setenv("SFO_LEDGER", str(path))
    app = opened(box_store_url, monkeypatch)
    assert [each.value for each in app.error] == [
        "entries.jsonl, line 1: its content does not match its hash. No verdicts are shown."
    ]
    assert not app.exception and "Cannot tell" not in " ".join(each.value for each in app.get("html"))
