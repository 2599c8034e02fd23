"""A table holds the same values in every file it leaves as, with its filters, day and marking; read from the file."""

import csv
import io
import zipfile
from datetime import date

import polars as pl
import pyarrow.parquet as pq
import pytest
from polars.testing import assert_frame_equal

from sfo_data.definitions import settings
from sfo_data.definitions.filters import NATIONAL, Filters, Scope
from sfo_data.definitions.periods import period
from sfo_data.publishing import exports
from sfo_data.publishing.exports import SUFFIXES, Export, Stamp
from tests.material.spreadsheets.book import Book
from tests.material.spreadsheets.reading import read

DAY = date(2020, 5, 11)
FILTERS = Filters(NATIONAL, DAY, period("cy-2018", DAY, date(2014, 6, 1))).select("provider_type", ["NPS"])
SENTENCE = "1 January 2018 to 31 December 2018; England and Wales; provider type: NPS."
STAMP = Stamp("OFFICIAL-SENSITIVE", True, DAY, FILTERS)
MARKING = f"OFFICIAL-SENSITIVE. {settings.SYNTHETIC_MARK}"
TABLE = pl.DataFrame(
    {
        "Division": ["Wales", "London", "North East"],
        "Reviews": [31, 1234567, None],
        "Share (%)": [33.3, 0.1, None],
        "Since": [date(2019, 1, 1), None, date(2019, 2, 28)],
    }
)
FIGURE = Export("reviews_by_division", "Reviews by division", TABLE, "Reviews counted. Shares in per cent.", FILTERS)
HOSTILE = ["=1+1", "@SUM(A1)", "+1", "-1", "\t=1", "\r=1"]


def of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def of_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: parts.read(name) for name in parts.namelist()}


def workbook(content: bytes, kind: str) -> Book:
    return read(content, kind)


def test_csv_holds_the_values_with_filters_day_and_marking_in_every_row():
    stamp = [SENTENCE, "2020-05-11", MARKING]
    assert of_csv(exports.one(FIGURE, "CSV", STAMP)) == [
        ["Division", "Reviews", "Share (%)", "Since", "Filters", "Data as known on", "Marking"],
        ["Wales", "31", "33.3", "2019-01-01", *stamp],
        ["London", "1234567", "0.1", "", *stamp],
        ["North East", "", "", "2019-02-28", *stamp],
    ]


def test_parquet_holds_the_typed_values_the_same_columns_and_the_words_beside_them():
    content = exports.one(FIGURE, "Parquet", STAMP)
    found = pl.read_parquet(io.BytesIO(content))
    assert_frame_equal(found.select(TABLE.columns), TABLE)
    assert found.select("Filters", "Data as known on", "Marking").unique().rows() == [(SENTENCE, DAY, MARKING)]
    said = {name.decode(): value.decode() for name, value in pq.read_metadata(io.BytesIO(content)).metadata.items()}
    assert (said["title"], said["about"]) == ("Reviews by division", "Reviews counted. Shares in per cent.")
    assert said["marking"] == MARKING


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_a_spreadsheet_holds_the_values_and_says_the_rest_in_sentences(kind: str):
    book = workbook(exports.one(FIGURE, kind, STAMP), kind)
    assert book.cells["Cover"][:5] == [
        ["Reviews by division"],
        [f"{MARKING}."],
        [f"Showing: {SENTENCE}"],
        ["Data as known on 11 May 2020."],
        ["This cover lists the worksheets; each has one table."],
    ]
    assert book.cells["reviews_by_division"] == [
        ["Reviews by division"],
        ["This worksheet contains one table."],
        ["Reviews counted."],
        ["Shares in per cent."],
        [f"{settings.SYNTHETIC_MARK}."],
        ["Data as known on 11 May 2020."],
        ["Division", "Reviews", "Share (%)", "Since"],
        ["Wales", 31, 33.3, "1 January 2019"],
        ["London", 1234567, 0.1, "[x]"],
        ["North East", "[x]", "[x]", "28 February 2019"],
    ]


