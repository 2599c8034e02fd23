"""A delivery as a workbook: what a clerk's spreadsheet holds is read, or named by sheet and cell."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from odfdo import Cell, Document, Row
from odfdo import Table as OdfTable
from openpyxl.worksheet.worksheet import Worksheet

from sfo_data.__main__ import main
from sfo_data.store import synthetic
from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load
from tests.material.small_delivery import tables, write
from tests.material.workbooks import as_ods, as_xlsx, filled_template

DAY = date(2020, 5, 4)
OPEN = "select {} from raw_{} where known_to = date '9999-12-31' order by {}"


def counts(store: Store) -> dict[str, int]:
    return dict(store.read("select table_name, accepted from load_counts").iter_rows())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The delivery of 60 cases as CSV files."""
    folder = tmp_path_factory.mktemp("small")
    synthetic.write(folder, seed=7, cases=60)
    return folder


@pytest.mark.parametrize("write_book", [as_xlsx, as_ods])
def test_a_workbook_gives_the_same_store_as_csv_files(
    small: Path, tmp_path: Path, write_book: Callable[[Path, Path], Path]
):
    plain, book = (Store(f"duckdb:///{tmp_path / name / 'sfo.duckdb'}") for name in ("csv", "book"))
    load(plain, small)
    path = write_book(small, tmp_path / f"cases.{write_book.__name__[3:]}")
    report = load(book, path, date(2020, 5, 11), is_synthetic=True)[0]
    assert counts(book) == counts(plain)
    assert report.quarantined.is_empty()
    assert report.mended.is_empty()
    for name, key in (
        ("reviews", "review_id"),
        ("findings", "finding_id"),
        ("caseload", "provider_code, risk, people"),
    ):
        columns = ", ".join(c for c in plain.read(f"select * from raw_{name} limit 1").columns if c != "load_id")
        question = OPEN.format(columns, name, key + ", known_from" if name == "caseload" else key)
        assert book.read(question).sort(pl.all()).equals(plain.read(question).sort(pl.all()))


def test_a_filled_template_loads_and_its_example_does_not(small: Path, tmp_path: Path, duckdb_store: Store):
    assert main(["template", "--out", str(tmp_path / "template.xlsx")]) == 0
    filled = filled_template(tmp_path / "template.xlsx", small, tmp_path / "filled.xlsx")
    load(duckdb_store, filled, date(2020, 5, 11), is_synthetic=True)
    found = duckdb_store.read("select count(*) as n, min(review_id) as first from raw_reviews")
    assert found["n"][0] == 60
    assert duckdb_store.read("select count(*) as n from raw_reviews where review_id like 'EXAMPLE%'")["n"][0] == 0


def test_an_empty_template_says_what_it_lacks(tmp_path: Path, duckdb_store: Store):
    main(["template", "--out", str(tmp_path / "template.xlsx")])
    with pytest.raises(Refused, match="The day of this delivery is not given"):
        load(duckdb_store, tmp_path / "template.xlsx")


def changed(tmp_path: Path, change: Callable[[Worksheet], object], sheet: str = "reviews") -> Path:
    """The small delivery as a workbook in which `change` did something to one sheet."""
    path = as_xlsx(write(tmp_path / "csv", tables()), tmp_path / "cases.xlsx")
    book = openpyxl.load_workbook(path)
    change(book[sheet])
    book.save(path)
    return path


def title_above(sheet: Worksheet) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Tracker of reviews"


def blank_rows(sheet: Worksheet) -> None:
    for row in range(10, 200):
        sheet.cell(row, 1).value = " " if row == 150 else None


def another_column(sheet: Worksheet) -> None:
    sheet.insert_cols(1)


def midnight(sheet: Worksheet) -> None:
    column = next(cell.column for cell in sheet[1] if cell.value == "charged_on")
    sheet.cell(2, column).value = datetime(2019, 1, 20)
    sheet.cell(2, column).number_format = "dd/mm/yyyy hh:mm"


