"""What each page costs, counted and not timed: questions to the store, elements and bytes sent, copies of the cases.

A ceiling is a tenth above what was measured, in ceilings.csv; a page that needs more says so by a changed line there.
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

from pages.components import frames
from sfo_data.filters import Filters
from tests.pages.test_pages import PAGES, PROJECT

COUNTS = ("first_queries", "click_queries", "elements", "kilobytes")
CEILINGS = {
    line["page"]: {name: int(line[name]) for name in COUNTS}
    for line in csv.DictReader((Path(__file__).parent / "ceilings.csv").read_text().splitlines())
}


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
    """What a click on the filter bar does before the script runs."""
    app.multiselect(key="filter_provider_type").set_value(list(provider_types))
    return app


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_and_sends_no_more_than_its_ceilings(app: AppTest, page: str):
    first = cost(app.switch_page(page))
    clicks = [cost(choose(app, *chosen)) for chosen in (["NPS"], [])]
    most = [max(counts) for counts in zip(first, *clicks, strict=True)]
    seen = dict(zip(COUNTS, (first[0], max(click[0] for click in clicks), *most[1:]), strict=True))
    name = Path(page).stem
    assert name in CEILINGS, f"{name} has no line in ceilings.csv yet; seen: {seen}"
    over = {each: (count, CEILINGS[name][each]) for each, count in seen.items() if count > CEILINGS[name][each]}
    assert not over, f"{name} is over its ceilings (seen, ceiling); allow for it in ceilings.csv if it is worth it"


def test_a_ceiling_has_a_page():
    assert set(CEILINGS) == {Path(page).stem for page in PAGES}


def test_pages_together_hold_one_copy_of_each_question_per_day_and_scope(app: AppTest):
    choose_in_turn = ([], ["NPS"], [])
    for page in PAGES:
        app.switch_page(page).run()
        for chosen in choose_in_turn:
            choose(app, *chosen).run()
    load = app.session_state["load"]
    held = {key: frame for key, frame in frames.shared.held().items() if key[0] == load}
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
