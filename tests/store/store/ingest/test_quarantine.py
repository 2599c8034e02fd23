"""Which rows of a delivery are set aside, on which line, and what becomes of those that belong to them."""

import json
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sfo_data.publishing import safe_csv
from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load
from sfo_data.store.validation.mending import COPIES
from tests.material.small_delivery import Anything, Tables, finding, review, round_of, tables, write


def set_aside(store: Store, folder: Path, rows: Tables, **options: object) -> list[tuple[str, int, str | None, str]]:
    """(table, line, column, reason) of every row set aside; the accounts must balance."""
    report = load(store, write(folder, rows, **options), accept=Anything())[0]
    counts = report.counts
    assert (counts["delivered"] == counts["accepted"] + counts["quarantined"]).all()
    assert (counts["accepted"] == counts["opened"] + counts["unchanged"]).all()
    assert counts["quarantined"].sum() == report.quarantined.height
    return report.quarantined.select("table_name", "line", "column_name", "reason").rows()


def visible(store: Store, column: str, table: str, known_on: str) -> list[str]:
    """The values of a column as known on a day."""
    sql = f"select {column} from raw_{table} where known_from <= :d and :d < known_to order by {column}"
    return store.read(sql, {"d": date.fromisoformat(known_on)})[column].to_list()


def test_a_row_set_aside_is_kept_whole_in_the_store(tmp_path, store):
    rows = tables()
    rows["reviews"][1] = review("R2", notified_on="31/02/2019")
    found = set_aside(store, tmp_path / "d", rows)
    assert [row[:3] for row in found] == [("reviews", 3, "notified_on"), ("findings", 3, "review_id")]
    assert found[1][3] == "“R2” is in reviews, but its row there (line 3) was itself set aside. Mend that one first."
    kept = store.read("select * from quarantine where table_name = 'reviews'").row(0, named=True)
    assert kept["value"] == "31/02/2019" and kept["load_id"] == 1
    given_row = {name: value or None for name, value in rows["reviews"][1].items()}
    assert {name: value for name, value in json.loads(kept["row_text"]).items() if value is not None} == given_row
    assert visible(store, "review_id", "reviews", "2020-05-04") == ["R1", "R3"]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path, duckdb_store):
    # Lines: 1 headings; 2 to 4 F1; 5 F2; 6 blank; 7 a field too many; 8 and 9 F3, wrong; 10 too few; 11 F4, wrong.
    text = (
        "finding_id,review_id,practice_level,finding_text\n"
        'F1,R1,,"one\ntwo\nthree"\n'
        "F2,R1,,plain\n"
        "\n"
        "F5,R1,,one, too many\n"
        'F3,R9,,"one\r\ntwo"\n'
        "F6,R1\n"
        "F4,R8,,last"
    )
    write(tmp_path / "d", tables())
    (tmp_path / "d" / "findings.csv").write_bytes(text.encode())
    report = load(duckdb_store, tmp_path / "d")[0]
    assert report.quarantined.select("line", "column_name").rows() == [
        (7, None),
        (8, "review_id"),
        (10, None),
        (11, "review_id"),
    ]
    assert report.quarantined["reason"][0] == "This line has 5 fields where the headings have 4."
    assert json.loads(report.quarantined["row_text"][0]) == ["F5", "R1", "", "one", " too many"]
    texts = duckdb_store.read("select finding_text from raw_findings order by finding_id")["finding_text"]
    assert texts.to_list() == ["one\ntwo\nthree", "plain"]


def test_every_row_of_a_key_delivered_twice_with_other_values_is_set_aside(tmp_path, duckdb_store):
    rows = tables()
    rows["reviews"].append(review("R1", page_count="9"))
    rows["findings"] = []
    found = set_aside(duckdb_store, tmp_path / "d", rows)
    words = "This key is delivered 2 times (lines 2, 5); the rows differ. Deliver one row."
    assert found == [("reviews", 2, "review_id", words), ("reviews", 5, "review_id", words)]


def test_a_key_of_two_columns_may_repeat_one_of_them(tmp_path, duckdb_store):
    rows = tables()
    rows["qa_rounds"] = [
        round_of("R1", 1),
        round_of("R1", 2),
        round_of("R2", 1),
        round_of("R2", 1, received_on="2019-05-02"),
    ]
    found = set_aside(duckdb_store, tmp_path / "d", rows)
    assert [row[:3] for row in found] == [("qa_rounds", line, "review_id, round_number") for line in (4, 5)]


def test_an_orphan_and_dates_in_the_wrong_order_are_set_aside(tmp_path, duckdb_store):
    rows = tables()
    rows["findings"].append(finding("F9", "R9"))
    rows["reviews"][2] = review("R3", charged_on="2019-01-09", offence_on="2019-01-10")
    found = set_aside(duckdb_store, tmp_path / "d", rows)
    assert found == [
        (
            "reviews",
            4,
            "charged_on",
            "charged_on (2019-01-09) is before offence_on (2019-01-10). Correct the one that is wrong.",
        ),
        (
            "findings",
            4,
            "review_id",
            "“R3” is in reviews, but its row there (line 4) was itself set aside. Mend that one first.",
        ),
        ("findings", 5, "review_id", "“R9” is not in reviews."),
    ]


def test_a_missing_date_breaks_no_order(tmp_path, duckdb_store):
    rows = tables()
    rows["reviews"][0] = review("R1", offence_on="", charged_on="2019-01-09")
    assert set_aside(duckdb_store, tmp_path / "d", rows) == []


