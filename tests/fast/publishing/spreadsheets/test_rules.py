"""Spreadsheets keep the rules of the Government Analysis Function, in both formats, read back from the file itself.

"Releasing statistics in spreadsheets" (June 2021) and its checklist ask for, and a test below checks:
tables: marked up, with meaningful names, nothing merged, split or nested, no blank rows or columns, one tagged row of
unique headings, text wrapped, no filters nor frozen panes, no empty cells, nothing hidden;
notes: words in square brackets rather than symbols, explained in a table on a worksheet of its own;
format: descriptive titles tagged as such, links with words, no headers, footers, boxes, fills, images or macros, no
colour that carries a meaning;
structure: unique worksheet names, no blank worksheets, titles in A1, tables at the left edge, nothing below, one
to a worksheet, a cover with contents;
document: title, author and language, opening in A1 of the first worksheet.
Left to people: spelling, and a look with the programs' own checkers.
"""

import re
import zipfile
from datetime import date
from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import range_boundaries

from sfo_data.publishing.spreadsheets import MISSING, SHORTHAND, Sheet, write_ods, write_xlsx
from tests.material.spreadsheets.book import Book, parts
from tests.material.spreadsheets.reading import read

DAY = date(2020, 5, 11)
WRITERS = {"ODS": write_ods, "XLSX": write_xlsx}
LONG = "A long finding that says what was done, what was not, and why it mattered to those who were to be kept safe."
DIVISIONS = pl.DataFrame(
    {
        "Division": ["Wales", "London & <South>", "=1+1"],
        "Reviews": [3, 57, None],
        "Share (%)": [33.3, 25.0, float("nan")],
        "Since": [date(2019, 1, 1), None, date(2019, 2, 28)],
        "Is firm": [True, False, None],
        "Note": ["", LONG, "firm"],
    }
)
SHEET = Sheet("Table_1", "Table 1: Reviews", ["One table."], DIVISIONS, pl.DataFrame({"Reviews": ["[c]", None, None]}))
OTHER = Sheet("Table_2", "Table 2: None", ["One table.", "It is short."], pl.DataFrame({"Only": [1.5]}))


def written(kind: str, *sheets: Sheet) -> bytes:
    return WRITERS[kind]("Reviews of 2019", ["About 2019."], sheets or (SHEET, OTHER), "HMPPS", DAY)


@pytest.fixture(params=list(WRITERS))
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def book(kind: str) -> Book:
    return read(written(kind), kind)


def test_a_cover_and_notes_come_before_the_tables(book: Book):
    assert list(book.cells) == ["Cover", "Notes", "Table_1", "Table_2"]


def test_the_cover_has_title_explanation_and_contents(book: Book):
    assert book.cells["Cover"] == [
        ["Reviews of 2019"],
        ["About 2019."],
        ["Worksheet", "Title"],
        ["Notes", "Notes"],
        ["Table_1", "Table 1: Reviews"],
        ["Table_2", "Table 2: None"],
    ]


def test_the_contents_link_each_worksheet_by_its_name(book: Book):
    assert [said for said, _ in book.links] == ["Notes", "Table_1", "Table_2"]
    assert [re.findall(r"\w+", place)[0] for _, place in book.links] == ["Notes", "Table_1", "Table_2"]


def test_each_sheet_begins_in_a1_with_its_title_then_sentences_then_one_table(book: Book):
    assert book.cells["Table_1"] == [
        ["Table 1: Reviews"],
        ["One table."],
        ["Division", "Reviews", "Share (%)", "Since", "Is firm", "Note"],
        ["Wales", "[c]", 33.3, "1 January 2019", "Yes", MISSING],
        ["London & <South>", 57, 25.0, MISSING, "No", LONG],
        ["=1+1", MISSING, MISSING, "28 February 2019", MISSING, "firm"],
    ]


def test_titles_are_tagged_as_headings(book: Book):
    assert set(book.headings.values()) == {"Heading 1"}


def test_each_table_is_marked_as_one_from_its_headings_to_its_last_cell(book: Book):
    assert book.tables == {
        "Cover_data": ("Cover", "A3:B6", 1),
        "Notes_data": ("Notes", "A3:B6", 1),
        "Table_1_data": ("Table_1", "A3:F6", 1),
        "Table_2_data": ("Table_2", "A4:A5", 1),
    }


def test_a_marked_table_reaches_to_the_last_row_and_the_left_edge_of_its_sheet(book: Book):
    for sheet, area, _ in book.tables.values():
        left, top, right, bottom = range_boundaries(area)
        rows = book.cells[sheet]
        assert (left, bottom) == (1, len(rows))
        assert {len(row) for row in rows[: top - 1]} == {1}
        assert {len(row) for row in rows[top - 1 :]} == {right}


def test_nothing_is_merged_frozen_filtered_hidden_coloured_drawn_computed_or_empty(book: Book):
    assert book.oddities == []


def test_text_in_tables_takes_several_lines_rather_than_being_cut_off(book: Book):
    assert book.cut_off == []


