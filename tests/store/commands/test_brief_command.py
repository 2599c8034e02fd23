"""The command's answers: which day, for whom, what it refuses, its exit code, and its line of history."""

import json
from datetime import UTC, date, datetime

import pytest

from sfo_data.__main__ import main
from sfo_data.commands import brief as brief_command
from sfo_data.commands.brief import NotKnown, RunReport, day, today_in_london
from sfo_data.definitions.filters import Known
from sfo_data.publishing.briefing.recipients import Recipient
from sfo_data.publishing.packs import atomic_folder
from sfo_data.publishing.packs.making import Result

STATES = (date(2020, 4, 27), date(2020, 5, 4), date(2020, 5, 11))
KNOWN = Known(STATES[-1], date(2014, 6, 2), STATES, {})
LONDON, WALES = Recipient("London", "division"), Recipient("Wales", "division")


@pytest.fixture
def brief(duckdb_url, tmp_path, monkeypatch):
    """Runs the command on the box; everything it writes is in `tmp_path`."""
    monkeypatch.setenv("SFO_DATABASE_URL", duckdb_url)
    monkeypatch.setenv("SFO_BRIEFING_LOG", str(tmp_path / "runs.jsonl"))
    monkeypatch.setenv("SFO_REGISTER", str(tmp_path / "issued.jsonl"))
    monkeypatch.delenv("SFO_RECIPIENTS", raising=False)
    return lambda *words: main(["brief", "--out", str(tmp_path / "out"), *words])


def history(tmp_path):
    return [json.loads(line) for line in (tmp_path / "runs.jsonl").read_text().splitlines()]


@pytest.mark.parametrize(
    ("asked", "today", "state"),
    [
        ("newest", date(2031, 1, 1), date(2020, 5, 11)),
        ("2020-05-11", date(2031, 1, 1), date(2020, 5, 11)),
        ("2020-05-10", date(2031, 1, 1), date(2020, 5, 4)),
        ("2020-05-17", date(2031, 1, 1), date(2020, 5, 11)),
        ("today", date(2020, 5, 11), date(2020, 5, 11)),
        ("today", date(2020, 5, 17), date(2020, 5, 11)),
    ],
)
def test_a_day_is_the_state_in_force_then(asked, today, state):
    assert day(asked, KNOWN, today) == state


@pytest.mark.parametrize(
    ("asked", "today", "sentence"),
    [
        ("2020-05-18", date(2031, 1, 1), "no data of the week to 18 May 2020: the newest by then are of 11 May 2020"),
        ("today", date(2020, 5, 18), "--known-on 2020-05-11"),
        ("2020-04-26", date(2031, 1, 1), "Nothing was known on 26 April 2020: the data begin 27 April 2020."),
        ("11/05/2020", date(2031, 1, 1), "“11/05/2020” is not a day"),
        ("", date(2031, 1, 1), "“” is not a day"),
    ],
)
def test_a_day_without_data_of_its_week_is_refused(asked, today, sentence):
    with pytest.raises(NotKnown) as error:
        day(asked, KNOWN, today)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 3, 28, 23, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 22, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_today_is_londons_on_both_sides_of_both_clock_changes(now, today):
    assert today_in_london(now) == today


@pytest.mark.parametrize(
    ("results", "code"),
    [
        ([Result(LONDON, "made"), Result(WALES, "unchanged")], 0),
        ([Result(LONDON, "made"), Result(WALES, None, "The page was not ready.")], 1),
        ([Result(LONDON, "made"), Result(WALES, "made", "There is no mail address for it.")], 1),
        ([Result(LONDON, "made")], 1),
        ([Result(LONDON, None, "x"), Result(WALES, None, "x")], 2),
        ([], 2),
    ],
)
def test_the_exit_code_says_all_some_or_none(results, code):
    assert RunReport("2020-05-11", ("London", "Wales"), results).exit_code == code


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--known-on", "2010-01-01"], "Nothing was known on 1 January 2010"),
        (["--known-on", "today"], "There are no data of the week to"),
        (["--for", "Londn"], "Nobody called “Londn” gets a briefing. Did you mean “London”"),
        (["--period", "cy-1066"], "“cy-1066” lies outside the data."),
        (["--email"], "For --email, SFO_RECIPIENTS has to name a CSV"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_a_line_of_history(brief, tmp_path, capsys, words, sentence):
    assert brief(*words) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith(f"Not done: {sentence}") and said.err.count("\n") == 1
    (line,) = history(tmp_path)
    assert line["exit_code"] == 2 and line["cause"].startswith(sentence) and line["made"] == [] and line["version"]
    assert not (tmp_path / "out").exists()


def test_wrong_addresses_are_named_before_anything_is_made(brief, tmp_path, capsys, monkeypatch):
    (tmp_path / "who.csv").write_text("recipient,address\nlondon,nobody\n")
    monkeypatch.setenv("SFO_RECIPIENTS", str(tmp_path / "who.csv"))
    assert brief("--email") == 2
    assert capsys.readouterr().err == "Not done: who.csv, line 2: “nobody” is not a mail address.\n"


def test_a_missing_store_is_named(brief, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{tmp_path / 'none.duckdb'}")
    assert brief() == 2
    assert capsys.readouterr().err.startswith(f"Not done: There is no store at {tmp_path / 'none.duckdb'}")


def test_an_unreachable_store_is_named(brief, capsys, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    assert brief() == 2
    assert capsys.readouterr().err.startswith("Not done: The reporting database does not answer.")


def test_a_held_folder_is_named_and_left_alone(brief, tmp_path, capsys):
    with atomic_folder.only_writer(tmp_path / "out"):
        assert brief() == 2
    assert capsys.readouterr().err.startswith("Not done: Another run is writing to")


def test_a_folder_that_cannot_be_made_is_named(brief, tmp_path, capsys):
    (tmp_path / "out").write_text("a file")
    assert brief() == 2
    assert capsys.readouterr().err == f"Not done: File exists ({tmp_path / 'out'}).\n"


def test_no_browser_is_named_and_nothing_is_left(brief, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SFO_CHROMIUM", str(tmp_path / "chromium"))
    assert brief() == 2
    assert capsys.readouterr().err.startswith(f"Not done: There is no Chromium at {tmp_path / 'chromium'}")
    assert [each.name for each in (tmp_path / "out").iterdir()] == [atomic_folder.LOCK]


def test_a_history_that_cannot_be_written_stops_nothing(brief, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("SFO_BRIEFING_LOG", str(tmp_path))
    assert brief("--known-on", "2010-01-01") == 2
    assert f"The run is not in the history: Is a directory ({tmp_path})." in capsys.readouterr().err


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "nan", "soon"])
def test_a_page_has_a_limit(brief, capsys, seconds):
    with pytest.raises(SystemExit):
        brief("--within", seconds)
    assert "argument --within: invalid" in capsys.readouterr().err


def test_the_help_says_that_small_numbers_are_withheld_by_default(capsys):
    with pytest.raises(SystemExit):
        main(["brief", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "wider (default, for England and Wales too): small numbers withheld" in said
    assert brief_command.EXIT_CODES in said