def test_the_last_good_version_stays_open_with_all_that_belongs_to_it(tmp_path, store):
    set_aside(store, tmp_path / "a", tables())
    rows = tables()
    rows["reviews"][1] = review("R2", risk_highest="Hihg")
    found = set_aside(store, tmp_path / "b", rows, known_on="2020-05-11")
    assert [row[:3] for row in found] == [("reviews", 3, "risk_highest")]
    assert visible(store, "review_id", "reviews", "2020-05-11") == ["R1", "R2", "R3"]
    assert visible(store, "finding_id", "findings", "2020-05-11") == ["F1", "F2", "F3"]


def test_a_line_with_a_stray_comma_does_not_close_what_the_store_knows(tmp_path, store):
    set_aside(store, tmp_path / "a", tables())
    write(tmp_path / "b", tables(), known_on="2020-05-11")
    path = tmp_path / "b" / "findings.csv"
    path.write_text(path.read_text().replace("F2,R2,,No home visit.", "F2,R2,,No home visit, no call."))
    load(store, tmp_path / "b")
    assert visible(store, "finding_id", "findings", "2020-05-11") == ["F1", "F2", "F3"]


def test_a_row_set_aside_closes_when_what_it_belongs_to_has_gone(tmp_path, store):
    set_aside(store, tmp_path / "a", tables())
    rows = tables()
    del rows["reviews"][1]
    rows["findings"][1] = finding("F2", "R2", practice_level="Tema")
    set_aside(store, tmp_path / "b", rows, known_on="2020-05-11")
    assert visible(store, "finding_id", "findings", "2020-05-11") == ["F1", "F3"]


def test_a_quarantine_that_changed_is_a_load_and_one_that_did_not_is_none(tmp_path, store):
    rows = tables()
    rows["findings"].append(finding("F9", "R9"))
    set_aside(store, tmp_path / "a", rows)
    before = store.stamp()
    assert not load(store, tmp_path / "a")[0].is_changed
    assert not load(store, write(tmp_path / "elsewhere", rows))[0].is_changed
    assert store.stamp() == before
    rows["findings"][-1] = finding("F9", "R8")
    assert load(store, write(tmp_path / "b", rows))[0].is_changed
    assert store.read("select load_id, value from quarantine order by load_id").rows() == [(1, "R9"), (2, "R8")]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x","y")']


def test_text_that_looks_like_a_formula_is_stored_as_it_is_and_written_out_harmless(tmp_path, store):
    rows = tables()
    rows["findings"] = [finding(f"F{n}", "R1", finding_text=text) for n, text in enumerate(FORMULAS)]
    assert set_aside(store, tmp_path / "d", rows) == []
    texts = store.read("select finding_text from raw_findings order by finding_id")
    assert texts["finding_text"].to_list() == FORMULAS
    written = pl.read_csv(safe_csv.write_csv(texts), infer_schema=False)["finding_text"].to_list()
    assert written == ["'" + text for text in FORMULAS]


# A load takes half a second; shrinking would take minutes.
NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
# Everything UTF-8 can say but the zero byte, which refuses the file; and the values most likely to trip a reader.
ANY_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["", " ", '"', "\n", "\r", ",", "\\.", "\\N", "NULL", "'", "R1", "2019-02-28", "=1", "\ufeff", "\u2028", "\x7f"]
)


@settings(max_examples=6, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_the_fields_every_row_is_accounted_for(data, tmp_path_factory, store):
    rows = tables()
    for table, column in [("reviews", "review_id"), ("reviews", "page_count"), ("findings", "finding_text")]:
        for row in rows[table]:
            row[column] = data.draw(ANY_TEXT)
    folder = tmp_path_factory.mktemp("any")
    # Names of this example's own: the store still holds the versions of the examples before it.
    rows["findings"] = [
        row | {"finding_id": f"{folder.name}-{n}", "review_id": "R1"} for n, row in enumerate(rows["findings"])
    ]
    rows["reviews"].append(review("R1"))
    write(folder, rows)
    report = load(store, folder, accept=Anything())[0]
    delivered = dict(report.counts.select("table_name", "delivered").iter_rows())
    assert (delivered or {"reviews": 4})["reviews"] == 4
    copies = dict(report.mended.filter(column_name=COPIES).select("table_name", "values").iter_rows())
    for name, *counted in report.counts.select("table_name", "delivered", "accepted", "quarantined").iter_rows():
        assert counted[0] == counted[1] + counted[2] + copies.get(name, 0)
    stored = store.read("select finding_id, finding_text from raw_findings where known_to = '9999-12-31'")
    texts = {row["finding_id"]: row["finding_text"] for row in rows["findings"]}
    assert all(text == texts[key] for key, text in stored.iter_rows() if key in texts)


@settings(max_examples=10, phases=NO_SHRINKING, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=60), keep_heading=st.booleans())
def test_whatever_the_bytes_a_file_is_loaded_or_refused_in_a_sentence(
    content, keep_heading, tmp_path_factory, duckdb_store
):
    folder = write(tmp_path_factory.mktemp("bytes"), tables())
    heading = (folder / "findings.csv").read_bytes().splitlines(keepends=True)[0]
    (folder / "findings.csv").write_bytes(heading * keep_heading + content)
    try:
        report = load(duckdb_store, folder, accept=Anything())[0]
    except Refused as refused:
        assert "findings.csv" in str(refused)
    else:
        assert (report.counts["delivered"] == report.counts["accepted"] + report.counts["quarantined"]).all()
