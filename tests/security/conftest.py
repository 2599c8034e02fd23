"""A store that somebody hostile has written into, and the product on it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from sfo_data import ingest
from sfo_data.database import Store
from tests.conftest import made_once
from tests.pages.test_pages import PROJECT
from tests.security import hostile


@pytest.fixture(scope="session")
def hostile_store(deliveries: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    def make(folder: Path) -> None:
        delivered = hostile.write(folder / "delivery", deliveries)
        ingest.load(Store(f"duckdb:///{folder / 'sfo.duckdb'}"), delivered)

    return f"duckdb:///{made_once(tmp_path_factory, 'hostile', make) / 'sfo.duckdb'}"


@pytest.fixture
def app(hostile_store: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("SFO_DATABASE_URL", hostile_store)
    monkeypatch.chdir(PROJECT)
    return AppTest.from_file(str(PROJECT / "dashboard.py"), default_timeout=120)
