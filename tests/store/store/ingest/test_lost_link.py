"""A store is never overwritten by mistake: what a copy, a restore or a full disk leaves behind."""

import os
import shutil
import stat
from datetime import date
from pathlib import Path

import pytest

from sfo_data.store import ingest
from sfo_data.store.database import Store, StoreError, StoreMissing
from sfo_data.store.database import store as module
from sfo_data.store.ingest import Refused
from tests.material.small_delivery import tables, write

LOADS = "select count(*) as n from loads"


@pytest.fixture
def loaded(duckdb_store: Store, tmp_path: Path) -> Store:
    """A store that holds two loads."""
    for number, day in enumerate(("2020-05-04", "2020-05-11"), start=3):
        ingest.load(duckdb_store, write(tmp_path / day, tables(number), day))
    return duckdb_store


def more(tmp_path: Path) -> Path:
    return write(tmp_path / "more", tables(6), "2020-05-18")


def loads(store: Store) -> int:
    return int(store.read(LOADS)["n"][0])


def test_a_store_whose_link_was_lost_is_neither_read_as_empty_nor_loaded_over(loaded: Store, tmp_path: Path):
    loaded.path.unlink()
    with pytest.raises(StoreError, match=r"link .* is missing or leads nowhere, and .*sfo-000002.duckdb") as error:
        loaded.stamp()
    assert not isinstance(error.value, StoreMissing)
    with pytest.raises(Refused, match=r"sfo-000002.duckdb"):
        ingest.load(loaded, more(tmp_path))
    loaded.path.symlink_to("sfo-000002.duckdb")
    assert loads(loaded) == 2


def test_a_link_that_leads_nowhere_is_told_as_such(loaded: Store, tmp_path: Path):
    loaded.path.unlink()
    loaded.path.symlink_to("sfo-000009.duckdb")
    with pytest.raises(Refused, match=r"ln -sfn sfo-000002.duckdb"):
        ingest.load(loaded, more(tmp_path))


def test_a_copy_that_turned_the_link_into_a_file_goes_on_as_the_same_store(loaded: Store, tmp_path: Path):
    copied = Store(f"duckdb:///{tmp_path / 'copy' / 'sfo.duckdb'}")
    copied.path.parent.mkdir()
    shutil.copyfile(loaded.stamp(), copied.path)
    ingest.load(copied, more(tmp_path))
    assert loads(copied) == 3 and copied.path.is_symlink()


def test_a_file_in_place_of_the_link_beside_numbered_files_is_asked_about(loaded: Store, tmp_path: Path):
    content = Path(loaded.stamp()).read_bytes()
    loaded.path.unlink()
    loaded.path.write_bytes(content)
    with pytest.raises(Refused, match="Which is the store"):
        ingest.load(loaded, more(tmp_path))
    assert loads(loaded) == 2


def test_two_stores_lie_in_one_folder_by_name(loaded: Store, tmp_path: Path):
    other = Store(f"duckdb:///{loaded.path.parent / 'sfo-2026.duckdb'}")
    ingest.load(other, write(tmp_path / "other", tables(), "2026-05-04"))
    ingest.load(loaded, more(tmp_path))
    assert (loads(other), loads(loaded)) == (1, 3)


def test_readers_of_another_user_keep_the_store_whatever_the_loaders_umask(loaded: Store, tmp_path: Path):
    Path(loaded.stamp()).chmod(0o644)
    before = os.umask(0o077)
    try:
        ingest.load(loaded, more(tmp_path))
    finally:
        os.umask(before)
    assert stat.S_IMODE(Path(loaded.stamp()).stat().st_mode) == 0o644


def test_a_disk_without_room_is_named_before_anything_is_written(loaded: Store, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10**9, 10**9, 1000))
    with pytest.raises(Refused, match="0 MB free, and a load needs"):
        ingest.load(loaded, more(tmp_path))
    assert not list(loaded.path.parent.glob(".sfo-*")) or [each.name for each in loaded.path.parent.glob(".sfo-*")] == [
        ".sfo.lock"
    ]
    assert loads(loaded) == 2


def test_nothing_is_left_of_a_load_that_ends_in_an_error(loaded: Store, tmp_path: Path):
    early = write(tmp_path / "early", tables(), "2020-01-06")
    with pytest.raises(Refused):
        ingest.load(loaded, early, date(2020, 1, 6))
    assert list(loaded.path.parent.glob(".sfo-*")) == []
