"""A reader of one division sees how it stands among all divisions, and nothing of another's."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import sfo_data
from sfo_data.definitions.filters import Filters, Scope, from_choices
from sfo_data.questions import queries
from sfo_data.questions.queries import Facts, Read
from sfo_data.store.database import Store
from sfo_data.subjects import actions, quality, themes, victims
from sfo_data.subjects.involvement import divisions, practitioners
from tests.conftest import NEWEST


class Box(NamedTuple):
    """The box on one engine, each answer kept as on a page, and the coding frame."""

    read: Read
    facts: Facts
    frame: pl.DataFrame

    @property
    def first_day(self) -> date:
        return self.facts.known.first_day


Compared = Callable[[Box, Filters], pl.DataFrame]
SUBJECTS: dict[str, Compared] = {
    "actions": lambda box, filters: actions.by_division(box.read, filters),
    "victims": lambda box, filters: victims.against_the_nation(box.read, filters, "victim_take_up_share"),
    "returned": lambda box, filters: quality.by_division(box.read, filters, "returned_share"),
    "explains why": lambda box, filters: quality.by_division(box.read, filters, "explains_why_share"),
    "agencies": lambda box, filters: divisions.steps_by_division(
        box.read, filters, ["agency_shared_share", "agency_took_part_share"], box.first_day
    ),
    "practitioners": lambda box, filters: divisions.steps_by_division(
        box.read, filters, practitioners.STEPS, box.first_day
    ),
    "themes": lambda box, filters: themes.by_group(box.read, filters, box.frame, "division").rename(
        {"group": "division"}
    ),
}
VERDICT = ("division", "measure", "theme_code", "stands", "evidence", "expected")


@pytest.fixture(scope="module")
def box(duckdb_url: str) -> Box:
    store = Store(duckdb_url)
    return Box(lru_cache(queries.reader(store)), queries.facts(store), queries.ask(store, "themes", known_on=NEWEST))


@pytest.mark.parametrize("division", ["Wales", "North East", "South East"])
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_division_stands_for_its_own_reader_as_it_does_for_a_national_one(box, subject, division):
    nation = from_choices(box.facts.known, {}, "all", box.facts.known.known_on)
    compared = SUBJECTS[subject]
    whole = compared(box, nation)
    columns = [name for name in VERDICT if name in whole.columns]
    found = compared(box, replace(nation, scope=Scope((division,))))
    assert set(found["division"]) <= {division, queries.ELSEWHERE}
    own, true = (each.filter(division=division).select(columns) for each in (found, whole))
    assert_frame_equal(own, true)
    assert found.filter(pl.col("division") != division)["stands"].drop_nulls().is_empty()


def test_rows_that_tell_all_divisions_apart_are_asked_for_where_standards_and_verdicts_are_made_and_nowhere_else():
    # Each of these gives a reader of some divisions their own part alone.
    allowed = {
        "questions/stands_apart.py",
        "questions/fair_comparison.py",
        "subjects/themes/expectation.py",
    }
    package = Path(sfo_data.__file__).parent
    files = [*package.rglob("*.py"), *(package.parent / "pages").rglob("*.py")]
    found = {path.as_posix().removeprefix(f"{package}/") for path in files if ".whole()" in path.read_text()}
    assert found == allowed
