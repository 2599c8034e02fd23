"""A row that breaks a rule is set aside with its line and a reason; nothing is lost and nothing guessed."""

import csv
import io
import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfo_data import loading, safe_csv
from sfo_data.loading import rules
from sfo_data.schema import TABLES
from tests.conftest import NEWEST
from tests.loading.conftest import Clerk

WRONG: list[tuple[str, str, str, str]] = [
    ("reviews", "notified_on", "31/02/2019", "is written day first. Write dates as YYYY-MM-DD"),
    ("reviews", "notified_on", "12/25/2019", "is written month first, as in the United States"),
    ("reviews", "notified_on", "03/04/2019", "is written day or month first"),
    ("reviews", "notified_on", "43586", "looks like a spreadsheet's serial number"),
    ("reviews", "notified_on", "2019-02-30", "is not a day of the calendar"),
    ("reviews", "notified_on", "2019-02-28T10:00:00", "has a time of day"),
    ("reviews", "notified_on", "2031-01-01", "lies after the day of the delivery, 2020-05-11"),
    ("reviews", "notified_on", "0201-01-01", "too early or too late"),
    ("reviews", "notified_on", "soon", "is not a date"),
    ("reviews", "notified_on", "", "notified_on may not be empty"),
    ("reviews", "risk_highest", "Meduim", "is not one of: Low, Medium, High, Very high. Did you mean “Medium”?"),
    ("reviews", "risk_highest", " High", "has spaces around it"),
    ("reviews", "offence_code", "1", "Did a spreadsheet remove or add leading zeros?"),
    ("reviews", "offence_code", "999", "“999” is not in offences"),
    ("reviews", "provider_code", "N08", "“N08” is not in providers. Did you mean"),
    ("reviews", "person_id", "=cmd|' /C calc'!A0", "is not an identifier"),
    ("reviews", "page_count", "12.0", "is not a whole number"),
    ("reviews", "page_count", "-1", "is not a whole number"),
    ("reviews", "explains_why", "TRUE", "is neither true nor false"),
    ("reviews", "charged_on", "1960-01-01", "charged_on 1960-01-01 is before offence_on"),
    ("findings", "review_id", "SFO-9999999", "There is no “SFO-9999999” in reviews"),
    ("findings", "finding_text", "a\x07b", "holds the control character 0x07"),
    ("caseload", "risk", "high", "Did you mean “High”?"),
]


@pytest.mark.parametrize(("table", "column", "value", "words"), WRONG)
def test_a_wrong_value_is_set_aside_with_its_line_and_a_reason(clerk: Clerk, table, column, value, words):
    if column == "charged_on":
        clerk.set(table, 3, "offence_on", "2019-01-01")
    line = clerk.set(table, 3, column, value)
    found = [row for row in clerk.asides() if row[0] == table and row[1] == line]
    assert len(found) == 1
    assert found[0][2] == column and found[0][3] == (value or None) and words in found[0][4]


def test_what_belongs_to_a_row_set_aside_says_so(clerk: Clerk):
    review = clerk.get("findings", 0, "review_id")
    ids = [line.split(",")[0] for line in clerk.lines("reviews")[1:]]
    clerk.set("reviews", ids.index(review), "notified_on", "soon")
    reasons = [row[4] for row in clerk.asides() if row[0] == "findings"]
    assert reasons and all("was itself set aside. Mend that one first." in reason for reason in reasons)


def test_all_rows_of_a_repeated_key_are_set_aside(clerk: Clerk):
    clerk.path("reviews").write_text("".join([*clerk.lines("reviews"), clerk.lines("reviews")[1]]))
    found = [row for row in clerk.asides() if row[0] == "reviews"]
    assert [row[1] for row in found] == [2, 42]
    assert found[0][4] == "2 rows have the same review_id; the first is on line 2. Keep one."


