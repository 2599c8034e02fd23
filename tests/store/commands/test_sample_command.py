"""The sampling officer's commands on the box: commit, draw, verify, substitute; nothing is written over."""

import csv
import json
import stat
from pathlib import Path

import pytest

from sfo_data.__main__ import main


@pytest.fixture
def officer(box_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a commitment for 2019 on the box."""
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)
    assert main(["sample", "commit", "--period", "cy-2019", "--out", str(tmp_path / "promise")]) == 0
    return tmp_path


def draw(folder: Path, out: str = "list.csv") -> int:
    promise, seed = str(folder / "promise"), str(folder / "promise.seed")
    return main(["sample", "draw", "--commitment", promise, "--seed", seed, "--out", str(folder / out)])


def verify(folder: Path) -> int:
    return main(["sample", "verify", "--record", str(folder / "list.csv.json")])


def substitute(folder: Path, review_id: str) -> int:
    record = str(folder / "list.csv.json")
    words = ["--record", record, "--review", review_id, "--reason", "Report lost", "--by", "Sampling officer"]
    return main(["sample", "substitute", *words])


def listed(folder: Path) -> list[dict[str, str]]:
    with (folder / "list.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_seed_is_secret_and_the_commitment_does_not_hold_it(officer):
    seed = officer / "promise.seed"
    assert stat.S_IMODE(seed.stat().st_mode) == 0o600
    assert len(bytes.fromhex(seed.read_text().strip())) == 32
    assert seed.read_text().strip() not in (officer / "promise").read_text()


def test_two_commitments_have_two_seeds_and_a_warning_that_the_list_is_known(officer, capsys):
    capsys.readouterr()
    assert main(["sample", "commit", "--period", "cy-2019", "--out", str(officer / "other")]) == 0
    assert (officer / "other.seed").read_text() != (officer / "promise.seed").read_text()
    assert "known already" in capsys.readouterr().err


def test_nothing_is_written_over(officer, capsys):
    before = (officer / "promise.seed").read_text()
    assert main(["sample", "commit", "--period", "cy-2018", "--out", str(officer / "promise")]) == 2
    assert "is there already and is not overwritten" in capsys.readouterr().err
    assert (officer / "promise.seed").read_text() == before
    assert draw(officer) == 0 and draw(officer) == 2


def test_a_fifth_of_each_division_is_drawn_and_verified(officer, capsys):
    assert draw(officer) == 0
    strata = json.loads((officer / "list.csv.json").read_text())["strata"]
    total = sum(each["reviews"] for each in strata)
    assert len(listed(officer)) == sum(len(each["drawn"]) for each in strata) == -(-total // 5)
    assert all(abs(len(each["drawn"]) - each["reviews"] / 5) < 1 for each in strata) and len(strata) == 7
    assert verify(officer) == 0
    assert f"The same draw: {len(listed(officer))} reviews, 0 substitutions." in capsys.readouterr().out


def test_a_substitute_is_recorded_and_the_record_stays_true(officer, capsys):
    draw(officer)
    assert substitute(officer, listed(officer)[0]["review_id"]) == 0
    assert verify(officer) == 0
    assert "1 substitution." in capsys.readouterr().out
    assert substitute(officer, listed(officer)[0]["review_id"]) == 2
    assert "was replaced before" in capsys.readouterr().err


def test_a_record_tampered_with_is_named_with_exit_code_1(officer, capsys):
    draw(officer)
    record = officer / "list.csv.json"
    fields = json.loads(record.read_text())
    fields["strata"][0]["drawn"][0] = "SFO-0000001"
    record.write_text(json.dumps(fields))
    assert verify(officer) == 1
    assert "SFO-0000001" in capsys.readouterr().out
    assert substitute(officer, "SFO-0000001") == 2


def test_another_seed_is_exit_code_2(officer, capsys):
    (officer / "promise.seed").chmod(0o600)
    (officer / "promise.seed").write_text("ab" * 32)
    assert draw(officer) == 2
    assert "not the one committed to" in capsys.readouterr().err
    assert not (officer / "list.csv").exists() and not (officer / "list.csv.json").exists()


def test_a_commitment_to_a_day_still_to_come_is_drawn_only_then(officer, capsys):
    words = ["--period", "cy-2020", "--known-on", "2021-01-31", "--by-offence", "--out", str(officer / "later")]
    capsys.readouterr()
    assert main(["sample", "commit", *words]) == 0
    assert capsys.readouterr().err == ""
    later, seed, out = (str(officer / name) for name in ("later", "later.seed", "later.csv"))
    assert main(["sample", "draw", "--commitment", later, "--seed", seed, "--out", out]) == 2
    assert "as known on 2021-01-31; the store reaches" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--period", "cy-1066"], "outside the data"),
        (["--period", "cy-2019", "--proportion", "20%"], "“20%” is not a decimal above 0"),
        (["--period", "cy-2019", "--proportion", "0"], "“0” is not a decimal above 0"),
        (["--period", "cy-2019", "--least", "-1"], "is not a whole number from 0 to 1000"),
        (["--period", "cy-2019", "--known-on", "2010-01-01"], "Nothing was known on 2010-01-01"),
    ],
)
def test_a_wrong_commitment_is_a_sentence_and_leaves_no_file(officer, capsys, words, sentence):
    assert main(["sample", "commit", *words, "--out", str(officer / "wrong")]) == 2
    assert sentence in capsys.readouterr().err
    assert not list(officer.glob("wrong*"))
