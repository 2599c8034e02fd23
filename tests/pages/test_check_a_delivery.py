"""The page: files go in, every fault of them comes out by kind, and nothing is loaded."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data.definitions.settings import PROJECT
from sfo_data.store.database import Store
from sfo_data.store.ingest import load
from tests.material.small_delivery import review, tables, write
from tests.material.workbooks import as_ods, as_xlsx
from tests.pages.conftest import new_app

PAGE = "pages/reference/check_a_delivery.py"


@pytest.fixture
def app(small_store_url: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A visit of the store of 60 cases that has not begun."""
    monkeypatch.setenv("SFO_DATABASE_URL", small_store_url)
    monkeypatch.chdir(PROJECT)
    return new_app()


def handed_in(app: AppTest, *paths: Path) -> AppTest:
    app.run().switch_page(PAGE).run()
    app.file_uploader[0].set_value([(path.name, path.read_bytes(), "application/octet-stream") for path in paths]).run()
    assert not app.exception and not app.error
    return app


def words(app: AppTest) -> str:
    return " ".join([*(each.value for each in app.header), *(each.value for each in app.get("html"))])


def test_every_fault_of_a_workbook_is_told_and_the_store_is_as_it_was(
    app: AppTest, tmp_path: Path, small_store_url: str
):
    stamp = Store(small_store_url).stamp()
    rows = tables(6)
    rows["reviews"][0] = review("R1", offence_code="1", risk_highest="Highest")
    said = words(handed_in(app, as_xlsx(write(tmp_path / "d", rows), tmp_path / "cases.xlsx")))
    # The finding of the case falls with it.
    for part in (
        "2 of 17 rows would be set aside",
        "cell D2",
        "“001” exists",
        "“Highest” is not one of the categories",
    ):
        assert part in said
    assert Store(small_store_url).stamp() == stamp


def test_the_tracker_with_its_mapping_has_no_fault(app: AppTest):
    examples = PROJECT / "docs" / "examples"
    assert "No fault in 22 rows" in words(handed_in(app, examples / "tracker.xlsx", examples / "tracker.toml"))


def test_a_file_that_is_none_is_a_sentence(app: AppTest, tmp_path: Path):
    (tmp_path / "cases.xlsx").write_bytes(b"not a workbook")
    assert "is not a whole workbook" in words(handed_in(app, tmp_path / "cases.xlsx"))


@pytest.fixture
def known_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of 40 cases, for the load that is tried."""
    store = Store(f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}")
    load(store, write(tmp_path / "a", tables(40)))
    monkeypatch.setenv("SFO_LOADER_URL", store.url)
    return store


def a_week_later(folder: Path) -> Path:
    """Two new cases, one changed, ten gone."""
    rows = tables(42)
    rows["reviews"][0] = review("R1", risk_highest="Low")
    del rows["reviews"][10:20], rows["findings"][10:20]
    return write(folder, rows, "2020-05-11")


def test_what_a_load_would_do_is_told_and_the_store_is_as_it_was(app: AppTest, tmp_path: Path, known_store: Store):
    stamp = known_store.stamp()
    delivery = a_week_later(tmp_path / "b")
    said = words(handed_in(app, *sorted(delivery.iterdir())))
    assert "The load would stop" in said
    assert "10 of the 40 cases known so far are missing" in said
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", said)
    at = cells.index("reviews")
    assert cells[at + 1 : at + 5] == ["2", "1", "10", "29"]
    assert known_store.stamp() == stamp
    assert not list(known_store.path.parent.glob(".*partial*"))


@pytest.mark.usefixtures("known_store")
@pytest.mark.parametrize("kind", [as_xlsx, as_ods])
def test_a_workbook_without_a_day_is_compared_as_of_today(
    kind: Callable[[Path, Path], Path], app: AppTest, tmp_path: Path
):
    book = kind(write(tmp_path / "b", tables(41)), tmp_path / f"cases.{kind.__name__[3:]}")
    said = words(handed_in(app, book))
    assert "days after the last" in said
    assert "Rows, compared with the store as it is now" in said


@pytest.mark.parametrize("fact", ["tables", "views"])
def test_a_store_of_another_version_is_one_sentence(fact: str, app: AppTest, tmp_path: Path, known_store: Store):
    with known_store.publish() as change:
        change.execute("update store_facts set value = 'older' where fact = :fact", {"fact": fact})
    said = words(handed_in(app, *sorted(a_week_later(tmp_path / "b").iterdir())))
    assert "The store is of another version. Run `sfo migrate`, then check again." in said


def test_without_a_store_it_is_one_sentence_and_none_is_made(
    app: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SFO_LOADER_URL", f"duckdb:///{tmp_path / 'none' / 'sfo.duckdb'}")
    said = words(handed_in(app, *sorted(a_week_later(tmp_path / "b").iterdir())))
    assert "Not compared with the store" in said
    assert "There is no store at" in said
    assert not (tmp_path / "none").exists()


def test_one_table_alone_is_not_compared(app: AppTest, tmp_path: Path):
    said = words(handed_in(app, write(tmp_path / "b", tables(3)) / "reviews.csv"))
    assert "A file of one table is not a whole delivery" in said
