"""A small valid delivery that each test may damage, and a way to load it."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from sfo_data import loading, synthetic
from sfo_data.database import Store


@dataclass
class Clerk:
    """A data clerk with a delivery of 40 cases in a folder of their own and an empty store."""

    folder: Path
    store: Store

    def path(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def lines(self, table: str) -> list[str]:
        return self.path(table).read_text(encoding="utf-8").splitlines(keepends=True)

    def set(self, table: str, row: int, column: str, value: str) -> int:
        """Puts `value` into a row (0 is the first) and returns its line in the file."""
        rows = list(csv.reader(io.StringIO(self.path(table).read_text(encoding="utf-8"))))
        rows[row + 1][rows[0].index(column)] = value
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        self.path(table).write_text(out.getvalue(), encoding="utf-8")
        return row + 2

    def get(self, table: str, row: int, column: str) -> str:
        rows = list(csv.reader(io.StringIO(self.path(table).read_text(encoding="utf-8"))))
        return rows[row + 1][rows[0].index(column)]

    def load(self) -> loading.LoadReport:
        return loading.load(self.store, self.folder)[-1]

    def refusal(self) -> str:
        """The sentence with which the delivery is refused, the store untouched."""
        with pytest.raises(loading.Refused) as refused:
            self.load()
        assert not self.store.path.exists()
        return str(refused.value)

    def asides(self) -> list[tuple[str, int, str | None, str | None, str]]:
        """(table, line, column, value, reason) of the rows set aside, which the store keeps too."""
        report = self.load()
        kept = self.store.read("select table_name, line, column_name, value, reason from quarantine")
        found = report.quarantined.select("table_name", "line", "column_name", "value", "reason")
        assert sorted(kept.rows(), key=str) == sorted(found.rows(), key=str)
        counts = report.counts
        assert (counts["delivered"] == counts["accepted"] + counts["quarantined"]).all()
        assert (counts["accepted"] == counts["opened"] + counts["unchanged"]).all()
        return [row for row in found.rows() if row[0] in ("reviews", "findings", "caseload", "qa_rounds")]


@pytest.fixture(scope="session")
def small_delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    synthetic.write(folder, seed=7, cases=40)
    return folder


@pytest.fixture
def clerk(small_delivery: Path, tmp_path: Path) -> Clerk:
    folder = tmp_path / "delivery"
    folder.mkdir()
    for path in small_delivery.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return Clerk(folder, Store(f"duckdb:///{tmp_path / 'store' / 'sfo.duckdb'}"))


Damage = Callable[[Clerk], None]
