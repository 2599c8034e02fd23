"""A copy of the store made while a load runs, and its way back."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from sfo_data.definitions.settings import PROJECT
from sfo_data.store import ingest
from sfo_data.store.database import Store

SERVICE = PROJECT / "docs" / "service"


def run(name: str, *words: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([SERVICE / name, *words], capture_output=True, text=True, check=False)


def loads(state: Path) -> int:
    return Store(f"duckdb:///{state / 'sfo.duckdb'}").read("select count(*) as loads from loads")["loads"][0]


def test_a_backup_beside_a_load_is_whole_and_comes_back(deliveries: Path, tmp_path: Path):
    first, second, *_ = sorted(deliveries.iterdir())
    state, backups = tmp_path / "state", tmp_path / "backups"
    ingest.load(Store(f"duckdb:///{state / 'sfo.duckdb'}"), first)
    (state / "issued.jsonl").write_text("a line\n")
    (state / "trusted_keys").mkdir()
    (state / "trusted_keys" / "old.pem").write_text("a key")
    environment = {**os.environ, "SFO_DATABASE_URL": f"duckdb:///{state / 'sfo.duckdb'}"}
    load = subprocess.Popen(
        [sys.executable, "-m", "sfo_data", "load", str(second)], env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL
    )
    made = []
    while load.poll() is None:
        made.append(run("backup", state, backups))
    assert load.returncode == 0 and loads(state) == 2
    good = [Path(each.stdout.strip()) for each in made if each.returncode == 0]
    # Two within one second are refused by name, and leave nothing.
    assert good and all("is there already" in each.stderr for each in made if each.returncode)
    assert sorted(backups.iterdir()) == sorted(good)
    assert all(loads(each) in (1, 2) for each in good) and loads(good[0]) == 1

    (state / "issued.jsonl").write_text("a line\nanother\n")
    shutil.rmtree(state / "trusted_keys")
    restored = run("restore", good[0], state)
    assert restored.returncode == 0 and restored.stdout.strip().endswith("sfo-000003.duckdb")
    assert loads(state) == 1
    assert (state / "issued.jsonl").read_text() == "a line\nanother\n"
    assert (state / "trusted_keys" / "old.pem").read_text() == "a key"
    # The next load goes on from there.
    ingest.load(Store(f"duckdb:///{state / 'sfo.duckdb'}"), second)
    assert loads(state) == 2


def test_a_damaged_backup_is_refused_and_nothing_is_touched(tmp_path: Path):
    state, backups = tmp_path / "state", tmp_path / "backups"
    state.mkdir()
    (state / "sfo-000001.duckdb").write_text("a store")
    (state / "sfo.duckdb").symlink_to("sfo-000001.duckdb")
    made = Path(run("backup", state, backups).stdout.strip())
    (made / "sfo.duckdb").write_text("a st0re")
    refused = run("restore", made, state)
    assert refused.returncode == 1 and "damaged; nothing was restored" in refused.stderr
    assert (state / "sfo.duckdb").resolve().name == "sfo-000001.duckdb"