def headings_in_capitals(sheet: Worksheet) -> None:
    for cell in sheet[1]:
        cell.value = f" {str(cell.value).replace('_', ' ').title()}\u00a0"


@pytest.mark.parametrize("change", [title_above, blank_rows, another_column, midnight, headings_in_capitals])
def test_what_spreadsheets_have_around_a_table_is_read(
    tmp_path: Path, duckdb_store: Store, change: Callable[[Worksheet], object]
):
    report = load(duckdb_store, changed(tmp_path, change), DAY, is_synthetic=False)[0]
    assert report.quarantined.is_empty()
    assert counts(duckdb_store)["reviews"] == 3
    charged = duckdb_store.read("select min(charged_on) as a, max(charged_on) as b from raw_reviews")
    assert charged.row(0) == (date(2019, 1, 20), date(2019, 1, 20))


def hidden(sheet: Worksheet) -> None:
    sheet.sheet_state = "hidden"


def merged_headings(sheet: Worksheet) -> None:
    sheet.merge_cells("B1:C1")


def merged_values(sheet: Worksheet) -> None:
    sheet.merge_cells("C2:C4")


def uncalculated(sheet: Worksheet) -> None:
    sheet["E3"] = "=E2+1"


def far_away(sheet: Worksheet) -> None:
    sheet["XFD1048576"] = "x"


def empty(sheet: Worksheet) -> None:
    sheet.delete_rows(1, 10)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (hidden, r"the sheet reviews is hidden"),
        (merged_headings, r"cases\.xlsx, sheet reviews, cell C1, has a column without a heading"),
        (empty, r"sheet reviews is empty"),
        (merged_values, r"cases\.xlsx, sheet reviews: cells C2:C4 are merged"),
        (uncalculated, r"cases\.xlsx, sheet reviews: cell E3: a formula without a saved value"),
        (far_away, r"sheet reviews: a cell lies in row 1,048,576, and one in column XFD"),
    ],
)
def test_what_cannot_be_read_is_named_by_sheet_and_cell(
    tmp_path: Path, duckdb_store: Store, change: Callable[[Worksheet], object], words: str
):
    with pytest.raises(Refused, match=words):
        load(duckdb_store, changed(tmp_path, change), DAY, is_synthetic=False)


def merged_values_of_ods(sheet: OdfTable) -> None:
    sheet.set_span((2, 1, 2, 3))


def uncalculated_of_ods(sheet: OdfTable) -> None:
    sheet.set_cell((4, 2), Cell(formula="of:=[.E2]+1"))


def far_away_of_ods(sheet: OdfTable) -> None:
    row = Row()
    row.extend_cells([Cell(repeated=16_000), Cell("x")])
    sheet.append_row(Row(repeated=900_000), clone=False)
    sheet.append_row(row, clone=False)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (merged_values_of_ods, r"cases\.ods, sheet reviews: cells C2:C4 are merged"),
        (uncalculated_of_ods, r"cases\.ods, sheet reviews: cell E3: a formula without a saved value"),
        (far_away_of_ods, r"sheet reviews: a cell lies in row 900,005, and one in column WQK"),
    ],
)
def test_what_cannot_be_read_of_an_ods_is_named_too(
    tmp_path: Path, duckdb_store: Store, change: Callable[[OdfTable], None], words: str
):
    path = as_ods(write(tmp_path / "csv", tables()), tmp_path / "cases.ods")
    document = Document(path)
    change(document.body.get_table(name="reviews"))
    document.save(path)
    with pytest.raises(Refused, match=words):
        load(duckdb_store, path, DAY, is_synthetic=False)


def test_text_that_looks_like_numbers_keeps_its_zeros_and_a_number_does_not_gain_any(
    tmp_path: Path, duckdb_store: Store
):
    def numbers(sheet: Worksheet) -> None:
        sheet["D2"] = 1
        sheet["D2"].number_format = "000"

    report = load(duckdb_store, changed(tmp_path, numbers), DAY, is_synthetic=False)[0]
    assert report.quarantined.select("table_name", "line", "column_name", "value").rows()[0] == (
        "reviews",
        2,
        "offence_code",
        "1",
    )
    assert "“001” exists" in report.quarantined["reason"][0]


