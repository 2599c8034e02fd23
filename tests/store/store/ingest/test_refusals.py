"""What makes a delivery refused whole, and with which words."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load
from tests.material.small_delivery import finding, review, tables, write


def change(name: str, how: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(how((folder / name).read_bytes()))


def with_heading(old: bytes, new: bytes) -> Callable[[Path], object]:
    return change("reviews.csv", lambda text: text.replace(old, new, 1))


def with_parquet(rows: pl.DataFrame) -> Callable[[Path], object]:
    def replace(folder: Path) -> None:
        (folder / "agencies.csv").unlink()
        rows.write_parquet(folder / "agencies.parquet")

    return replace


def cut_short(folder: Path) -> None:
    agencies = pl.DataFrame({"agency_code": ["A1"], "agency": ["Police"]})
    with_parquet(agencies)(folder)
    change("agencies.parquet", lambda content: content[:-20])(folder)


def link_out(folder: Path) -> None:
    outside = folder.parent / "outside.csv"
    shutil.move(folder / "agencies.csv", outside)
    (folder / "agencies.csv").symlink_to(outside)


def pipe(folder: Path) -> None:
    (folder / "agencies.csv").unlink()
    os.mkfifo(folder / "agencies.csv")


def notice(**entries: object) -> Callable[[Path], object]:
    return lambda folder: (folder / "delivery.json").write_text(json.dumps(entries))


def add(name: str, content: bytes = b"x") -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "semicolons": (change("reviews.csv", lambda t: t.replace(b",", b";")), r"reviews\.csv: .*semicolons.*commas"),
    "tabs": (change("reviews.csv", lambda t: t.replace(b",", b"\t")), r"reviews\.csv: .*tabs"),
    "bars": (change("reviews.csv", lambda t: t.replace(b",", b"|")), r"reviews\.csv: .*bars"),
    "UTF-16": (change("reviews.csv", lambda t: t.decode().encode("utf-16")), r"reviews\.csv .*UTF-16.*CSV UTF-8"),
    "UTF-16 without a mark": (change("reviews.csv", lambda t: t.decode().encode("utf-16-le")), r"zero byte.*UTF-16"),
    "Windows-1252": (
        change("findings.csv", lambda t: t + "F9,R1,,caf\u00e9\n".encode("cp1252")),
        r"findings\.csv, line 5: .*E9.*Windows-1252",
    ),
    "two encodings": (
        change("findings.csv", lambda t: t + "F8,R1,,é\n".encode() + "F9,R1,,\u2019\n".encode("cp1252")),
        r"findings\.csv, line 6: .*92.*part of it",
    ),
    "half a character at the end": (change("findings.csv", lambda t: t + b"\xc3"), r"findings\.csv, line 5"),
    "zero byte": (change("findings.csv", lambda t: t + b"F9,R1,,a\0b\n"), r"findings\.csv, line 5 holds a zero byte"),
    "empty file": (change("reviews.csv", lambda _: b""), r"reviews\.csv is empty"),
    "only a mark": (change("reviews.csv", lambda _: b"\xef\xbb\xbf"), r"reviews\.csv is empty"),
    "missing column": (with_heading(b",notified_on", b""), r"reviews\.csv lacks the column notified_on"),
    "unknown column": (with_heading(b"notified_on", b"notified_onn"), r"“notified_onn”.*“notified_on”\?"),
    "column twice": (with_heading(b"offence_on", b"charged_on"), r"the column charged_on twice"),
    "column without heading": (with_heading(b"page_count", b""), r"column without a heading"),
    "missing file": (lambda folder: (folder / "reviews.csv").unlink(), r"reviews\.csv or reviews\.parquet is missing"),
    "misspelt file": (
        lambda folder: (folder / "reviews.csv").rename(folder / "review.csv"),
        r"review\.csv is not a table.*“reviews”\?",
    ),
    "spreadsheet": (
        lambda folder: (folder / "reviews.csv").rename(folder / "reviews.xlsx"),
        r"reviews\.xlsx is not a whole workbook",
    ),
    "both formats": (add("reviews.parquet"), r"Both reviews\.csv and reviews\.parquet.*--format"),
    "not Parquet": (lambda f: (f / "agencies.csv").rename(f / "agencies.parquet"), r"agencies\.parquet .*Parquet"),
    "truncated Parquet": (cut_short, r"agencies\.parquet is not a whole Parquet file"),
    "wrong Parquet type": (
        with_parquet(pl.DataFrame({"agency_code": [1.5], "agency": ["Police"]})),
        r"agency_code is stored as double\. Store it as text",
    ),
    "link out of the folder": (link_out, r"agencies\.csv is a link that leads out of"),
    "pipe": (pipe, r"agencies\.csv is not a regular file"),
    "quote never closed": (
        change("findings.csv", lambda t: t.replace(b"R2,,No", b'R2,,"No')),
        r"findings\.csv, line 3: a quotation mark is missing",
    ),
    "quotes that swallow a row": (
        change("findings.csv", lambda t: t.replace(b"R2,,No", b'R2,,"No').replace(b"R3,,No", b'R3,,"No')),
        r"findings\.csv, line 3: a quotation mark is missing",
    ),
    "long line": (
        change("findings.csv", lambda t: t + b"F9,R1,," + b"x" * 1_000_001),
        r"line 5 is longer than 1,000,000",
    ),
    "unknown entry": (notice(known_on="2020-05-04", synthetic=True), r"unknown entry “synthetic”.*“is_synthetic”\?"),
    "no day": (notice(is_synthetic=False), r"day of this delivery is not given.*--known-on"),
    "a day that is none": (notice(known_on="2020-02-30"), r"known_on in delivery\.json is not a date"),
    "a day far off": (notice(known_on="2202-05-11"), r"2202-05-11, is outside"),
    "yes for true": (notice(known_on="2020-05-04", is_synthetic="yes"), r"must be true or false"),
    "no JSON": (add("delivery.json", b"{known_on: }"), r"delivery\.json is not JSON"),
    "JSON without end": (add("delivery.json", b"[" * 9_000), r"delivery\.json is not JSON"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_structure_refuses_the_delivery_and_leaves_no_store(fault, folder, duckdb_store):
    damage, words = FAULTS[fault]
    damage(folder)
    with pytest.raises(Refused, match=f"(?s){words}"):
        load(duckdb_store, folder)
    assert not duckdb_store.path.exists()


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path, duckdb_store):
    with pytest.raises(Refused, match="There is no folder"):
        load(duckdb_store, tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="is empty"):
        load(duckdb_store, tmp_path / "empty")


def test_a_line_of_200_megabytes_is_refused_in_little_memory(folder):
    with (folder / "findings.csv").open("ab") as file:
        for _ in range(200):
            file.write(b"x" * 1_000_000)
    code = (
        "import resource, sys; from pathlib import Path; from sfo_data.store.ingest import Refused, file_bytes\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: file_bytes.scan(Path(sys.argv[1]))\n"
        "except Refused as refused: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, refused)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(folder / "findings.csv")], check=True, capture_output=True, text=True
    ).stdout
    grown, _, sentence = said.partition(" ")
    assert "line 5 is longer than 1,000,000 bytes" in sentence
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(grown) * unit < 20_000_000 and resource.RUSAGE_SELF == 0


def test_an_earlier_day_and_the_other_kind_of_data_are_refused(tmp_path, store):
    load(store, write(tmp_path / "a", tables()))
    before = store.stamp()
    with pytest.raises(Refused, match="of 2020-05-03, and the store already knows 2020-05-04"):
        load(store, write(tmp_path / "earlier", tables(), "2020-05-03"))
    with pytest.raises(Refused, match="synthetic and the store holds real"):
        load(store, write(tmp_path / "b", tables(2), is_synthetic=True))
    assert store.stamp() == before


def test_a_second_load_while_one_runs_is_refused(tmp_path, store):
    load(store, write(tmp_path / "a", tables()))
    with store.publish(), pytest.raises(Refused, match="Another load is running"):
        load(store, write(tmp_path / "b", tables(2)))


def test_a_store_that_does_not_answer_is_a_refusal(folder):
    with pytest.raises(Refused, match="does not answer"):
        load(Store("postgresql+psycopg://postgres@127.0.0.1:1/none"), folder)


def test_a_table_that_loses_more_than_half_its_rows_needs_a_word_from_the_clerk(tmp_path, store):
    load(store, write(tmp_path / "a", tables(20)))
    fewer = tables(20)
    fewer["findings"] = fewer["findings"][:9]
    with pytest.raises(Refused, match=r"findings: 11 of the 20 rows .*--accept findings-missing-11"):
        load(store, write(tmp_path / "b", fewer))
    assert load(store, tmp_path / "b", accept={"findings-missing-11"})[0].is_changed


def test_a_table_of_which_more_than_half_is_wrong_needs_a_word_from_the_clerk(tmp_path, store):
    rows = tables(20)
    rows["reviews"] = [review(f"R{n}", notified_on="soon") if n <= 11 else review(f"R{n}") for n in range(1, 21)]
    with pytest.raises(Refused, match=r"reviews: 11 of 20 rows .*line 2, notified_on: “soon” is not a date"):
        load(store, write(tmp_path / "a", rows))
    assert (
        load(store, tmp_path / "a", accept={"reviews-set-aside-11", "findings-set-aside-11"})[0].quarantined.height
        == 22
    )


def test_a_fault_in_a_series_names_its_day_and_refuses_all_of_it(tmp_path, duckdb_store):
    write(tmp_path / "series" / "2020-05-04", tables())
    write(tmp_path / "series" / "2020-05-11", tables(), known_on="2020-05-11")
    (tmp_path / "series" / "2020-05-11" / "reviews.csv").write_text("")
    with pytest.raises(Refused, match=r"^2020-05-11: reviews\.csv is empty"):
        load(duckdb_store, tmp_path / "series")
    assert not duckdb_store.path.exists()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda s: write(s / "2020-02-30", tables()), "The name of a folder is not a date"),
        (lambda s: write(s, tables()), "both data files and dated folders"),
        (lambda s: write(s / "2020-05-04", tables(), known_on="2020-05-05"), "folder 2020-05-04 says 2020-05-05"),
    ],
)
def test_a_series_that_contradicts_itself_is_refused(tmp_path, duckdb_store, prepare, words):
    write(tmp_path / "s" / "2020-05-11", tables(), known_on="2020-05-11")
    prepare(tmp_path / "s")
    with pytest.raises(Refused, match=re.escape(words)):
        load(duckdb_store, tmp_path / "s")


def test_a_mark_windows_line_ends_and_any_order_of_columns_are_accepted(folder, duckdb_store):
    text = (folder / "findings.csv").read_text()
    swapped = "\r\n".join(",".join(reversed(line.split(","))) for line in text.splitlines())
    (folder / "findings.csv").write_bytes(b"\xef\xbb\xbf" + swapped.encode())
    report = load(duckdb_store, folder)[0]
    assert report.quarantined.is_empty()
    texts = duckdb_store.read("select finding_id, finding_text from raw_findings order by finding_id")
    assert texts.rows() == [(f"F{n}", finding("", "")["finding_text"]) for n in (1, 2, 3)]


def test_the_same_delivery_in_parquet_gives_the_same_store(tmp_path, duckdb_store):
    write(tmp_path / "delivery", tables())
    load(duckdb_store, tmp_path / "delivery")
    for path in (tmp_path / "delivery").glob("*.csv"):
        pl.read_csv(path, infer_schema=False).write_parquet(path.with_suffix(".parquet"))
        path.unlink()
    report = load(duckdb_store, tmp_path / "delivery", file_format="parquet")[0]
    assert not report.is_changed and report.counts["unchanged"].sum() == report.counts["delivered"].sum() > 0
