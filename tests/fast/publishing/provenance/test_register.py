"""The register: one line a file, whoever else writes, and a broken line is named."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sfo_data.definitions import settings
from sfo_data.publishing.provenance import (
    CodeTaken,
    check,
    code_of,
    issue,
    issue_code,
    keys,
    look_up,
    reading,
    register,
)
from sfo_data.publishing.provenance import register_problems as problems
from sfo_data.publishing.provenance import view as view_module
from tests.material.checking import issued, only
from tests.material.marked_files import picture, view

MANY = """
import sys
from pathlib import Path
from sfo_data.publishing.provenance import keys, reading, register
from tests.material.marked_files import view
key = keys.signing_key()
for number in range(40):
    register.add(Path(sys.argv[1]), reading.describe(view(showing=f"{sys.argv[2]} {number % 30}"), key))
"""


def test_the_same_file_issued_twice_is_one_entry(own_folder: Path):
    issued("png")
    issued("png")
    issued("pdf")
    assert (own_folder / "issued.jsonl").read_bytes().count(b"\n") == 2


def test_processes_that_write_at_once_lose_nothing_and_write_nothing_twice(own_folder: Path):
    path = own_folder / "issued.jsonl"
    started = [
        subprocess.Popen([sys.executable, "-c", MANY, str(path), name], cwd=settings.PROJECT, stderr=subprocess.PIPE)
        for name in ("first", "second", "first")
    ]
    assert [each.communicate()[1] for each in started] == [b""] * 3
    found = register.read(path, keys.trusted())
    said = sorted(token.view.showing for token in found.tokens)
    assert said == sorted(f"{name} {number}" for name in ("first", "second") for number in range(30))
    assert found.broken == ()


def test_a_torn_last_line_is_named_and_does_not_spoil_the_next(own_folder: Path):
    path = own_folder / "issued.jsonl"
    issued("png")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:100])
    assert problems() == ("issued.jsonl, line 2: it is not whole.",)
    issued("pdf")
    assert problems() == ("issued.jsonl, line 2: it is not an entry in JSON.",)
    assert len(register.read(path, keys.trusted()).tokens) == 2


def test_an_edited_line_is_named_and_not_believed(own_folder: Path):
    path = own_folder / "issued.jsonl"
    issued("png")
    entry = json.loads(path.read_bytes())
    entry["token"]["content"]["shape"] = "1 by 1 pixels"
    path.write_bytes(json.dumps(entry).encode() + b"\n")
    assert problems() == ("issued.jsonl, line 1: it is not what was signed.",)
    entry["code"] = "7K3Q-9WXM-2F"
    path.write_bytes(json.dumps(entry).encode() + b"\n[]\n")
    assert problems() == (
        "issued.jsonl, line 1: its code is not the one of its view.",
        "issued.jsonl, line 2: it is not an entry of the register.",
    )
    assert look_up(code_of(view())).verdict == "unsigned"


def test_a_line_signed_by_a_key_no_longer_trusted_is_named(own_folder: Path):
    issued("png")
    (own_folder / "key.pem").unlink()
    keys.make_local(own_folder / "key.pem")
    assert len(problems()) == 1 and "which is not trusted here" in problems()[0]


def test_a_code_brings_back_the_view_however_it_is_typed():
    issued("png")
    found = look_up(f" {code_of(view()).lower().replace('-', ' ')}")
    assert (found.name, found.verdict, found.view, found.from_register) == (code_of(view()), "described", view(), True)


def test_a_code_never_given_out_is_not_known():
    assert look_up(code_of(view(version="never"))).verdict == "unsigned"


def test_a_code_alone_can_be_given_out_and_is_no_proof_of_any_picture():
    assert issue_code(view()) == code_of(view())
    assert look_up(code_of(view())).view == view()
    assert only(picture()).verdict == "unsigned"


def test_a_picture_that_carries_only_a_signed_view_is_described_and_not_genuine():
    text = reading.to_text(reading.describe(view(), keys.signing_key()))
    found = only(reading.png.with_token(picture(), text))
    assert (found.verdict, found.view) == ("described", view())


def test_a_code_that_stands_for_another_view_is_not_given_out_again(own_folder: Path, monkeypatch):
    issued("png")
    before = (own_folder / "issued.jsonl").read_bytes()
    same = code_of(view())
    # A second view with the same 45 bits cannot be found in a test's time, so the code is fixed.
    monkeypatch.setattr(register, "code_of", lambda _: same)
    with pytest.raises(CodeTaken, match=same):
        issue("png", picture("141"), view(showing="Another."))
    assert (own_folder / "issued.jsonl").read_bytes() == before
    assert view_module.code_of(view()) == same


def test_a_broken_line_with_the_same_code_does_not_stop_the_next(own_folder: Path):
    path = own_folder / "issued.jsonl"
    path.write_bytes(f'{{"code":"{code_of(view())}","token":\n'.encode())
    issued("png")
    assert len(problems()) == 1 and check(issued("png"), "a.png")[0].verdict == "genuine"


def test_no_register_is_an_empty_one(own_folder: Path):
    assert register.read(own_folder / "none.jsonl", {}) == register.Register(())
