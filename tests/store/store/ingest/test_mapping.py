"""A team's own workbook is loaded through one readable file, without hand edits; what can mean two things is not."""

import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sfo_data.__main__ import main
from sfo_data.definitions.settings import PROJECT
from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, guess, load, mapping
from tests.material.small_delivery import tables, write

TRACKER, MAPPING = (PROJECT / "docs" / "examples" / f"tracker.{suffix}" for suffix in ("xlsx", "toml"))
DAY = date(2020, 5, 11)


def load_tracker(store: Store, path: Path = MAPPING) -> list[tuple[object, ...]]:
    report = load(store, TRACKER, DAY, is_synthetic=True, mapping=mapping.read(path))[0]
    return report.quarantined.select("table_name", "line", "column_name", "reason").rows()


def test_the_tracker_in_the_box_is_loaded_without_hand_edits(store: Store):
    assert load_tracker(store) == []
    reviews = store.read(
        "select review_id, provider_code, offence_code, charged_on, notified_on, risk_at_offence, risk_highest,"
        " charge_outcome from raw_reviews order by review_id"
    )
    assert reviews.rows() == [
        ("SFO-0101", "N07", "001", date(2019, 3, 14), date(2019, 3, 18), "Medium", "High", "Convicted of the SFO"),
        ("SFO-0102", "C17", "015", date(2019, 4, 2), date(2019, 4, 5), "Medium", "Medium", None),
        ("SFO-0103", "C17", "002", date(2019, 5, 20), date(2019, 5, 23), "Low", "Low", "Convicted of the SFO"),
        ("SFO-0104", "C21", "001", date(2019, 7, 1), date(2019, 7, 3), "High", "Very high", "Acquitted"),
        ("SFO-0105", "N03", "001", date(2019, 9, 11), date(2019, 9, 13), None, "Medium", None),
        ("SFO-0106", "N07", "002", date(2019, 11, 28), date(2019, 12, 2), "High", "High", "Dropped"),
    ]
    rounds = store.read(
        "select review_id, received_on, completed_on, outcome, rating_overall from raw_qa_rounds order by review_id"
    )
    assert rounds.rows() == [
        ("SFO-0101", date(2019, 7, 22), date(2019, 12, 30), "Accepted", "Good"),
        ("SFO-0102", date(2019, 8, 9), None, None, None),
        ("SFO-0103", date(2019, 9, 25), date(2020, 2, 14), "Returned", "Requires improvement"),
        ("SFO-0104", date(2019, 11, 6), date(2020, 3, 2), "Accepted", "Inadequate"),
    ]
    codes = store.read("select finding_id, theme_code, coded_on from raw_finding_codes order by finding_id")
    assert codes.rows() == [
        ("1", "RA1", date(2020, 1, 6)),
        ("2", "AL3", date(2020, 1, 6)),
        ("3", "EN2", date(2020, 2, 17)),
        ("5", "GP1", date(2020, 3, 3)),
    ]
    actions = store.read("select action_id, review_id, owner_code, due_on, completed_on from raw_actions order by 1")
    assert actions.rows() == [
        ("A-1", "SFO-0101", "N07", date(2020, 3, 31), date(2020, 3, 20)),
        ("A-2", "SFO-0103", "C17", date(2020, 6, 30), None),
        ("A-3", None, None, date(2020, 7, 31), None),
    ]


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The mapping of the tracker with one thing said otherwise."""
    text = MAPPING.read_text()
    assert old in text
    path = tmp_path / "tracker.toml"
    path.write_text(text.replace(old, new))
    return path


def test_dates_that_can_mean_two_days_are_set_aside_and_the_setting_is_named(tmp_path: Path, duckdb_store: Store):
    faults = load_tracker(duckdb_store, changed(tmp_path, 'dates = "day first"', ""))
    by_place = {(name, line): reason for name, line, _, reason in faults}
    assert "it may be written day first or month first" in by_place["reviews", 6]
    assert '`dates = "day first"`' in by_place["reviews", 6]


def test_the_order_that_is_declared_is_the_one_that_is_read(tmp_path: Path, duckdb_store: Store):
    faults = load_tracker(duckdb_store, changed(tmp_path, '"day first"', '"month first"'))
    assert ("reviews", 5, "charged_on") in [fault[:3] for fault in faults]


def test_a_division_spelled_anew_is_set_aside_until_the_mapping_knows_it(tmp_path: Path, duckdb_store: Store):
    faults = load_tracker(duckdb_store, changed(tmp_path, '"KSS CRC" = "C21"\n', ""))
    assert faults[0][:3] == ("reviews", 9, "provider_code")


def test_zeros_that_a_spreadsheet_lost_are_put_back_where_the_mapping_says_how_many(
    tmp_path: Path, duckdb_store: Store
):
    folder = write(tmp_path / "csv", tables())
    text = (folder / "reviews.csv").read_text().replace(",001,", ",1,").replace("N01", "N02")
    (folder / "reviews.csv").write_text(text)
    names = ("review_id", "person_id", "provider_code", "offence_code", "notified_on", "review_due_on")
    rest = [name for name in tables() if name not in ("reviews", "offences", "providers", "themes", "agencies")]
    toml = f"not_held = {rest}\n[tables.reviews]\nfile = 'reviews.csv'\n[tables.reviews.columns]\n" + "".join(
        f"{name} = '{name}'\n" for name in names
    )
    (tmp_path / "plain.toml").write_text(toml)
    (tmp_path / "zeros.toml").write_text(toml + "[tables.reviews.zeros]\noffence_code = 3\n")
    plain = load(duckdb_store, folder, mapping=mapping.read(tmp_path / "plain.toml"))[0]
    assert "“001” exists" in plain.quarantined["reason"][0]
    padded = load(duckdb_store, folder, mapping=mapping.read(tmp_path / "zeros.toml"))[0]
    assert padded.quarantined.is_empty()


def test_a_mapping_tells_all_its_faults_at_once(tmp_path: Path):
    path = tmp_path / "m.toml"
    path.write_text('dates = "day"\nnot_hold = []\n[tables.reviews]\n[tables.reviews.columns]\nreviewid = "x"\n')
    with pytest.raises(Refused) as refusal:
        mapping.read(path)
    said = str(refusal.value)
    for words in ("dates is “day”", "“not_hold”", "“reviewid” is not a column", "write the sheet", "nothing leads to"):
        assert words in said


def test_tables_of_which_a_mapping_says_nothing_are_asked_for(tmp_path: Path, duckdb_store: Store):
    path = changed(tmp_path, '"caseload", "qa_staffing"', '"qa_staffing"')
    with pytest.raises(Refused, match=r"The mapping says nothing of caseload\. .*not_held .* elsewhere"):
        load_tracker(duckdb_store, path)


def test_a_table_from_elsewhere_stays_as_the_store_has_it(tmp_path: Path, duckdb_store: Store):
    load_tracker(duckdb_store)
    with duckdb_store.publish() as change:
        change.execute(
            "insert into raw_qa_staffing (month_start_on, posts_funded, posts_filled, known_from, known_to, load_id)"
            " values (date '2019-01-01', 4, 3, date '2020-05-11', date '9999-12-31', 1)"
        )
    path = changed(tmp_path, ', "qa_staffing"]', ']\nelsewhere = ["qa_staffing"]')
    load(duckdb_store, TRACKER, date(2020, 5, 18), is_synthetic=True, mapping=mapping.read(path))
    open_rows = "select posts_filled from raw_qa_staffing where known_to = date '9999-12-31'"
    assert duckdb_store.read(open_rows)["posts_filled"].to_list() == [3]


def test_a_heading_that_is_not_there_is_named(tmp_path: Path, duckdb_store: Store):
    path = changed(tmp_path, '"Review due"', '"Review dew"')
    with pytest.raises(Refused, match=r"sheet Cases 2019-20 has no heading “Review dew”.* Did you mean “Review due”\?"):
        load_tracker(duckdb_store, path)


def test_the_guess_reads_the_tracker_and_leaves_what_is_not_certain_to_the_clerk(tmp_path: Path):
    out = tmp_path / "guess.toml"
    assert main(["map", "--guess", str(TRACKER), "--out", str(out)]) == 0
    said = tomllib.loads(out.read_text())
    assert said["dates"] == "day first"
    assert {name: table["sheet"] for name, table in said["tables"].items()} == {
        "reviews": "Cases 2019-20",
        "findings": "Learning points",
        "actions": "Actions log",
    }
    assert said["tables"]["reviews"]["columns"]["provider_code"] == "Area"
    assert said["tables"]["reviews"]["words"]["provider_code"] == {
        "London CRC": "C17",
        "NPS London": "N07",
        "NPS Wales": "N03",
    }
    assert '# ? "KSS CRC" = ' in out.read_text()
    assert '# ? "V High" = ' in out.read_text()


def test_a_guess_does_not_choose_an_order_of_dates_that_nothing_shows(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["SFO ref", "Date of charge"])
    sheet.append(["S1", "03/04/2019"])
    book.save(tmp_path / "own.xlsx")
    assert "dates" not in tomllib.loads(guess(tmp_path / "own.xlsx"))