@pytest.mark.parametrize("kind", SUFFIXES)
def test_the_same_table_gives_the_same_bytes(kind: str):
    assert exports.one(FIGURE, kind, STAMP) == exports.one(FIGURE, kind, STAMP)
    assert exports.together("Page", [FIGURE], kind, STAMP) == exports.together("Page", [FIGURE], kind, STAMP)


@pytest.mark.parametrize("kind", SUFFIXES)
def test_nothing_of_the_rows_left_out_is_in_the_file(kind: str):
    every = pl.DataFrame({"Division": ["Wales", "Hidden"], "Text": ["shown", "secret"]})
    left = every.filter(pl.col("Division") == "Wales")
    alone = pl.DataFrame({"Division": ["Wales"], "Text": ["shown"]})
    files = [exports.one(Export("t", "T", frame, "", FILTERS), kind, STAMP) for frame in (left, every.head(1), alone)]
    assert files[0] == files[1] == files[2]
    assert b"secret" not in files[0]


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_text_that_would_be_a_formula_is_inert_in_a_spreadsheet(kind: str):
    export = Export("t", "=1+1", pl.DataFrame({"=A1": HOSTILE}), "=1+1", FILTERS)
    book = workbook(exports.one(export, kind, STAMP), kind)
    assert [row[0] for row in book.cells["t"][-7:]] == ["=A1", *(text.strip() for text in HOSTILE)]
    assert book.oddities == []


def test_text_that_would_be_a_formula_is_inert_in_csv_and_untouched_in_parquet():
    export = Export("t", "T", pl.DataFrame({"=A1": HOSTILE}), "", FILTERS)
    headings, *rows = of_csv(exports.one(export, "CSV", STAMP))
    # A tab or a line's end may cut the line, and what stands after it would begin a formula too.
    inert = [f"'{text[0]}'{text[1:]}" if text[0] in "\t\r" else f"'{text}" for text in ("=A1", *HOSTILE)]
    assert [headings[0], *(row[0] for row in rows)] == inert
    found = pl.read_parquet(io.BytesIO(exports.one(export, "Parquet", STAMP)))
    assert found["=A1"].to_list() == HOSTILE


def test_any_letters_pass_through_csv_and_parquet():
    words = ["naïve 😀", 'a "quoted", word', "two\nlines", "nul\x00 and bell\x07", "\u202eright to left"]
    export = Export("t", "T", pl.DataFrame({"Words": words}), "", FILTERS)
    assert [row[0] for row in of_csv(exports.one(export, "CSV", STAMP))[1:]] == words
    assert pl.read_parquet(io.BytesIO(exports.one(export, "Parquet", STAMP)))["Words"].to_list() == words


WITHHELD = Export("w", "Families", pl.DataFrame({"Group": ["A", "B"], "Families": ["12", "[c]"]}), "", FILTERS)


