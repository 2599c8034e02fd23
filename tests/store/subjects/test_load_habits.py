"""A load that moves a headline measure by far more than usual stops, and names the word that accepts it."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest

from sfo_data.store import synthetic
from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load
from sfo_data.subjects.load_habits import moved

OPEN = (
    "select count(*) as n from reviews where known_on = :day"
    " and qa_received_on is not null and qa_completed_on is null and withdrawn_on is null"
)


@pytest.fixture
def weeks(tmp_path: Path) -> list[Path]:
    """Three weekly deliveries of 120 cases."""
    synthetic.write(tmp_path / "series", seed=7, cases=120, weeks=3)
    return sorted(each for each in (tmp_path / "series").iterdir() if each.is_dir())


def with_column_emptied(delivery: Path, out: Path, table: str, column: str) -> Path:
    shutil.copytree(delivery, out / delivery.name)
    path = out / delivery.name / f"{table}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {column: ""} for row in rows)
    return out / delivery.name


def test_loads_as_usual_pass_and_open_reviews_that_jump_are_named_and_accepted_by_their_word(
    weeks: list[Path], tmp_path: Path
):
    store = Store(f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}")
    for week in weeks[:2]:
        load(store, week, judge=moved)
    before = store.read("select load_id from loads").height
    wrong = with_column_emptied(weeks[2], tmp_path / "wrong", "qa_rounds", "completed_on")
    emptied = {"qa_rounds-completed_on-emptied"}
    with pytest.raises(Refused) as refusal:
        load(store, wrong, judge=moved, accept=emptied)
    said = [each for each in refusal.value.sentences if "measure-open_reviews-moved" in each]
    assert len(said) == 1
    assert store.read("select load_id from loads").height == before
    words = {each.partition("--accept ")[2].rstrip(".") for each in refusal.value.sentences}
    assert load(store, wrong, judge=moved, accept=emptied | words)[0].is_changed
    day = date.fromisoformat(weeks[2].name)
    opened = store.read(OPEN, {"day": day})["n"][0]
    assert f" before, {opened} with this delivery; loads usually move it by " in said[0]
