"""What each page costs, counted and not timed: questions to the store, elements and bytes sent, copies of the cases.

A page without a line in ceilings.csv keeps to `EVERY_PAGE`. A line there is a tenth above what was measured.
"""

import csv
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.filters import Filters
from sfo_data.definitions.settings import PROJECT
from tests.material.shared_frames import shared_frames
from tests.pages.test_pages import PAGES

COUNTS = ("first_queries", "click_queries", "elements", "kilobytes")
CEILINGS = {
    line["page"]: {name: int(line[name]) for name in COUNTS}
    for line in csv.DictReader((Path(__file__).parent / "ceilings.csv").read_text().splitlines())
}

EVERY_PAGE = {"first_queries": 8, "click_queries": 0, "elements": 130, "kilobytes": 150}


@pytest.fixture
def app(box_store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The product on a copy of the box: another file is another load, of which nothing is kept yet."""
    copy = tmp_path / "sfo.duckdb"
    shutil.copyfile(Path(box_store_url.removeprefix("duckdb:///")).resolve(), copy)
    monkeypatch.setenv("SFO_DATABASE_URL", f"duckdb:///{copy}")
    # The page of the audit lists what it finds there.
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path / "audit"))
    monkeypatch.chdir(PROJECT)
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=300)


@contextmanager
def questions() -> Iterator[list[str]]:
    """The statements sent to any database meanwhile."""
    asked: list[str] = []

    def note(connection, cursor, statement, *rest):  # noqa: ARG001
        asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(sa.Engine, "before_cursor_execute", note)


def cost(app: AppTest) -> tuple[int, int, int]:
    """Questions, elements and kilobytes (rounded up) of one run of the script."""
    with questions() as asked:
        app.run()
    assert not app.exception and not app.error
    sent = [element.proto.ByteSize() for element in app.main if element.proto is not None]
    return len(asked), len(sent), -(-sum(sent) // 1000)


def choose(app: AppTest, *provider_types: str) -> AppTest:
    """What a click on the filter bar does before the script runs; nothing where a page has no bar."""
    if any(each.key == "filter_provider_type" for each in app.multiselect):
        app.multiselect(key="filter_provider_type").set_value(list(provider_types))
    return app


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_and_sends_no_more_than_its_ceilings(app: AppTest, page: str):
    first = cost(app.switch_page(page))
    clicks = [cost(choose(app, *chosen)) for chosen in (["NPS"], [])]
    most = [max(counts) for counts in zip(first, *clicks, strict=True)]
    seen = dict(zip(COUNTS, (first[0], max(click[0] for click in clicks), *most[1:]), strict=True))
    name = Path(page).stem
    ceilings = CEILINGS.get(name, EVERY_PAGE)
    over = {each: (count, ceilings[each]) for each, count in seen.items() if count > ceilings[each]}
    assert not over, f"{name} is over its ceilings (seen, ceiling); allow for it in ceilings.csv if it is worth it"


def test_a_ceiling_has_a_page():
    assert set(CEILINGS) <= {Path(page).stem for page in PAGES}


def test_pages_together_hold_one_copy_of_each_question_per_day_and_scope(app: AppTest):
    for number, page in enumerate(PAGES):
        app.switch_page(page).run()
        # The next page begins with what this one ends with, so each is seen with both choices.
        choose(app, *(["NPS"], [])[number % 2]).run()
    load = app.session_state["load"]
    held = {key: frame for key, frame in shared_frames().items() if key[0] == load}
    wholes = {(question, day): frame for (_, question, day, _), frame in held.items() if not isinstance(day, Filters)}
    narrowed = [
        (wholes[question, asked.known_on], frame)
        for (_, question, asked, _), frame in held.items()
        if isinstance(asked, Filters)
    ]
    assert len(wholes) == sum(not isinstance(key[2], Filters) for key in held) >= 5
    # What leaves no row out lies where the whole lies.
    alike = [(first_bytes(whole), first_bytes(frame)) for whole, frame in narrowed if frame.height == whole.height > 0]
    assert len(alike) >= 5 and all(one == other for one, other in alike)


def first_bytes(frame: pl.DataFrame) -> int:
    """Where in memory the days of knowledge of a frame begin."""
    return int(frame["known_on"].to_arrow().buffers()[1].address)
