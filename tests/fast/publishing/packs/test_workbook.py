"""Every number of the briefing stands in an accessible spreadsheet behind a cover that says what is shown."""

from dataclasses import replace
from io import BytesIO

import polars as pl
from odfdo import Document

from sfo_data.publishing.briefing import numbers
from sfo_data.publishing.packs.workbook import workbook
from tests.material.briefing import CODE, briefing


def cells(data, sheet):
    table = Document(BytesIO(data)).body.get_table(name=sheet)
    return [[str(value) for value in row] for row in table.get_values()]


def test_each_table_is_a_sheet_with_its_cells():
    made = briefing()
    data = workbook(made, CODE)
    names = [table.name for table in Document(BytesIO(data)).body.tables]
    assert names == ["Cover", "Notes", *(each.name for each in numbers(made))]
    groups = cells(data, "offence_groups")
    assert groups[0][0] == "Murder is the largest offence group"
    assert groups[-3:] == [["Offence group", "Notifications"], ["Murder", "12"], ["Arson", "[c]"]]
    values = [row[1] for row in Document(BytesIO(data)).body.get_table(name="offence_groups").get_values()[-2:]]
    assert values == [12, "[c]"]


def test_the_cover_says_what_is_shown_for_whom_and_under_which_code():
    cover = [row[0] for row in cells(workbook(briefing(), CODE), "Cover")]
    assert cover[0] == "Serious Further Offences (SFOs), London division: week to 11 May 2020"
    assert cover[1:5] == [
        "OFFICIAL-SENSITIVE.",
        "SYNTHETIC DATA: invented cases.",
        "Reviews rose: 71 in the year",
        "Showing: 1 January 2019 to 31 December 2019; England and Wales; division: London. "
        "Data as known on 11 May 2020.",
    ]
    assert "Small numbers are withheld and stand as [c]." in cover and f"Code of this view: {CODE}" in cover
    shown = [row[0] for row in cells(workbook(briefing(audience="internal", is_synthetic=False), CODE), "Cover")]
    assert "Small numbers are shown: for internal use only." in shown and not any("SYNTHETIC" in line for line in shown)


def test_an_empty_table_has_no_sheet_and_is_named_on_the_cover():
    data = workbook(briefing(decisions=()), CODE)
    assert "decisions" not in [table.name for table in Document(BytesIO(data)).body.tables]
    assert "There is nothing under “What needs a decision”." in [row[0] for row in cells(data, "Cover")]


def test_nothing_is_x_and_withheld_is_c_and_both_are_in_the_notes():
    data = workbook(briefing(), CODE)
    assert cells(data, "headline_figures")[-1][:4] == ["Open past the target", "[c]", "reviews", "[x]"]
    assert {"[c]", "[x]"} <= {row[0] for row in cells(data, "Notes")}


def test_the_same_briefing_gives_the_same_bytes_and_names_are_never_formulas():
    evil = pl.DataFrame({"Measure": ["=1+1"], "Counts": ["@x"], "Out of": ["-2"]})
    made = briefing(definitions=evil)
    assert workbook(made, CODE) == workbook(made, CODE) != workbook(briefing(), CODE)
    assert b"table:formula" not in workbook(made, CODE)
    assert cells(workbook(made, CODE), "definitions")[-1] == ["=1+1", "@x", "-2"]


def test_names_too_long_for_a_worksheet_are_shortened():
    (parts,) = briefing().figures
    data = workbook(briefing(figures=(replace(parts, name="qa_within_target_share_over_time"),)), CODE)
    assert "qa_within_target_share" in [table.name for table in Document(BytesIO(data)).body.tables]


def test_what_is_no_number_throughout_stays_as_it_is_written():
    table = pl.DataFrame({"Measure": ["a", "b"], "Counts": ["65%", "7"], "Out of": ["007", "[c]"]})
    shown = cells(workbook(briefing(definitions=table), CODE), "definitions")
    assert shown[-2:] == [["a", "65%", "007"], ["b", "7", "[c]"]]


def test_a_name_with_words_in_square_brackets_is_kept_and_explained():
    table = pl.DataFrame({"Measure": ["Rape [attempted]"], "Counts": ["7"], "Out of": ["9"]})
    data = workbook(briefing(definitions=table), CODE)
    assert cells(data, "definitions")[-1][0] == "Rape [attempted]"
    assert ["[attempted]", "Stands so in the text."] in [row[:2] for row in cells(data, "Notes")]
