"""The history of runs: a line for each, read back; torn and foreign lines are named, not guessed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from sfo_data.publishing.briefing import runs

RUN = runs.Run(
    datetime(2020, 5, 11, 6, 0, 5, tzinfo=UTC), 41.26, "2020-05-11", 1, "0.2.0",
    ("national", "London", "Wales CRC"), ("national",), ("London",), {"Wales CRC": "The page “weekly” was not ready."},
)  # fmt: skip


def test_a_run_is_read_back_as_it_was_written(tmp_path):
    path = tmp_path / "new" / "runs.jsonl"
    runs.append(path, RUN)
    runs.append(path, replace(RUN, exit_code=2, cause="The store is empty."))
    assert runs.read(path) == runs.History((RUN, replace(RUN, exit_code=2, cause="The store is empty.")))


def test_no_file_is_no_runs(tmp_path):
    history = runs.read(tmp_path / "none.jsonl")
    assert history == runs.History(()) and runs.table(history).is_empty()
    assert runs.title(history) == "No briefing run has been recorded"


@pytest.mark.parametrize(
    "line",
    [
        b'{"started": "2020-05-11T06:0',
        b"[]",
        b"7",
        b"\xff\xfe",
        b'{"seconds": 1}',
        b'{"started": "2020-05-11", "seconds": 1, "known_on": "", "exit_code": 0, "version": ""}',
        b'{"started": "2020-05-11T06:00:00+00:00", "seconds": "x", "known_on": "", "exit_code": 0, "version": ""}',
        b'{"started": "2020-05-11T06:00:00Z", "seconds": 1, "known_on": "", "exit_code": 0, "version": "", "x": 1}',
    ],
)
def test_a_torn_or_foreign_line_is_named_and_the_next_run_is_not_lost(tmp_path, line):
    path = tmp_path / "runs.jsonl"
    runs.append(path, RUN)
    with path.open("ab") as file:
        file.write(line)
    runs.append(path, RUN)
    history = runs.read(path)
    assert history.runs == (RUN, RUN)
    assert len(history.broken) == 1 and history.broken[0].startswith("runs.jsonl, line 2, is not")


def test_many_writers_at_once_lose_no_line(tmp_path):
    path = tmp_path / "runs.jsonl"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: runs.append(path, replace(RUN, seconds=float(number))), range(80)))
    assert sorted(run.seconds for run in runs.read(path).runs) == list(range(80))


def test_the_table_has_the_newest_20_with_each_cause():
    history = runs.History(tuple(replace(RUN, started=RUN.started + timedelta(days=n)) for n in range(30)))
    table = runs.table(history)
    assert table.height == 20
    assert table.row(0, named=True) == {
        "Started (UTC)": "2020-06-09 06:00:05", "Seconds": 41.3, "Known on": "2020-05-11",
        "Outcome": "Some made (1)", "Wanted": 3, "Made": 1, "Unchanged": 1,
        "Why not": "Wales CRC: The page “weekly” was not ready.", "Version": "0.2.0",
    }  # fmt: skip
    assert runs.title(history) == "The last of 30 briefing runs, on 09 June 2020: some made"
