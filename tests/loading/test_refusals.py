"""A delivery whose structure is wrong is refused whole, in a sentence that says what to do."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sfo_data import loading, synthetic
from tests.loading.conftest import Clerk


def rewrite(table: str, change: Callable[[bytes], bytes]) -> Callable[[Clerk], None]:
    return lambda clerk: clerk.path(table).write_bytes(change(clerk.path(table).read_bytes()))


def leads_out(clerk: Clerk) -> None:
    outside = clerk.folder.parent / "outside.csv"
    clerk.path("themes").rename(outside)
    clerk.path("themes").symlink_to(outside)


DAMAGES: dict[str, tuple[Callable[[Clerk], None], str]] = {
    "semicolons": (rewrite("reviews", lambda b: b.replace(b",", b";")), "reviews.csv is separated by semicolons"),
    "tabs": (rewrite("reviews", lambda b: b.replace(b",", b"\t")), "reviews.csv is separated by tabs"),
    "UTF-16": (rewrite("themes", lambda b: b.decode().encode("utf-16")), "themes.csv is saved as UTF-16"),
    "UTF-16 without a mark": (rewrite("themes", lambda b: b.decode().encode("utf-16-le")), "line 1, holds zero bytes"),
    "Windows-1252": (
        rewrite("findings", lambda b: b + "F-X,SFO-0000001,,caf\u00e9\n".encode("windows-1252")),
        "is not UTF-8 text (Windows-1252, perhaps",
    ),
    "a missing column": (
        rewrite("qa_staffing", lambda b: b.replace(b"posts_filled", b"posts_funded", 1)),
        "has the column “posts_funded” more than once",
    ),
    "an unknown column": (
        rewrite("qa_staffing", lambda b: b.replace(b"posts_filled", b"posts_filed", 1)),
        "“posts_filed” that the contract does not know. Did you mean “posts_filled”?",
    ),
    "an empty file": (rewrite("agencies", lambda _: b""), "agencies.csv is empty"),
    "an open quote": (rewrite("findings", lambda b: b + b'F-X,SFO-1,,"never closed\n'), "never closed"),
    "a link that leads out": (leads_out, "leads out of the delivery's folder"),
    "no file": (lambda clerk: clerk.path("caseload").unlink(), "has no caseload.csv or caseload.parquet"),
    "a folder for a file": (
        lambda clerk: (clerk.path("caseload").unlink(), clerk.path("caseload").mkdir()),
        "caseload.csv is not a file",
    ),
    "a manifest of another kind": (
        lambda clerk: (clerk.folder / "delivery.json").write_text('{"known_on": "11/05/2020"}'),
        "delivery.json cannot be read",
    ),
    "a manifest with more": (
        lambda clerk: (clerk.folder / "delivery.json").write_text('{"known_on": "2020-05-11", "path": "../.."}'),
        "may hold known_on and is_synthetic",
    ),
    "no day": (lambda clerk: (clerk.folder / "delivery.json").unlink(), "Give --known-on YYYY-MM-DD"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_delivery_is_refused_with_what_to_do(clerk: Clerk, damage: str):
    spoil, words = DAMAGES[damage]
    spoil(clerk)
    assert words in clerk.refusal()


def test_missing_columns_are_named(clerk: Clerk):
    frame = pl.read_csv(clerk.path("qa_staffing"))
    frame.drop("posts_filled").write_csv(clerk.path("qa_staffing"))
    assert clerk.refusal() == "qa_staffing.csv lacks the column posts_filled."


def test_the_line_of_the_first_foreign_byte_is_named(clerk: Clerk):
    lines = clerk.lines("reviews")
    clerk.path("reviews").write_bytes("".join(lines[:5]).encode() + b"\xe9" + "".join(lines[5:]).encode())
    assert "reviews.csv, line 6, is not UTF-8" in clerk.refusal()


def test_a_truncated_parquet_file_is_refused(clerk: Clerk, tmp_path: Path):
    folder = tmp_path / "parquet"
    synthetic.write(folder, seed=7, cases=40, file_format="parquet")
    whole = (folder / "reviews.parquet").read_bytes()
    (folder / "reviews.parquet").write_bytes(whole[: len(whole) // 2])
    clerk.folder = folder
    assert "reviews.parquet is not a whole Parquet file" in clerk.refusal()


def test_parquet_and_csv_of_the_same_cases_load_the_same(clerk: Clerk, tmp_path: Path):
    clerk.load()
    folder = tmp_path / "parquet"
    synthetic.write(folder, seed=7, cases=40, file_format="parquet")
    counts = loading.load(clerk.store, folder)[-1].counts
    assert counts["opened"].sum() == 0 and counts["closed"].sum() == 0 and counts["quarantined"].sum() == 0


def test_two_formats_at_once_want_a_choice(clerk: Clerk):
    (clerk.folder / "reviews.parquet").write_bytes(b"x")
    assert "Say which with --format" in clerk.refusal()


def test_a_two_gigabyte_line_is_refused_in_bounded_memory(clerk: Clerk, tmp_path: Path):
    # Written as a run of letters: a sparse file would be caught by its zero bytes first.
    with clerk.path("findings").open("ab") as content:
        for _ in range(2048):
            content.write(b"x" * (1 << 20))
    code = (
        "import resource, sys; from pathlib import Path; from sfo_data.__main__ import main;"
        f"code = main(['load', {str(clerk.folder)!r}]);"
        "print(code, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    environment = {"SFO_DATABASE_URL": f"duckdb:///{tmp_path / 'x.duckdb'}", "PATH": "/usr/bin:/bin", "PYTHONPATH": "."}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    exit_code, kilobytes = ran.stdout.split()[-2:]
    assert exit_code == "2" and "findings.csv has a line longer than 1,000,000 bytes" in ran.stderr
    assert int(kilobytes) < 1_000_000
    assert resource.RUSAGE_SELF == 0


def test_a_small_delivery_after_a_large_one_is_suspicious(clerk: Clerk):
    clerk.load()
    clerk.path("reviews").write_text("".join(clerk.lines("reviews")[:10]))
    with pytest.raises(loading.Refused, match="reviews holds 9 rows; the store knows 40"):
        clerk.load()
    report = loading.load(clerk.store, clerk.folder, allow_shrinking=True)[-1]
    assert report.counts.filter(table_name="reviews")["closed"][0] == 31


def test_mostly_unusable_rows_are_a_broken_export(clerk: Clerk):
    text = clerk.path("reviews").read_text()
    header, *rows = text.splitlines()
    at = header.split(",").index("notified_on")
    spoiled = [",".join("43586" if place == at else cell for place, cell in enumerate(row.split(","))) for row in rows]
    clerk.path("reviews").write_text("\n".join([header, *spoiled]) + "\n")
    words = clerk.refusal()
    assert "40 of the 40 rows of reviews cannot be used; the first is on line 2" in words and "serial number" in words


def test_history_cannot_be_changed_backwards(clerk: Clerk):
    clerk.load()
    (clerk.folder / "delivery.json").write_text(json.dumps({"known_on": "2020-05-04", "is_synthetic": True}))
    with pytest.raises(loading.Refused, match="History cannot be changed backwards"):
        clerk.load()


def test_real_cases_never_mix_with_synthetic_ones(clerk: Clerk):
    clerk.load()
    (clerk.folder / "delivery.json").write_text(json.dumps({"known_on": "2020-05-18"}))
    with pytest.raises(loading.Refused, match="The delivery is real and the store holds synthetic data"):
        clerk.load()


def test_not_a_folder(clerk: Clerk):
    with pytest.raises(loading.Refused, match="is not a folder"):
        loading.load(clerk.store, clerk.folder / "nowhere")
