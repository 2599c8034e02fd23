"""`sfo check` says all that is wrong with a delivery at once, and writes the clerk's own file back with marks."""

import shutil
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from odfdo import Document
from odfdo import Table as OdfTable

from sfo_data.__main__ import main
from sfo_data.publishing.spreadsheets.marked import copy_name
from sfo_data.store.database import Store
from sfo_data.store.ingest import load
from sfo_data.store.schema import TABLES
from tests.material.small_delivery import review, tables, write
from tests.material.workbooks import as_ods, as_xlsx


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """Five faults in four rows: two codes without zeros, dates in the wrong order, two faults in one row."""
    rows = tables(6)
    rows["reviews"][0] = review("R1", offence_code="1")
    rows["reviews"][1] = review("R2", offence_code="2")
    rows["reviews"][2] = review("R3", charged_on="2018-01-01")
    rows["reviews"][3] = review("R4", risk_highest="Highest", page_count="many")
    rows["findings"] = []
    return write(tmp_path / "delivery", rows)


def said(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    code = main(["check", *map(str, words)])
    return code, capsys.readouterr().out


def test_every_fault_is_told_by_kind_with_its_count_and_first_place(faulty: Path, capsys: pytest.CaptureFixture[str]):
    code, out = said(capsys, faulty)
    assert code == 1
    assert "4 rows would be set aside, for 5 faults" in out
    assert "reviews, offence_code: 2 rows, the first in line 2. “1” is not in offences." in out
    assert "reviews, charged_on: 1 row, the first in line 4." in out
    assert "reviews, risk_highest: 1 row, the first in line 5. “Highest” is not one of the categories" in out
    assert "reviews, page_count: 1 row, the first in line 5." in out


def test_faults_of_files_headings_and_rows_are_told_in_one_run(faulty: Path, capsys: pytest.CaptureFixture[str]):
    (faulty / "caseload.csv").unlink()
    heading = (faulty / "actions.csv").read_text().replace("action_text", "words")
    (faulty / "actions.csv").write_text(heading)
    code, out = said(capsys, faulty)
    assert code == 2
    for words in (
        "caseload.csv or caseload.parquet is missing",
        "unknown column “words”",
        "lacks the column action_text",
    ):
        assert words in out
    assert "4 rows would be set aside" in out


def test_a_workbook_comes_back_with_coloured_cells_and_notes(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    book = as_xlsx(faulty, tmp_path / "cases.xlsx")
    code, out = said(capsys, book, "--out", tmp_path / "marked.xlsx")
    assert code == 1
    assert "the first in cell D2" in out
    sheet = openpyxl.load_workbook(tmp_path / "marked.xlsx")["reviews"]
    noted = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert sorted(noted) == ["D2", "D3", "J4", "N5", "V5"]
    assert "“001” exists" in noted["D2"]
    assert sheet["D2"].fill.fgColor.rgb.endswith("FFD966")
    assert sheet["A2"].comment is None


def test_a_csv_file_comes_back_with_a_column_of_faults_and_may_keep_it(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code, _ = said(capsys, faulty, "--out", tmp_path / "marked")
    assert code == 1
    marked = pl.read_csv(tmp_path / "marked" / "reviews.csv", infer_schema=False)
    assert marked["sfo_check"].is_null().to_list() == [False, False, False, False, True, True]
    shutil.copy(tmp_path / "marked" / "reviews.csv", faulty / "reviews.csv")
    assert "unknown column" not in said(capsys, faulty)[1]


def test_an_ods_workbook_comes_back_as_xlsx_with_the_same_cells_and_marks(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    reviews = (faulty / "reviews.csv").read_text().replace("P-R6", "=1+1")
    (faulty / "reviews.csv").write_text(reviews)
    book = as_ods(faulty, tmp_path / "cases.ods")
    code, out = said(capsys, book, "--out", tmp_path / "marked.ods")
    assert (code, "marked.xlsx (cases.ods as XLSX)" in out) == (1, True)
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert marked.sheetnames == [*(table.name for table in TABLES), "sfo check"]
    sheet = marked["reviews"]
    noted = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert sorted(noted) == ["B7", "D2", "D3", "J4", "N5", "V5"]
    assert sheet["D2"].fill.fgColor.rgb.endswith("FFD966")
    assert [cell.value for cell in sheet["D"]] == ["offence_code", "1", "2", *["001"] * 4]
    assert (sheet["B7"].value, sheet["B7"].data_type) == ("=1+1", "s")
    assert "5 rows would be set aside, for 6 faults" in said(capsys, tmp_path / "marked.xlsx")[1]


def test_copies_of_workbooks_that_differ_in_their_ending_alone_have_names_of_their_own():
    assert [copy_name(Path(name)) for name in ("cases.ods", "cases.xlsx")] == ["cases.ods.xlsx", "cases.xlsx"]


def test_a_sheet_with_a_name_that_xlsx_has_not_room_for_is_in_the_marked_copy(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    book = as_ods(faulty, tmp_path / "cases.ods")
    document = Document(book)
    notes = OdfTable("What we talked about in the last week")
    notes.set_value("A1", "Ask the team.")
    document.body.append(notes)
    document.save(book)
    said(capsys, book, "--out", tmp_path / "marked.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    assert marked["What we talked about in the las"]["A1"].value == "Ask the team."


def test_a_parquet_file_comes_back_as_csv_with_a_column_of_faults(
    faulty: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for path in faulty.glob("*.csv"):
        pl.read_csv(path, infer_schema=False).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    code, out = said(capsys, faulty, "--out", tmp_path / "marked")
    assert (code, "reviews.csv (reviews.parquet as CSV)" in out) == (1, True)
    marked = pl.read_csv(tmp_path / "marked" / "reviews.csv", infer_schema=False)
    assert marked["sfo_check"].is_null().to_list() == [False, False, False, False, True, True]
    assert marked["offence_code"].to_list() == ["1", "2", *["001"] * 4]
    assert "unknown column" not in said(capsys, tmp_path / "marked" / "reviews.csv")[1]


def test_one_file_is_checked_alone_and_nothing_is_said_of_what_it_refers_to(
    faulty: Path, capsys: pytest.CaptureFixture[str]
):
    findings = write(faulty.parent / "more", tables(3)) / "findings.csv"
    code, out = said(capsys, findings)
    assert (code, "No fault was found." in out) == (0, True)


def test_a_check_needs_no_store_and_makes_none(
    faulty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}")
    said(capsys, faulty)
    assert not (tmp_path / "store").exists()


def test_against_a_store_it_says_what_is_new_changed_and_gone_and_leaves_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    url = f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}"
    monkeypatch.setenv("SFO_DATABASE_URL", url)
    load(Store(url), write(tmp_path / "a", tables(40)))
    stamp = Store(url).stamp()
    rows = tables(42)
    rows["reviews"][0] = review("R1", risk_highest="Low")
    del rows["reviews"][10:20], rows["findings"][10:20]
    code, out = said(capsys, write(tmp_path / "b", rows, "2020-05-11"), "--against-store")
    assert code == 2
    assert " ".join(out.partition("  reviews ")[2].split()[:4]) == "2 1 10 29"
    assert "10 of the 40 cases known so far are missing" in out
    assert Store(url).stamp() == stamp