def test_a_formulas_error_is_not_read_as_an_empty_cell(tmp_path: Path, duckdb_store: Store):
    path = as_xlsx(write(tmp_path / "csv", tables()), tmp_path / "cases.xlsx")
    rows = list(openpyxl.load_workbook(path)["findings"].values)
    path.unlink()
    folder = tmp_path / "csv"
    (folder / "findings.csv").unlink()
    book = xlsxwriter.Workbook(str(folder / "findings.xlsx"))
    sheet = book.add_worksheet()
    for row, values in enumerate(rows):
        sheet.write_row(row, 1, values)
    sheet.write_formula(2, 3, "=NA()", None, "#N/A")
    sheet.write_formula(3, 4, "=1/0", None, "#DIV/0!")
    book.close()
    report = load(duckdb_store, folder)[0]
    found = report.quarantined.select("line", "column_name", "value").rows()
    assert found == [(3, "practice_level", "#N/A"), (4, "finding_text", "#DIV/0!")]


def test_reference_tables_need_not_be_sent(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "csv", tables())
    for name in ("offences", "providers", "themes", "agencies"):
        (folder / f"{name}.csv").unlink()
    rows = (folder / "reviews.csv").read_text().replace("N01", "N02")
    (folder / "reviews.csv").write_text(rows)
    load(duckdb_store, folder)
    assert counts(duckdb_store)["offences"] > 50
    again = load(duckdb_store, folder, known_on=None)[0]
    assert not again.is_changed


def test_a_day_and_kind_written_in_the_workbook_are_read(tmp_path: Path, duckdb_store: Store):
    path = as_xlsx(write(tmp_path / "csv", tables()), tmp_path / "cases.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("delivery")
    sheet.append(["known_on", date(2020, 5, 4)])
    sheet.append(["is_synthetic", False])
    book.save(path)
    load(duckdb_store, path)
    assert duckdb_store.read("select known_on, is_synthetic from loads").row(0) == (DAY, False)


def test_two_places_for_one_table_are_refused(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "csv", tables())
    as_xlsx(folder, folder / "cases.xlsx")
    with pytest.raises(Refused, match=r"Both reviews\.csv and cases\.xlsx, sheet reviews are there"):
        load(duckdb_store, folder)


def test_csv_files_with_capitals_and_with_the_numbers_of_pandas_are_read_and_counted(
    tmp_path: Path, duckdb_store: Store
):
    folder = write(tmp_path / "csv", tables())
    frame = pl.read_csv(folder / "reviews.csv", infer_schema=False)
    (folder / "reviews.csv").unlink()
    frame.insert_column(0, pl.Series("", [0, 1, 2])).rename({"review_id": "Review ID "}).write_csv(
        folder / "REVIEWS.CSV"
    )
    report = load(duckdb_store, folder)[0]
    assert counts(duckdb_store)["reviews"] == 3
    assert report.mended.rows() == [("reviews", "headings", 2)]


def test_a_first_column_without_heading_that_is_no_count_of_rows_is_refused(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "csv", tables())
    frame = pl.read_csv(folder / "reviews.csv", infer_schema=False)
    frame.insert_column(0, pl.Series("", [7, 3, 5])).write_csv(folder / "reviews.csv")
    with pytest.raises(Refused, match=r"reviews\.csv has a first column without a heading"):
        load(duckdb_store, folder)


def test_every_fault_of_files_and_headings_is_told_at_once(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "csv", tables())
    (folder / "findings.csv").unlink()
    (folder / "review.csv").write_text("x")
    with pytest.raises(Refused) as refusal:
        load(duckdb_store, folder)
    assert len(refusal.value.sentences) == 2