def test_columns_are_wide_enough_to_read_and_long_text_has_the_widest(book: Book):
    first, *others, long = book.widths["Table_1"]
    assert first > max(others) >= min(others) > 4 and long > first


def test_numbers_stay_numbers_and_all_else_is_text(book: Book):
    kinds = [[isinstance(value, str) for value in row] for row in book.cells["Table_1"][3:]]
    assert kinds == [[True, True, False, True, True, True], [True, False, False, *[True] * 3], [True] * 6]


def test_shorthand_is_explained_in_the_notes(book: Book):
    assert book.cells["Notes"][2:] == [["Shorthand", "Meaning"], *([mark, said] for mark, said in SHORTHAND.items())]


def test_own_shorthand_may_be_explained(kind: str):
    sheet = Sheet("T", "T", [], pl.DataFrame({"Reviews": ["[u]"]}))
    content = WRITERS[kind]("T", [], [sheet], "HMPPS", DAY, {"[u]": "Low reliability."})
    assert read(content, kind).cells["Notes"][3:] == [["[u]", "Low reliability."]]


def test_the_document_says_its_title_author_language_and_day(book: Book):
    assert book.properties == {
        "title": "Reviews of 2019",
        "author": "HMPPS",
        "language": "en-GB",
        "created": "2020-05-11T00:00:00",
    }


def test_the_document_opens_in_a1_of_the_cover(book: Book):
    assert book.opens_on == "Cover!A1"


def test_the_same_tables_give_the_same_bytes(kind: str):
    assert written(kind) == written(kind)


def test_text_that_would_be_a_formula_a_link_or_a_number_is_text(kind: str):
    hostile = ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1", '=HYPERLINK("x")', "http://x.y", "{=1}", "0042", "1e5"]
    sheet = Sheet("T", "=1+1", ["=1+1"], pl.DataFrame({"=A1": hostile}))
    book = read(written(kind, sheet), kind)
    assert book.cells["T"] == [["=1+1"], ["=1+1"], ["=A1"], *([text.strip()] for text in hostile)]
    assert book.oddities == []
    assert not any(b"<f>" in part or b"table:formula" in part for part in parts(written(kind, sheet)).values())


def test_control_characters_and_runs_of_white_space_become_one_space(kind: str):
    table = pl.DataFrame({"A\nB": ["a\x00b\x1f\x7fc", "two\r\n\tlines  and more ", "\x0b", "naïve 😀 ‘£’ _x0041_"]})
    book = read(written(kind, Sheet("T", "One\ntwo", ["x\x01y"], table)), kind)
    assert [row[0] for row in book.cells["T"]] == [
        "One two", "x y", "A B", "a b c", "two lines and more", MISSING, "naïve 😀 ‘£’ _x0041_",
    ]  # fmt: skip


@settings(max_examples=20)
@given(st.lists(st.floats(-1e300, 1e300), min_size=1, max_size=5))
def test_numbers_of_up_to_15_digits_come_back_to_the_last(numbers: list[float]):
    printable = [float(f"{number:.15g}") for number in numbers]
    for kind in WRITERS:
        rows = read(written(kind, Sheet("T", "T", [], pl.DataFrame({"N": printable}))), kind).cells["T"]
        assert [row[0] for row in rows[2:]] == printable


@settings(max_examples=20)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_gives_a_file_that_can_be_read_and_is_alike_in_both(words: list[str]):
    table = pl.DataFrame({"Words": [word.replace("[", "(") for word in words], "Number": range(len(words))})
    ods, xlsx = (read(written(kind, Sheet("T", "T", [], table)), kind).cells["T"] for kind in WRITERS)
    assert ods == xlsx and len(ods) == 2 + len(words) and all(len(row) == 2 for row in ods[1:])


def test_a_row_of_a_workbook_is_as_high_as_its_text():
    heights = {
        row: float(height)
        for row, height in re.findall(
            r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', parts(written("XLSX"))["xl/worksheets/sheet3.xml"].decode()
        )
    }
    # 108 letters in 12 cm, 54 to a line, are two lines of 15.5 points, in whole pixels; the title is larger.
    assert heights == {"1": 21.75, "5": 30.75}


def test_an_open_document_declares_all_its_parts_and_begins_with_its_kind():
    content = parts(written("ODS"))
    assert next(iter(content)) == "mimetype"
    assert content["mimetype"] == b"application/vnd.oasis.opendocument.spreadsheet"
    declared = set(re.findall(r'full-path="([^"]+)"', content["META-INF/manifest.xml"].decode()))
    files = {name for name in content if not name.endswith("/")}
    assert {name for name in declared if not name.endswith("/")} <= files
    assert files - {"mimetype", "META-INF/manifest.xml"} <= declared


def test_no_part_of_a_package_carries_the_hour_of_writing(kind: str):
    content = written(kind)
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    today = date.today().isoformat().encode()
    assert not [name for name, part in parts(content).items() if today in part]
