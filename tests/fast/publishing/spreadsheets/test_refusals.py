"""What a spreadsheet refuses to publish, and why; the same in both formats."""

from datetime import date

import polars as pl
import pytest

from sfo_data.publishing.spreadsheets import MOST_ROWS, NotPublishable, Sheet, write_ods, write_xlsx

TABLE = pl.DataFrame({"Division": ["Wales"], "Reviews": [3]})
writers = pytest.mark.parametrize("write", [write_ods, write_xlsx])


def refused(write, *sheets: Sheet, notes: dict[str, str] | None = None) -> str:
    with pytest.raises(NotPublishable) as reason:
        write("Title", [], sheets, "HMPPS", date(2020, 5, 11), *([notes] if notes else []))
    return str(reason.value)


@writers
def test_shorthand_that_the_notes_do_not_explain(write):
    sheet = Sheet("T", "T", [], pl.DataFrame({"Division": ["Wales"], "Reviews": ["[u]"]}))
    assert refused(write, sheet) == "“T” uses [u], which the notes do not explain."


@writers
def test_shorthand_in_place_of_a_value_that_the_notes_do_not_explain(write):
    sheet = Sheet("T", "T", [], TABLE, pl.DataFrame({"Reviews": ["[low]"]}))
    assert refused(write, sheet) == "“T” uses [low], which the notes do not explain."


@writers
def test_a_note_on_a_symbol(write):
    assert "The shorthand “*” is not a word" in refused(write, Sheet("T", "T", [], TABLE), notes={"*": "Star."})


@writers
@pytest.mark.parametrize(
    "name", ["Table 1", "", "1st", "Cover", "history", "NOTES", "x" * 32, "A/B", "B2", "R1C1", "É"]
)
def test_a_name_that_no_program_could_use(write, name: str):
    assert "name of one worksheet" in refused(write, Sheet(name, "T", [], TABLE))


@writers
def test_two_sheets_whose_names_differ_only_in_capitals(write):
    assert "“T_a”" in refused(write, Sheet("T_a", "T", [], TABLE), Sheet("t_A", "T", [], TABLE))


@writers
@pytest.mark.parametrize("table", [TABLE.clear(), pl.DataFrame({" \n": [1]}), pl.DataFrame()])
def test_an_empty_table_or_heading(write, table: pl.DataFrame):
    assert "empty, or has a column without a heading" in refused(write, Sheet("T", "T", [], table))


@writers
def test_two_headings_that_a_program_takes_for_one(write):
    table = pl.DataFrame({"Share": [1], "share ": [2]})
    assert refused(write, Sheet("T", "T", [], table)) == "The table of “T” has two columns of one heading."


@writers
def test_more_rows_than_a_worksheet_takes(write):
    sheet = Sheet("T", "T", [], pl.DataFrame({"Row": range(MOST_ROWS + 1)}))
    assert refused(write, sheet) == "The table of “T” has 50,001 rows; a worksheet takes 50,000."


@writers
def test_more_text_than_a_cell_takes(write):
    sheet = Sheet("T", "T", [], pl.DataFrame({"Words": ["x" * 32_768]}))
    assert refused(write, sheet) == "A cell of the table of “T” has 32,768 letters; a cell takes 32,767."


@writers
def test_as_much_as_is_taken_is_written(write):
    sheet = Sheet("T", "T", [], pl.DataFrame({"Words": ["x" * 32_767]}))
    assert write("Title", [], [sheet], "HMPPS", date(2020, 5, 11))
