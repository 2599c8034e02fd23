"""The command says what the page says, and its exit code is the worst of what it was given."""

import os
from datetime import date
from pathlib import Path

import pytest

from sfo_data.__main__ import main
from sfo_data.commands import verify
from sfo_data.definitions import filters as f
from sfo_data.publishing.briefing import data_sha256, weekly
from sfo_data.publishing.provenance import View, code_of, issue, keys, view_of
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material import marked_files
from tests.material.box import NEWEST
from tests.material.checking import issued


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, duckdb_url: str) -> Path:
    monkeypatch.setenv("SFO_SIGNING_KEY", str(tmp_path / "key.pem"))
    monkeypatch.setenv("SFO_REGISTER", str(tmp_path / "issued.jsonl"))
    monkeypatch.setenv("SFO_TRUSTED_KEYS", str(tmp_path / "trusted"))
    monkeypatch.setenv("SFO_DATABASE_URL", duckdb_url)
    keys.make_local(tmp_path / "key.pem")
    return tmp_path


def view_on(url: str, day: date, audience: str = "internal") -> View:
    """The view of the weekly briefing of 2020 as known on a day, with the hash of its numbers."""
    store = Store(url)
    facts = queries.facts(store)
    filters = f.from_choices(facts.known, {}, "cy-2020", day)
    sha256 = data_sha256(weekly(queries.reader(store), facts, filters, audience))
    return view_of("weekly", filters, sha256, facts.is_synthetic, {"audience": audience})


def made(folder: Path, view: View, name: str = "chart.png") -> str:
    (folder / name).write_bytes(issue("png", marked_files.picture(), view))
    return str(folder / name)


@pytest.mark.parametrize("audience", ["internal", "wider"])
def test_a_genuine_and_current_picture_is_0(capsys, own_settings, duckdb_url, audience):
    assert main(["verify", made(own_settings, view_on(duckdb_url, NEWEST, audience))]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Genuine, and current: chart.png\n") and err == ""
    assert "The store gives the same numbers for 11 May 2020." in out and "SYNTHETIC DATA" in out
    assert f"To see it: weekly?audience={audience}&known_on=2020-05-11&period=cy-2020" in out


def test_a_stale_picture_is_1_and_says_what_has_moved(capsys, own_settings, duckdb_url):
    assert main(["verify", made(own_settings, view_on(duckdb_url, date(2020, 5, 4)))]) == 1
    out = capsys.readouterr().out
    assert out.startswith("Genuine, and stale: chart.png\n")
    assert "SFO reviews: 151 on 4 May 2020, 152 now: 1 late notification." in out


def test_numbers_the_store_does_not_give_are_1(capsys, own_settings):
    assert main(["verify", made(own_settings, marked_files.view())]) == 1
    assert "Genuine, but not what the store gives now" in capsys.readouterr().out


def test_a_code_is_looked_up(capsys, own_settings, duckdb_url):
    view = view_on(duckdb_url, NEWEST)
    made(own_settings, view)
    assert main(["verify", "--code", code_of(view).lower().replace("-", "")]) == 0
    assert capsys.readouterr().out.startswith(f"The code is ours, and current: {code_of(view)}\n")


@pytest.mark.parametrize(
    ("code", "said"), [("7K3Q", "Not a code: “7K3Q”"), (code_of(marked_files.view()), "Not signed: ")]
)
def test_a_code_that_was_not_given_out_is_2(capsys, code, said):
    assert main(["verify", "--code", code]) == 2
    assert capsys.readouterr().out.startswith(said)


def test_the_worst_of_several_counts_and_each_is_told(capsys, own_settings, duckdb_url):
    good = made(own_settings, view_on(duckdb_url, NEWEST))
    bad = own_settings / "altered.html"
    bad.write_bytes(issued("html").replace(b"137", b"147"))
    assert main(["verify", good, str(bad), str(own_settings / "none.png")]) == 2
    out = capsys.readouterr().out
    assert "Genuine, and current: chart.png" in out and "Changed: under heading 1." in out
    assert "Cannot be checked: none.png\n  No such file or directory" in out


def test_a_file_too_large_is_not_read(capsys, own_settings):
    path = own_settings / "large.png"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 51 * 1024 * 1024)
    assert main(["verify", str(path)]) == 2
    assert "more than 50 MB" in capsys.readouterr().out


def test_without_a_store_it_says_that_it_cannot_say_whether_it_is_current(capsys, own_settings, monkeypatch):
    path = made(own_settings, marked_files.view())
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{own_settings / 'none.duckdb'}")
    assert main(["verify", path]) == 1
    assert capsys.readouterr().out.count(verify.NO_STORE) == 1


def test_a_broken_line_of_the_register_is_named_on_stderr(capsys, own_settings):
    path = made(own_settings, marked_files.view())
    with (own_settings / "issued.jsonl").open("a") as register:
        register.write("broken\n")
    main(["verify", path])
    assert capsys.readouterr().err == "The register of codes: issued.jsonl, line 2: it is not an entry in JSON.\n"


def test_the_public_key_is_printed_and_never_the_private_one(capsys, own_settings):
    assert main(["verify", "--public-key"]) == 0
    out, err = capsys.readouterr()
    assert out == keys.public_pem(keys.signing_key().public_key()) and "PRIVATE" not in out + err
    (own_settings / "key.pem").write_text((own_settings / "key.pem").read_text().replace("M", "N"))
    body = (own_settings / "key.pem").read_text().splitlines()[1]
    assert main(["verify", "--public-key"]) == 2
    assert body not in "".join(capsys.readouterr())


def test_nothing_to_verify_is_2(capsys):
    assert main(["verify"]) == 2
    assert "name a FILE or a --code" in capsys.readouterr().err


def test_what_a_stranger_wrote_cannot_command_the_terminal(capsys, own_settings):
    path = own_settings / "\x1b[2Jpicture.png"
    path.write_bytes(b"no picture")
    assert main(["verify", str(path), "--code", "\x1b]0;x"]) == 2
    assert "\x1b" not in capsys.readouterr().out
