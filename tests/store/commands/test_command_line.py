"""The command line gives the pages' numbers, plain sentences and honest exit codes."""

import json
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfo_data.__main__ import main
from sfo_data.definitions.filters import from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.store.database import Store
from tests import oracle


@pytest.fixture
def on_box(box_store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFO_DATABASE_URL", box_store_url)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


# The figures themselves are counted by the oracle; here they are printed.
OF_EACH_KIND = list({measure.kind: name for name, measure in MEASURES.items()}.values())


@pytest.mark.usefixtures("on_box")
@pytest.mark.parametrize("measure", OF_EACH_KIND)
def test_figures_are_the_pages_own(capsys, store, measure):
    code, out, err = said(capsys, "figures", measure, "--period", "cy-2018", "--format", "json")
    known = queries.facts(store).known
    filters = from_choices(known, {}, "cy-2018", known.known_on)
    expected = figures(queries.reader(store), filters, [measure]).row(0, named=True)
    printed = json.loads(out)[0]
    assert code == 0 and "SYNTHETIC" in err and printed["marking"].startswith("SYNTHETIC")
    assert {name: printed[name] for name in expected} == expected


@pytest.mark.usefixtures("on_box")
def test_figures_by_dimension_with_conditions_and_dates(capsys):
    code, out, _ = said(
        capsys, "figures", "sfo_reviews", "--by", "provider_type", "--from", "2018-01-01", "--to", "2018-12-31",
        "--where", "risk_at_offence=Medium", "risk_at_offence=low", "--format", "csv",
    )  # fmt: skip
    table = pl.read_csv(out.encode())
    assert code == 0 and table["provider_type"].to_list() == ["CRC", "NPS"]
    assert 0 < table["numerator"].sum() < 493


@pytest.mark.usefixtures("on_box")
def test_figures_in_a_scope_are_those_its_reader_sees(capsys):
    words = ("figures", "sfo_reviews", "--by", "division", "--period", "cy-2018", "--format", "csv")
    _, everything, _ = said(capsys, *words)
    code, out, _ = said(capsys, *words, "--scope", "wales", "london")
    expected = pl.read_csv(everything.encode()).filter(pl.col("division").is_in(["London", "Wales"]))
    assert code == 0 and pl.read_csv(out.encode()).equals(expected)


@pytest.mark.usefixtures("on_box")
@pytest.mark.parametrize("audience", ["wider", "rounded"])
def test_figures_for_an_audience_are_protected_marked_and_noted(capsys, naive, audience):
    words = ("figures", "sfo_reviews", "--by", "risk_at_offence", "--where", "division=wales", "--period", "cy-2018")
    code, out, err = said(capsys, *words, "--format", "json", "--audience", audience)
    rows = {row["risk_at_offence"]: row for row in json.loads(out)}
    cases = oracle.inside(naive.cases, "notified_on", date(2018, 1, 1), date(2019, 1, 1), {"division": ["Wales"]})
    true = Counter(case["risk_at_offence"] for case in cases) | {"All": len(cases)}
    assert code == 0 and set(rows) == set(true) and any(1 <= count < 5 for count in true.values())
    for name, row in rows.items():
        told = row["numerator"]
        assert (row["mark"] == "[c]") == (told is None) == (row["value"] is None)
        if audience == "wider":
            assert told in (None, true[name]) and (told is None or told >= 5)
        else:
            assert told in (None, (true[name] + 5) // 10 * 10)
    assert "[c]: Confidential" in err and ("rounded to the nearest 10" in err) == (audience == "rounded")


@pytest.mark.usefixtures("on_box")
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["figures", "sfo_reviews", "--scope", "Whales"], "Division has no “Whales”. Did you mean “Wales”?"),
        (["figures", "sfo_review"], "There is no measure “sfo_review”. Did you mean “sfo_reviews”?"),
        (["figures", "sfo_reviews", "--by", "divison"], "There is no dimension “divison”. Did you mean “division”?"),
        (["figures", "sfo_reviews", "--where", "division=Whales"], "Division has no “Whales”. Did you mean “Wales”?"),
        (["figures", "sfo_reviews", "--where", "planet=Mars"], "There is no dimension “planet”."),
        (["figures", "open_reviews", "--by", "month"], "Reviews open is a state on one day; it has no month."),
        (["figures", "sfo_reviews", "--period", "cy-1066"], "“cy-1066” lies outside the data."),
        (["figures", "sfo_reviews", "--known-on", "2010-01-01"], "Nothing was known on 2010-01-01"),
        (["load", "/nowhere"], "There is no folder or workbook /nowhere."),
    ],
)
def test_a_wrong_question_is_a_sentence_and_exit_code_2(capsys, words, sentence):
    code, _, err = said(capsys, *words)
    assert code == 2 and err.startswith("Not done: ") and sentence in err and "Traceback" not in err


@pytest.mark.usefixtures("on_box")
def test_the_list_names_every_measure_and_dimension(capsys):
    code, out, _ = said(capsys, "figures", "--list")
    assert code == 0 and all(name in out for name in [*MEASURES, "provider_type", "risk_highest"])


def test_loading_tells_what_became_of_each_table(capsys, deliveries: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{tmp_path / 's' / 'sfo.duckdb'}")
    newest = sorted(deliveries.iterdir())[-1]
    code, out, _ = said(capsys, "load", str(newest))
    assert code == 0 and "reviews" in out and "delivered" in out
    again, out, _ = said(capsys, "load", str(newest))
    assert again == 0 and "Nothing changed" in out
    assert said(capsys, "box")[1].startswith("The store has data; nothing to load.")
    with Store(f"duckdb:///{tmp_path / 's' / 'sfo.duckdb'}").publish() as change:
        change.execute("update store_facts set value = 'of an earlier version' where fact = 'views'")
    assert "its views were brought up to date" in said(capsys, "box")[1]
    assert said(capsys, "box")[1].startswith("The store has data; nothing to load.")


def test_rows_set_aside_give_exit_code_1_and_a_file(capsys, deliveries: Path, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{tmp_path / 's' / 'sfo.duckdb'}")
    folder = tmp_path / "delivery"
    folder.mkdir()
    for path in sorted(deliveries.iterdir())[-1].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    with (folder / "qa_staffing.csv").open("a") as table:
        table.write("2013-05-01,eight,4\n")
    code, out, _ = said(capsys, "load", str(folder), "--quarantine-csv", str(tmp_path / "q.csv"))
    assert code == 1 and "1 row was set aside" in out
    code, _, _ = said(capsys, "quarantine", "--out", str(tmp_path / "again.csv"))
    assert code == 0
    assert "eight" in (tmp_path / "q.csv").read_text() and "eight" in (tmp_path / "again.csv").read_text()


def test_a_reader_that_goes_away_is_no_error(box_store_url):
    command = f"{sys.executable} -m sfo_data figures --list | head -n 1"
    ran = subprocess.run(
        command,
        shell=True,
        env={**os.environ, "SFO_DATABASE_URL": box_store_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in ran.stderr
