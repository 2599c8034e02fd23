"""The store's text is current, portable and complete."""

import re
from pathlib import Path

import pytest

from sfo_data.definitions import settings
from sfo_data.store import contract, layout
from sfo_data.store.schema import TABLES

STAGING = sorted((settings.SQL / "staging").glob("*.sql"))
MARTS = sorted((settings.SQL / "marts").glob("*.sql"))
QUERIES = sorted((settings.SQL / "queries").glob("*.sql"))


def code(path: Path) -> str:
    return "\n".join(line for line in path.read_text().splitlines() if not line.startswith("--"))


def test_the_written_schema_and_contract_are_current():
    assert (settings.SQL / "schema.sql").read_text() == layout.schema_sql()
    assert (settings.PROJECT / "docs" / "contract.md").read_text() == contract.contract_text()


def test_every_raw_table_has_its_staging_view_with_every_column():
    for table in TABLES:
        text = (settings.SQL / "staging" / f"stg_{table.name}.sql").read_text()
        missing = [
            name for name in (*table.column_names, "known_from", "known_to") if not re.search(rf"\b{name}\b", text)
        ]
        if table.name == "reviews":
            assert missing == []
        assert f"from raw_{table.name}" in text
        assert missing == []


@pytest.mark.parametrize("path", [*STAGING, *MARTS], ids=lambda path: path.stem)
def test_the_first_line_of_a_view_says_its_grain(path: Path):
    first = path.read_text().splitlines()[0]
    assert first.startswith(("-- One row per ", "-- People"))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_first_line_of_a_query_is_its_question(path: Path):
    assert path.read_text().splitlines()[0].endswith("?") or "?" in path.read_text().splitlines()[0]


@pytest.mark.parametrize("path", [*STAGING, *MARTS, *QUERIES], ids=lambda path: path.stem)
def test_no_comment_holds_a_bind_and_no_cast_is_one_engines_own(path: Path):
    comments = [line for line in path.read_text().splitlines() if line.startswith("--")]
    assert not any(re.search(r":\w", line) for line in comments)
    assert "::" not in code(path)


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_marts_stand_on_staging_and_on_each_other_never_on_raw_tables(path: Path):
    read = set(re.findall(r"\b(?:from|join)\s+(\w+)", code(path)))
    assert not any(name.startswith("raw_") or name == "loads" for name in read)


def test_views_come_after_what_they_read():
    order = list(layout.views())
    places = [order.index(name) for name in ("stg_qa_rounds", "qa_progress", "reviews", "case_events")]
    assert places == sorted(places)
    assert len(order) == len(STAGING) + len(MARTS)
