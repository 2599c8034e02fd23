"""The newest load can be taken back, and brought back: readers see one state or the other, and nothing is lost."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from sfo_data.__main__ import main
from sfo_data.store import layout
from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load, withdrawal
from sfo_data.store.schema import TABLES
from tests.material.small_delivery import finding, review, tables, write

OPEN = date(9999, 12, 31)


def visible(store: Store, known_on: date) -> dict[str, pl.DataFrame]:
    """What readers see of every raw table as known on a day."""
    return {
        table.name: store.read(
            f"select {', '.join(table.column_names)} from raw_{table.name}"
            " where known_from <= :known_on and :known_on < known_to",
            {"known_on": known_on},
        ).sort(pl.all())
        for table in TABLES
    }


def same(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> bool:
    return all(frame.equals(other[name]) for name, frame in one.items())


@pytest.fixture
def two_loads(tmp_path: Path, store: Store) -> Store:
    """A store in which the second load changed a case, left one out, and brought a case and a finding."""
    load(store, write(tmp_path / "a", tables(5)))
    rows = tables(6)
    rows["reviews"][0] = review("R1", risk_highest="Low")
    del rows["reviews"][1], rows["findings"][1]
    rows["findings"].append(finding("F9", "R1"))
    load(store, write(tmp_path / "b", rows, "2020-05-11"))
    return store


def test_after_a_withdrawal_every_day_is_as_before_the_load(tmp_path: Path, two_loads: Store):
    before = Store(f"duckdb:///{tmp_path / 'before' / 'sfo.duckdb'}")
    load(before, tmp_path / "a")
    withdrawal.withdraw(two_loads, 2)
    for day in (date(2020, 5, 4), date(2020, 5, 11), date(2021, 1, 1)):
        assert same(visible(two_loads, day), visible(before, day))
    assert two_loads.read("select load_id from loads")["load_id"].to_list() == [1]


def test_a_withdrawal_undone_gives_the_load_back(two_loads: Store):
    days = (date(2020, 5, 4), date(2020, 5, 11), date(2021, 1, 1))
    before = {day: visible(two_loads, day) for day in days}
    loads = two_loads.read("select * from loads order by load_id")
    withdrawal.withdraw(two_loads, 2)
    withdrawal.restore(two_loads, 2)
    assert all(same(visible(two_loads, day), before[day]) for day in days)
    assert two_loads.read("select * from loads order by load_id").equals(loads)


def test_a_correction_of_the_same_day_is_taken_back_without_what_the_first_load_of_it_did(
    tmp_path: Path, two_loads: Store
):
    before = visible(two_loads, date(2020, 5, 11))
    load(two_loads, write(tmp_path / "c", tables(6), "2020-05-11"))
    withdrawal.withdraw(two_loads, 3)
    assert same(visible(two_loads, date(2020, 5, 11)), before)
    withdrawal.withdraw(two_loads, 2)
    assert visible(two_loads, date(2020, 5, 11))["reviews"].height == 5


def test_the_right_delivery_can_be_loaded_afterwards_under_a_number_of_its_own(tmp_path: Path, two_loads: Store):
    stamp = two_loads.stamp()
    withdrawal.withdraw(two_loads, 2)
    assert two_loads.stamp() != stamp
    load(two_loads, write(tmp_path / "c", tables(7), "2020-05-11"))
    assert two_loads.read("select load_id from loads order by load_id")["load_id"].to_list() == [1, 3]
    assert visible(two_loads, date(2020, 5, 11))["reviews"].height == 7
    with pytest.raises(Refused, match="Load 3 came after load 2 was withdrawn"):
        withdrawal.restore(two_loads, 2)


def test_a_withdrawn_delivery_may_be_loaded_again(tmp_path: Path, two_loads: Store):
    withdrawal.withdraw(two_loads, 2)
    assert load(two_loads, tmp_path / "b")[0].is_changed


def test_only_the_newest_load_is_withdrawn_and_restored_in_turn(two_loads: Store):
    with pytest.raises(Refused, match="Only the newest load can be withdrawn, and that is load 2 of 2020-05-11"):
        withdrawal.withdraw(two_loads, 1)
    with pytest.raises(Refused, match="Load 2 is not withdrawn"):
        withdrawal.restore(two_loads, 2)
    withdrawal.withdraw(two_loads, 2)
    withdrawal.withdraw(two_loads, 1)
    with pytest.raises(Refused, match="Restore it first"):
        withdrawal.restore(two_loads, 2)
    withdrawal.restore(two_loads, 1)
    withdrawal.restore(two_loads, 2)
    assert visible(two_loads, date(2020, 5, 11))["reviews"].height == 5


def test_loads_of_an_earlier_version_can_be_withdrawn_where_their_day_is_their_own(two_loads: Store):
    """The migration works out which load closed a row; two loads of one day it cannot tell apart."""
    script = (Path(layout.settings.SQL) / "migrations" / "0004_withdrawals.sql").read_text()
    before = two_loads.read("select review_id, known_to, closed_by from raw_reviews where closed_by is not null")
    with two_loads.publish() as change:
        change.execute("drop table withdrawals")
        for name in layout.views():
            change.execute(f"drop view if exists {name} cascade")
        for table in TABLES:
            change.execute(f"alter table raw_{table.name} drop column closed_by")
        change.run_script(script)
        layout.record(change, "views", "")
        layout.prepare(change)
    after = two_loads.read("select review_id, known_to, closed_by from raw_reviews where closed_by is not null")
    assert after.sort("review_id").equals(before.sort("review_id"))
    with two_loads.publish() as change:
        change.execute("update raw_reviews set closed_by = null")
    with pytest.raises(Refused, match="was made by an earlier version"):
        withdrawal.withdraw(two_loads, 2)


def test_the_commands_list_withdraw_and_restore(
    two_loads: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.setenv("SFO_LOADER_URL", two_loads.url)
    monkeypatch.setenv("SFO_DATABASE_URL", two_loads.url)
    monkeypatch.setenv("SFO_AUDIT_LOG", str(tmp_path / "audit"))
    assert main(["loads"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["1", "2020-05-04"],
        ["2", "2020-05-11"],
    ]
    assert main(["withdraw", "2"]) == 0
    assert main(["loads"]) == 0
    assert "(withdrawn " in capsys.readouterr().out.splitlines()[-1]
    assert main(["withdraw", "2", "--undo"]) == 0
    assert main(["withdraw", "1"]) == 2
    assert "Only the newest load" in capsys.readouterr().err
