"""The workbook to fill in: a sheet for each table of the contract, with descriptions, lists and an example."""

from datetime import date
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sfo_data.store import ingest
from sfo_data.store.schema import REFERENCE_TABLES, TABLES, Column, Table
from sfo_data.wording import palette

# The rows of a sheet, counted from 0. What stands above the headings is never read, the example neither.
TITLE, HOW, DESCRIPTIONS, EXAMPLE, HEADINGS, FIRST = range(6)
EARLIEST = date(1930, 1, 1)
LAST = 20_000  # the last row that has lists to choose from
HOW_TO = "Fill in below the line of dark headings. Nothing above it is loaded: the line over it is an example."
ABOUT = (
    ("How to use this workbook", ""),
    (
        "Each sheet is a table. Its headings say what belongs under them; choose from the lists where there are some.",
        "",
    ),
    ("Offences, providers, themes and agencies are filled in and protected: use their codes.", ""),
    ("Leave a sheet empty below its headings where you have nothing for it. Do not write names of people.", ""),
    ("Write the day on which the data were known, and whether the cases are synthetic (invented):", ""),
    ("known_on", ""),
    ("is_synthetic", ""),
)
GREY, PALE = "#595959", "#F3F2F1"
STYLES: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "words": {"text_wrap": True, "valign": "top", "font_color": GREY},
    "example": {"italic": True, "font_color": GREY, "bg_color": PALE, "num_format": "@"},
    "heading": {"bold": True, "font_color": "#FFFFFF", "bg_color": palette.BLUE},
    "date": {"num_format": "yyyy-mm-dd"},
    "text": {"num_format": "@"},
    "number": {"num_format": "0"},
    "plain": {},
}
CELLS = {"date": "date", "integer": "number", "boolean": "plain"}  # all other kinds are text
EXAMPLES = {"integer": "1", "date": "2020-01-31", "boolean": "TRUE", "text": "Words without names."}


def write_template() -> bytes:
    """The workbook as XLSX. A delivery filled into it can be loaded as it is."""
    saved = BytesIO()
    workbook = Workbook(saved, {"in_memory": True})
    styles = {name: workbook.add_format({"font_name": "Arial", **style}) for name, style in STYLES.items()}
    _write_notice(workbook.add_worksheet("delivery"), styles)
    for table in TABLES:
        _write_table(workbook.add_worksheet(table.name), table, styles)
    workbook.close()
    return saved.getvalue()


def _write_notice(sheet: Worksheet, styles: dict[str, Format]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.set_column(1, 1, 16)
    for row, (words, value) in enumerate(ABOUT):
        sheet.write_string(row, 0, words, styles["title" if row == 0 else "plain"])
        sheet.write_blank(row, 1, value, styles["date" if words == "known_on" else "plain"])
    sheet.data_validation(len(ABOUT) - 2, 1, len(ABOUT) - 2, 1, _rule(Column("known_on", "date", "")) or {})
    sheet.data_validation(len(ABOUT) - 1, 1, len(ABOUT) - 1, 1, {"validate": "list", "source": ["TRUE", "FALSE"]})


def _write_table(sheet: Worksheet, table: Table, styles: dict[str, Format]) -> None:
    sheet.write_string(TITLE, 0, table.grain, styles["title"])
    sheet.write_string(HOW, 0, HOW_TO, styles["plain"])
    sheet.set_row(DESCRIPTIONS, 90)
    for place, column in enumerate(table.columns):
        style = styles[CELLS.get(column.kind, "text")]
        sheet.set_column(place, place, max(16, len(column.name) + 2), style)
        sheet.write_string(DESCRIPTIONS, place, _described(column), styles["words"])
        sheet.write_string(EXAMPLE, place, _example(column), styles["example"])
        sheet.write_string(HEADINGS, place, column.name, styles["heading"])
        rule = _rule(column)
        if rule and table not in REFERENCE_TABLES:
            sheet.data_validation(FIRST, place, LAST, place, rule)
    sheet.freeze_panes(FIRST, 1)
    if table in REFERENCE_TABLES:
        for row, values in enumerate(ingest.in_the_box(table).rows(), FIRST):
            for place, value in enumerate(values):
                sheet.write_string(row, place, value or "", styles["text"])
        sheet.protect()


def _described(column: Column) -> str:
    return column.description + ("" if column.nullable else " Every row needs it.")


def _example(column: Column) -> str:
    if column.categories:
        return column.categories[0]
    if column.kind == "code" and column.references:
        name, _, code = column.references.partition(".")
        return str(ingest.in_the_box(next(table for table in TABLES if table.name == name))[code][0])
    return EXAMPLES.get(column.kind, "EXAMPLE-1")


def _rule(column: Column) -> dict[str, object] | None:
    """What may be written under the heading, as a rule of the spreadsheet; None where there is none."""
    if column.categories:
        return {"validate": "list", "source": list(column.categories)}
    if column.kind == "code" and column.references:
        name, _, code = column.references.partition(".")
        table = next(table for table in TABLES if table.name == name)
        letter = ingest.letters(table.column_names.index(code))
        last = FIRST + ingest.in_the_box(table).height
        return {"validate": "list", "source": f"={name}!${letter}${FIRST + 1}:${letter}${last}"}
    rules: dict[str, dict[str, object]] = {
        "boolean": {"validate": "list", "source": ["TRUE", "FALSE"]},
        "date": {
            "validate": "date",
            "criteria": ">=",
            "value": EARLIEST,
            "error_message": "A date, please, e.g. 2020-01-31.",
        },
        "integer": {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "A whole number, please."},
    }
    return rules.get(column.kind)