def test_a_withheld_number_is_its_mark_in_csv_and_nothing_with_a_mark_beside_it_in_parquet():
    assert [row[1] for row in of_csv(exports.one(WITHHELD, "CSV", STAMP))] == ["Families", "12", "[c]"]
    found = pl.read_parquet(io.BytesIO(exports.one(WITHHELD, "Parquet", STAMP)))
    assert found.select("Families", "Families, shorthand").rows() == [(12, None), (None, "[c]")]


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_a_withheld_number_is_its_mark_in_a_spreadsheet_and_the_others_stay_numbers(kind: str):
    assert workbook(exports.one(WITHHELD, kind, STAMP), kind).cells["w"][-2:] == [["A", 12], ["B", "[c]"]]


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_brackets_of_the_text_itself_are_explained_and_stop_nothing(kind: str):
    export = Export("t", "T", pl.DataFrame({"Finding": ["He told [redacted] of it."]}), "", FILTERS)
    book = workbook(exports.one(export, kind, STAMP), kind)
    assert ["[redacted]", "Stands so in the text."] in book.cells["Notes"]


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_what_is_not_of_the_extract_bears_neither_filters_nor_marking(kind: str):
    published = Export("published", "Published", TABLE, "Published by: the Ministry of Justice.")
    cells = workbook(exports.one(published, kind, STAMP), kind).cells
    assert cells["Cover"][1] == ["This cover lists the worksheets; each has one table."]
    assert cells["published"][1:3] == [
        ["This worksheet contains one table."],
        ["Published by: the Ministry of Justice."],
    ]
    assert of_csv(exports.one(published, "CSV", STAMP))[0] == TABLE.columns
    assert pl.read_parquet(io.BytesIO(exports.one(published, "Parquet", STAMP))).columns == TABLE.columns


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_a_table_under_other_filters_than_the_page_says_so(kind: str):
    wales = Filters(Scope(("Wales",)), DAY, FILTERS.period)
    cells = workbook(exports.together("Page", [FIGURE, Export("w", "W", TABLE, "", wales)], kind, STAMP), kind).cells
    assert ["Showing: 1 January 2018 to 31 December 2018; Division: Wales."] in cells["w"]
    assert not [row for row in cells["reviews_by_division"] if str(row[0]).startswith("Showing")]
    alone = workbook(exports.one(Export("w", "W", TABLE, "", wales), kind, STAMP), kind).cells["Cover"][2][0]
    assert "Division: Wales" in str(alone)


EMPTY = Export("nothing", "Nothing here", TABLE.clear(), "", FILTERS)


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_a_page_is_one_worksheet_a_table_and_a_sentence_for_what_is_left_out(kind: str):
    long = Export("long", "Too long", pl.DataFrame({"Row": range(50_001)}), "", FILTERS)
    book = workbook(exports.together("Overview", [FIGURE, EMPTY, long, WITHHELD], kind, STAMP), kind)
    assert list(book.cells) == ["Cover", "Notes", "reviews_by_division", "w"]
    said = [str(row[0]) for row in book.cells["Cover"]]
    assert "Left out: “Nothing here”. Nothing to show under these filters." in said
    assert "Left out: “Too long”. The table of “long” has 50,001 rows; a worksheet takes 50,000." in said


@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
def test_one_empty_table_is_a_cover_that_says_so(kind: str):
    book = workbook(exports.one(EMPTY, kind, STAMP), kind)
    assert list(book.cells) == ["Cover", "Notes"]
    assert ["Left out: “Nothing here”. Nothing to show under these filters."] in book.cells["Cover"]


@pytest.mark.parametrize("kind", ["CSV", "Parquet"])
def test_a_page_is_a_zip_of_its_tables_with_their_contents(kind: str):
    suffix = SUFFIXES[kind]
    files = of_zip(exports.together("Overview", [FIGURE, EMPTY, WITHHELD], kind, STAMP))
    assert list(files) == ["contents.csv", f"reviews_by_division.{suffix}", f"w.{suffix}"]
    assert files[f"reviews_by_division.{suffix}"] == exports.one(FIGURE, kind, STAMP)
    contents = of_csv(files["contents.csv"])
    assert contents[0] == ["File", "Title", "About", "Rows", "Filters", "Data as known on", "Marking"]
    assert contents[1][:4] == [f"reviews_by_division.{suffix}", FIGURE.title, FIGURE.caption, "3"]
    assert contents[2][:3] == ["", "Nothing here", "Left out: “Nothing here”. Nothing to show under these filters."]
    assert {tuple(row[4:]) for row in contents[1:]} == {(SENTENCE, "2020-05-11", MARKING)}


def test_a_name_says_whether_the_data_are_synthetic_and_their_day():
    real = Stamp("OFFICIAL", False, DAY, FILTERS)
    assert exports.file_name("qa_flow", "xlsx", True, FILTERS) == "SYNTHETIC-qa_flow-2020-05-11.xlsx"
    assert exports.file_name("qa flow/1", "csv", False, FILTERS) == "qa_flow_1-2020-05-11.csv"
    assert exports.file_name("measures", "ods", True, None) == "measures.ods"
    assert real.words() == "OFFICIAL"
    assert real.as_at(FILTERS) == "Data as known on 11 May 2020."
