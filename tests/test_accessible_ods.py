"""Spreadsheets keep the government's rules for tables that everybody can read; read back from the file itself."""

import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfo_data.accessible_ods import MISSING, NotPublishable, Sheet, write_ods

OFFICE, TABLE, TEXT, STYLE, FO, META, DC = (
    f"{{{namespace}}}"
    for namespace in (
        "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "http://purl.org/dc/elements/1.1/",
    )
)
DAY = date(2020, 5, 11)
DIVISIONS = pl.DataFrame(
    {
        "Division": ["Wales", "London & <South>", "=1+1"],
        "Reviews": [3, 57, None],
        "Share (%)": [33.3, 25.0, float("nan")],
        "Since": [date(2019, 1, 1), None, date(2019, 2, 28)],
        "Note": ["", "firm", "firm"],
    }
)
SHEET = Sheet("Table_1", "Table 1: Reviews", ["One table."], DIVISIONS, pl.DataFrame({"Reviews": ["[c]", None, None]}))


def written(*sheets: Sheet) -> bytes:
    return write_ods("Reviews of 2019", ["About 2019."], sheets or (SHEET,), "HMPPS", DAY)


def part(content: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return ElementTree.fromstring(parts.read(name))


def tables(content: bytes) -> dict[str, list[list[tuple[str, str]]]]:
    """Sheet -> rows -> (kind of value, text) of each cell."""
    return {
        table.get(f"{TABLE}name", ""): [
            [(cell.get(f"{OFFICE}value-type", ""), "".join(cell.itertext())) for cell in row.iter(f"{TABLE}table-cell")]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in part(content, "content.xml").iter(f"{TABLE}table")
    }


def texts(content: bytes, sheet: str) -> list[list[str]]:
    return [[text for _, text in row] for row in tables(content)[sheet]]


def test_a_cover_and_notes_come_before_the_tables():
    assert list(tables(written())) == ["Cover", "Notes", "Table_1"]


def test_the_cover_has_title_explanation_and_contents_with_links():
    content = written()
    assert texts(content, "Cover") == [
        ["Reviews of 2019"],
        ["About 2019."],
        ["Worksheet", "Title"],
        ["Notes", "Notes"],
        ["Table_1", "Table 1: Reviews"],
    ]
    links = [a.get("{http://www.w3.org/1999/xlink}href") for a in part(content, "content.xml").iter(f"{TEXT}a")]
    assert links == ["#Notes", "#Table_1"]


def test_each_sheet_begins_in_a1_with_its_title_and_has_one_table_below():
    assert texts(written(), "Table_1") == [
        ["Table 1: Reviews"],
        ["One table."],
        ["Division", "Reviews", "Share (%)", "Since", "Note"],
        ["Wales", "[c]", "33.3", "1 January 2019", MISSING],
        ["London & <South>", "57", "25.0", MISSING, "firm"],
        ["=1+1", MISSING, MISSING, "28 February 2019", "firm"],
    ]


def test_no_cell_is_merged_or_empty_and_no_row_or_column_blank():
    content = written()
    every = list(part(content, "content.xml").iter())
    assert not [each for each in every if each.get(f"{TABLE}number-columns-spanned") or "covered" in each.tag]
    assert all(text.strip() for sheet in tables(content) for row in texts(content, sheet) for text in row)
    for sheet in tables(content):
        widths = {len(row) for row in texts(content, sheet) if len(row) > 1}
        assert len(widths) == 1, sheet


def test_the_headings_are_one_marked_row():
    for table in part(written(), "content.xml").iter(f"{TABLE}table"):
        headings = list(table.iter(f"{TABLE}table-header-rows"))
        assert [len(list(each)) for each in headings] == [1]


def test_each_table_is_marked_up_as_a_table_from_its_headings_to_its_last_cell():
    ranges = part(written(), "content.xml").iter(f"{TABLE}database-range")
    areas = {each.get(f"{TABLE}name"): each.get(f"{TABLE}target-range-address") for each in ranges}
    assert areas == {
        "Cover_data": "Cover.A3:Cover.B5",
        "Notes_data": "Notes.A3:Notes.B6",
        "Table_1_data": "Table_1.A3:Table_1.E6",
    }


def test_numbers_stay_numbers_and_all_else_is_text_never_a_formula():
    content = written()
    kinds = [[kind for kind, _ in row] for row in tables(content)["Table_1"]]
    assert kinds[4] == ["string", "float", "float", "string", "string"]
    assert kinds[5][0] == "string"
    assert b"formula" not in zipfile.ZipFile(BytesIO(content)).read("content.xml")


def test_shorthand_is_explained_in_the_notes():
    assert texts(written(), "Notes")[2:] == [
        ["Shorthand", "Meaning"],
        ["[c]", "Confidential: withheld so that nobody can be identified."],
        ["[x]", "Not available."],
        ["[z]", "Not applicable."],
    ]


def test_shorthand_that_the_notes_do_not_explain_is_refused():
    table = pl.DataFrame({"Division": ["Wales"], "Reviews": ["[u]"]})
    with pytest.raises(NotPublishable, match=r"“T” uses \[u\]"):
        written(Sheet("T", "T", [], table))


@pytest.mark.parametrize("name", ["Table 1", "", "1st", "Cover", "x" * 40, "A/B"])
def test_a_name_that_no_program_could_use_is_refused(name):
    with pytest.raises(NotPublishable, match="name of one worksheet"):
        written(Sheet(name, "T", [], DIVISIONS))


def test_two_sheets_of_one_name_are_refused():
    with pytest.raises(NotPublishable, match="name of one worksheet"):
        written(SHEET, SHEET)


@pytest.mark.parametrize("table", [DIVISIONS.clear(), pl.DataFrame({" ": [1]}), pl.DataFrame()])
def test_an_empty_table_or_heading_is_refused(table):
    with pytest.raises(NotPublishable, match="empty, or has a column without a heading"):
        written(Sheet("T", "T", [], table))


def test_the_document_says_its_title_author_language_and_day():
    meta = part(written(), "meta.xml")
    said = {each.tag: each.text for each in meta.iter()}
    assert said[f"{DC}title"] == "Reviews of 2019" and said[f"{DC}creator"] == "HMPPS"
    assert said[f"{DC}language"] == "en-GB"
    assert said[f"{META}creation-date"] == said[f"{DC}date"] == "2020-05-11T00:00:00"
    spoken = {each.get(f"{FO}language") for each in part(written(), "styles.xml").iter() if each.get(f"{FO}language")}
    assert spoken == {"en"}


def test_nothing_in_the_cells_is_told_by_colour():
    styles = part(written(), "content.xml").find(f"{OFFICE}automatic-styles")
    assert styles is not None
    names = [attribute for each in styles.iter() for attribute in each.attrib]
    assert not [name for name in names if "color" in name]


def test_the_same_tables_give_the_same_bytes():
    content = written()
    assert content == written()
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_package_is_an_open_document_whose_parts_are_all_declared():
    with zipfile.ZipFile(BytesIO(written())) as parts:
        first = parts.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert parts.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        namespace = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}full-path"
        manifest = ElementTree.fromstring(parts.read("META-INF/manifest.xml"))
        declared = {each.get(namespace, "") for each in manifest}
        files = {name for name in parts.namelist() if not name.endswith("/")}
    assert {name for name in declared if name and not name.endswith("/")} <= files
    assert files - {"mimetype", "META-INF/manifest.xml"} <= declared


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), min_size=1, max_size=4))
def test_any_text_gives_a_file_that_can_be_read(words: list[str]):
    table = pl.DataFrame({"Words": [word.replace("[", "(") for word in words], "Number": range(len(words))})
    rows = texts(written(Sheet("T", "T", [], table)), "T")
    assert len(rows) == 2 + len(words) and all(len(row) == 2 for row in rows[1:])
