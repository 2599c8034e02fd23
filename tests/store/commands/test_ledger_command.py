"""The command verifies, prints, appends, and names the first broken line."""

import json
from pathlib import Path

import pytest

from sfo_data.__main__ import main
from sfo_data.security.hash_chain import verified
from sfo_data.subjects.actions import ledger
from tests.material.ledger_entries import BOX, LINES, content


@pytest.fixture
def own_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, box_store_url: str) -> Path:
    path = tmp_path / "entries.jsonl"
    path.write_bytes(BOX)
    monkeypatch.setenv("SFO_LEDGER", str(path))
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    return path


def test_the_command_verifies_and_prints_head_and_verdicts(capsys, own_ledger):
    assert main(["ledger", "--head", ledger.read(BOX).head]) == 0
    out = capsys.readouterr().out
    assert f"Head: {ledger.read(BOX).head}" in out and out.count("cannot tell (not yet") == len(LINES)
    assert own_ledger.read_bytes() == BOX


def test_the_command_names_the_first_broken_line_and_exits_1(capsys, own_ledger):
    own_ledger.write_bytes(b"".join([*LINES[:2], LINES[2].replace(b"0.2", b"0.1", 1), *LINES[3:]]))
    assert main(["ledger"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err == "entries.jsonl, line 3: its content does not match its hash.\n"


def test_the_command_exits_1_where_a_published_head_is_gone(capsys, own_ledger):
    own_ledger.write_bytes(b"".join(LINES[:-1]))
    assert main(["ledger"]) == 0
    assert main(["ledger", "--head", ledger.read(BOX).head]) == 1
    assert "no entry has the hash" in capsys.readouterr().err


def test_the_command_verifies_without_a_store(capsys, own_ledger, monkeypatch, tmp_path):  # noqa: ARG001
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{tmp_path / 'none.duckdb'}")
    assert main(["ledger"]) == 0
    out, err = capsys.readouterr()
    assert "Head: " in out and err.startswith("No verdicts: ")


def test_the_command_appends_an_entry_and_refuses_one_that_cannot_be_tested(capsys, own_ledger, tmp_path):
    entry = tmp_path / "entry.json"
    entry.write_text(json.dumps(content("new")))
    assert main(["ledger", "--add", str(entry)]) == 0
    longer = own_ledger.read_bytes()
    assert longer.startswith(BOX) and len(verified(longer)) == len(LINES) + 1
    entry.write_text(json.dumps(content("wrong", test={"better": "neither"})))
    assert main(["ledger", "--add", str(entry)]) == 1
    assert own_ledger.read_bytes() == longer and f"line {len(LINES) + 2}: better is higher" in capsys.readouterr().err
