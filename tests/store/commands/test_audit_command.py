"""The command verifies, lists, and names the first line that is not as it was written."""

import json

import pytest

from sfo_data.__main__ import main
from sfo_data.security.audit import Event, append, read_all
from sfo_data.security.audit.trail import month_files


@pytest.fixture
def trail(tmp_path, monkeypatch):
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path))
    for subject, action in (("s-1", "view"), ("s-2", "export"), ("s-1", "export")):
        append(tmp_path, [Event(action, subject, "overview").content()])
    return tmp_path


def test_a_whole_trail_is_0_with_its_head(capsys, trail):
    head = read_all(trail).head
    assert main(["audit", "--verify", "--head", head]) == 0
    assert capsys.readouterr().out == f"3 lines, each as it was written.\nHead: {head}\n"


def test_the_first_line_that_was_changed_is_named(capsys, trail):
    path = month_files(trail)[0]
    path.write_bytes(path.read_bytes().replace(b"s-2", b"s-3"))
    assert main(["audit", "--verify"]) == 1
    assert f"{path.name}, line 2: its content does not match its hash." in capsys.readouterr().err


def test_lines_cut_from_the_end_are_found_by_the_head(capsys, trail):
    head, path = read_all(trail).head, month_files(trail)[0]
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:2]))
    assert main(["audit", "--verify"]) == 0 and main(["audit", "--verify", "--head", head]) == 1
    assert "removed from the end" in capsys.readouterr().err


def test_lines_cut_from_the_start_are_found_and_lines_put_away_are_vouched_for(capsys, trail):
    path = month_files(trail)[0]
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(rest))
    assert main(["audit", "--verify"]) == 1
    assert "earlier lines were removed" in capsys.readouterr().err
    follows = json.loads(first)["sha256"]
    assert main(["audit", "--verify", "--follows", follows]) == 0
    assert f"the first follows {follows}" in capsys.readouterr().out


def test_an_empty_folder_is_not_a_whole_trail(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path))
    assert main(["audit", "--verify"]) == 1 and "holds no line" in capsys.readouterr().err


def test_a_listing_has_the_lines_asked_for_and_is_itself_recorded(capsys, trail):
    assert main(["audit", "--subject", "s-1", "--action", "export", "--since", "2020-01-01"]) == 0
    out = capsys.readouterr().out
    assert out.count("| s-1 ") == 1 and "s-2" not in out
    assert read_all(trail).entries[-1]["action"] == "audit_read"


def test_figures_that_cannot_be_recorded_are_not_printed(capsys, tmp_path, monkeypatch, box_store_url):
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path / "file"))
    assert main(["figures", "sfo_reviews"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "cannot be recorded in the audit trail" in err