def test_a_line_with_the_wrong_number_of_fields_is_set_aside_whole(clerk: Clerk):
    lines = clerk.lines("qa_staffing")
    clerk.path("qa_staffing").write_text("".join([*lines[:3], "2019-01-01,8\n", *lines[3:]]))
    row = clerk.load().quarantined.row(0, named=True)
    assert (row["table_name"], row["line"], row["row_text"]) == ("qa_staffing", 4, "2019-01-01,8")
    assert "has 2 fields, not 3" in row["reason"]


def test_lines_are_counted_as_an_editor_does_also_past_line_breaks_in_fields(clerk: Clerk):
    clerk.set("findings", 0, "finding_text", "first\nsecond\nthird")
    clerk.set("findings", 2, "practice_level", "Nobody")
    text = clerk.path("findings").read_text().split("\n")
    expected = next(number for number, line in enumerate(text, 1) if "Nobody" in line)
    assert [row[1] for row in clerk.asides()] == [expected] == [6]


def test_a_byte_order_mark_crlf_and_blank_lines_are_no_fault(clerk: Clerk):
    text = clerk.path("reviews").read_text().replace("\n", "\r\n")
    clerk.path("reviews").write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n\r\n")
    assert clerk.asides() == []


def test_columns_may_come_in_any_order(clerk: Clerk):
    frame = pl.read_csv(clerk.path("reviews"), infer_schema=False)
    frame.select(reversed(frame.columns)).write_csv(clerk.path("reviews"))
    assert clerk.asides() == []


def test_text_that_looks_like_a_formula_is_kept_and_made_harmless_in_every_csv(clerk: Clerk):
    formula = "=cmd|' /C calc'!A0"
    clerk.set("findings", 0, "finding_text", formula)
    assert clerk.asides() == []
    kept = clerk.store.read("select finding_text from raw_findings where finding_text like '=%'")
    assert kept["finding_text"].to_list() == [formula]
    written = list(csv.reader(io.StringIO(safe_csv.write_csv(kept).decode("utf-8-sig"))))
    assert written == [["finding_text"], ["'" + formula]]


@given(st.text(max_size=20))
def test_no_csv_of_ours_starts_a_cell_with_a_formula(text):
    cell = safe_csv.write_csv(pl.DataFrame({"t": [text]})).decode("utf-8-sig").partition("\n")[2].lstrip('"')
    assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_the_whole_row_is_kept(clerk: Clerk):
    clerk.set("reviews", 3, "notified_on", "soon")
    report = clerk.load()
    row = json.loads(report.quarantined.filter(table_name="reviews")["row_text"][0])
    assert row["notified_on"] == "soon" and row["review_id"] == clerk.get("reviews", 3, "review_id")


def test_the_last_good_version_stays_open_with_its_children(clerk: Clerk):
    clerk.load()
    clerk.set("reviews", 3, "notified_on", "soon")
    report = clerk.load()
    assert report.quarantined["table_name"].to_list() == ["reviews"]
    assert report.counts["closed"].sum() == 0


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([c for t in TABLES for c in t.columns]), st.none() | st.text(max_size=30))
def test_every_value_is_judged_good_and_typed_or_given_a_reason(column, value):
    frame = pl.DataFrame({column.name: [value or None]}, schema={column.name: pl.String})
    if frame.select(rules.is_good(column, NEWEST)).item():
        assert frame.select(rules.typed(column)).height == 1
    else:
        assert len(rules.reason(column, value or None, NEWEST)) > 20


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20),
        min_size=3,
        max_size=3,
    )
)
def test_arbitrary_text_loses_no_row(clerk: Clerk, cells):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(
        [["month_start_on", "posts_funded", "posts_filled"], cells, ["2019-01-01", "8", "4"]]
    )
    clerk.path("qa_staffing").write_text(out.getvalue(), encoding="utf-8", newline="")
    try:
        report = loading.load(clerk.store, clerk.folder, allow_shrinking=True)[-1]
    except loading.Refused:
        return
    if report.is_changed:
        delivered = report.counts.filter(table_name="qa_staffing")["delivered"][0]
        assert delivered == 2 - (not any(cells))
