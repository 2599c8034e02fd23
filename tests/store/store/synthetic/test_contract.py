"""Does every delivery keep the contract, so that a load sets nothing aside?"""

import csv
import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from sfo_data.store import synthetic
from sfo_data.store.schema import TABLES, Column, Table

KINDS = {
    "identifier": re.compile(r"[A-Za-z0-9_-]+"),
    "code": re.compile(r"[A-Za-z0-9_-]+"),
    "category": re.compile(r".+"),
    "name": re.compile(r".{1,120}"),
    "text": re.compile(r".+"),
    "integer": re.compile(r"\d+"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "boolean": re.compile(r"true|false"),
}
Columns = dict[str, list[str]]


def columns_of(path: Path) -> Columns:
    with path.open(encoding="utf-8", newline="") as lines:
        head, *body = csv.reader(lines)
    assert {len(row) for row in body} <= {len(head)}
    return {name: [row[place] for row in body] for place, name in enumerate(head)}


def faults_of_column(column: Column, values: set[str], known_on: str) -> list[str]:
    given = values - {""}
    faults = [f"{column.name} is empty"] * ("" in values and not column.nullable)
    faults += [f"{column.name}: {value}" for value in given if not KINDS[column.kind].fullmatch(value)]
    if column.categories:
        faults += [f"{column.name}: {value}" for value in given - set(column.categories)]
    if column.kind == "date":
        faults += [f"{column.name}: {value}" for value in given if date.fromisoformat(value).isoformat() != value]
        faults += [f"{column.name}: {value}" for value in given if value > known_on and not column.may_be_future]
    return faults


def faults_of_table(table: Table, found: dict[str, Columns], known_on: str) -> list[str]:
    columns = found[table.name]
    if tuple(columns) != table.column_names:
        return [f"{table.name} has other columns"]
    faults = []
    for column in table.columns:
        values = set(columns[column.name])
        faults += faults_of_column(column, values, known_on)
        if column.references:
            other, key = column.references.split(".")
            faults += [f"{column.name}: {value} is unknown" for value in values - set(found[other][key]) - {""}]
    keys = list(zip(*(columns[name] for name in table.key), strict=True))
    faults += [f"{table.name} repeats a key"] * (len(set(keys)) < len(keys))
    for first, second in table.date_order:
        pairs = set(zip(columns[first], columns[second], strict=True))
        faults += [f"{first} {a} is after {second} {b}" for a, b in pairs if a and b and a > b]
    return [f"{table.name}: {fault}" for fault in faults]


def faults(folder: Path) -> list[str]:
    notice = json.loads((folder / "delivery.json").read_text(encoding="utf-8"))
    assert notice["is_synthetic"] is True
    found = {table.name: columns_of(folder / f"{table.name}.csv") for table in TABLES}
    return [fault for table in TABLES for fault in faults_of_table(table, found, notice["known_on"])]


def test_the_delivery_keeps_the_contract(delivery: Path) -> None:
    assert faults(delivery) == []


def test_every_weekly_delivery_keeps_the_contract(weekly: list[Path]) -> None:
    assert {folder.name: faults(folder) for folder in weekly} == {folder.name: [] for folder in weekly}


def test_the_weekly_deliveries_are_of_mondays_and_end_on_11_may_2020(weekly: list[Path]) -> None:
    days = [date.fromisoformat(folder.name) for folder in weekly]
    assert days[-1] == date(2020, 5, 11)
    assert {day.weekday() for day in days} == {0}
    assert {(later - day).days for day, later in pairwise(days)} == {7}


def test_a_delivery_holds_its_tables_and_its_notice_and_nothing_else(delivery: Path) -> None:
    wanted = {f"{table.name}.csv" for table in TABLES} | {"delivery.json"}
    assert {path.name for path in delivery.iterdir()} == wanted


def test_parquet_holds_the_same_values_as_csv(tmp_path: Path) -> None:
    synthetic.write(tmp_path / "csv", 3, cases=200)
    synthetic.write(tmp_path / "parquet", 3, cases=200, file_format="parquet")
    for table in TABLES:
        frame = pl.read_parquet(tmp_path / "parquet" / f"{table.name}.parquet")
        frame.write_csv(tmp_path / "again.csv")
        assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "csv" / f"{table.name}.csv").read_bytes()
        wanted = {"date": pl.Date, "boolean": pl.Boolean, "integer": pl.Int64}
        assert all(frame.schema[c.name] == wanted.get(c.kind, pl.String) for c in table.columns)


@pytest.mark.parametrize("cases", [1, 10])
def test_even_a_handful_of_cases_keeps_the_contract(tmp_path: Path, cases: int) -> None:
    assert [faults(folder) for folder in synthetic.write(tmp_path, 5, cases=cases, weeks=2)] == [[], []]


def test_two_thousand_cases_are_two_thousand_notifications(tmp_path: Path) -> None:
    synthetic.write(tmp_path, 11, cases=2000)
    assert len(columns_of(tmp_path / "reviews.csv")["review_id"]) == 2000
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [({"cases": 0}, "cases must be 1"), ({"weeks": 0}, "weeks must be"), ({"file_format": "xlsx"}, "csv or parquet")],
)
def test_an_impossible_wish_is_named(tmp_path: Path, arguments: dict[str, int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        synthetic.write(tmp_path, 1, **arguments)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
