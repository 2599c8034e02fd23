"""The chain holds under many writers, killed writers and disks that fail, and tells what was done to it."""

import hashlib
import json
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sfo_data.definitions.settings import PROJECT
from sfo_data.security.audit import Event, NotRecorded, Writer, append, read, read_all
from sfo_data.security.audit.event import plain
from sfo_data.security.audit.trail import LOCK, BrokenTail, LockedOut, month_files

SEEN = Event("view", "s-1", "overview", filters={"period": ["cy-2018"]})


def several(folder: Path, count: int) -> None:
    for _ in range(count):
        append(folder, [SEEN.content()], within=60)


def by_hand(folder: Path) -> int:
    """How many lines follow one another, by a second reading."""
    previous, count = "0" * 64, 0
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text().splitlines():
            entry = json.loads(line)
            own = entry.pop("sha256")
            text = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert entry["previous"] == previous and hashlib.sha256(text.encode()).hexdigest() == own
            previous, count = own, count + 1
    return count


def file_of(folder: Path) -> Path:
    return month_files(folder)[-1]


def test_four_processes_with_a_hundred_appends_each_leave_one_chain(tmp_path):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=several, args=(tmp_path, 100)) for _ in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join(120)
    assert [each.exitcode for each in writers] == [0] * 4
    assert by_hand(tmp_path) == len(read_all(tmp_path).entries) == 400 and not read_all(tmp_path).problem


@pytest.mark.parametrize("left", [1, 60, 300])
def test_a_line_torn_by_a_killed_writer_is_named_and_the_chain_goes_on(tmp_path, left):
    several(tmp_path, 2)
    path = file_of(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[1][:left])
    assert "line 3: it is not an entry" in read_all(tmp_path).problem
    several(tmp_path, 1)
    history = read_all(tmp_path)
    assert not history.problem and [each["action"] for each in history.entries] == ["view", "view", "set_aside", "view"]
    assert history.entries[2]["detail"].startswith(f"{left + 1} bytes half written")
    path.write_bytes(path.read_bytes().replace(whole.splitlines()[1][:left] + b"\n{", b"x" * left + b"\n{", 1))
    assert "line 3" in read_all(tmp_path).problem


def test_a_line_that_lacks_only_its_end_is_whole(tmp_path):
    several(tmp_path, 2)
    file_of(tmp_path).write_bytes(file_of(tmp_path).read_bytes()[:-1])
    several(tmp_path, 1)
    assert by_hand(tmp_path) == 3 and not read_all(tmp_path).problem


def test_a_first_line_torn_leaves_a_chain_that_starts_after_it(tmp_path):
    several(tmp_path, 1)
    file_of(tmp_path).write_bytes(b'{"action":"vi')
    several(tmp_path, 1)
    assert [each["action"] for each in read_all(tmp_path).entries] == ["set_aside", "view"]


def test_months_are_linked_and_the_oldest_may_be_put_away(tmp_path):
    several(tmp_path, 2)
    file_of(tmp_path).rename(tmp_path / "2020-04.jsonl")
    several(tmp_path, 2)
    head_before = json.loads((tmp_path / "2020-04.jsonl").read_bytes().splitlines()[-1])["sha256"]
    assert by_hand(tmp_path) == 4 and read_all(tmp_path, head_before).problem == ""
    (tmp_path / "2020-04.jsonl").unlink()
    assert read_all(tmp_path, head_before).begins == head_before and not read_all(tmp_path, head_before).problem


def test_a_clock_set_back_by_a_day_goes_on_in_the_newest_month(tmp_path):
    several(tmp_path, 1)
    tomorrow = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m}.jsonl"
    file_of(tmp_path).rename(tmp_path / tomorrow)
    several(tmp_path, 1)
    assert [path.name for path in month_files(tmp_path)] == [tomorrow] and by_hand(tmp_path) == 2


def test_a_file_of_a_month_to_come_takes_no_line_and_is_named(tmp_path):
    several(tmp_path, 2)
    planted = tmp_path / "2099-01.jsonl"
    planted.write_bytes(file_of(tmp_path).read_bytes())
    several(tmp_path, 1)
    assert planted.read_bytes().count(b"\n") == 2
    assert read_all(tmp_path).problem == "2099-01.jsonl is of a month that has not come: put it away."
    assert read(tmp_path, "2099-01").problem
    planted.unlink()
    assert len(read_all(tmp_path).entries) == 3 and not read_all(tmp_path).problem


@pytest.mark.parametrize("gone", [1, 3])
def test_lines_removed_from_the_start_are_named(tmp_path, gone):
    several(tmp_path, 4)
    lines = file_of(tmp_path).read_bytes().splitlines(keepends=True)
    file_of(tmp_path).write_bytes(b"".join(lines[gone:]))
    follows = json.loads(lines[gone - 1])["sha256"]
    assert f"the first line follows {follows}, which is not here" in read_all(tmp_path).problem
    # A newer head says nothing of the start.
    assert read_all(tmp_path, json.loads(lines[3])["sha256"]).problem
    assert not read_all(tmp_path, follows=follows).problem


def test_a_trail_without_a_line_is_named(tmp_path):
    assert "holds no line" in read_all(tmp_path).problem
    several(tmp_path, 1)
    file_of(tmp_path).write_bytes(b"")
    assert "holds no line" in read_all(tmp_path).problem


def test_nothing_is_added_after_an_entry_that_was_changed(tmp_path):
    several(tmp_path, 1)
    file_of(tmp_path).write_bytes(file_of(tmp_path).read_bytes().replace(b"s-1", b"s-2"))
    with pytest.raises(BrokenTail):
        several(tmp_path, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    several(folder, 5)
    return folder, file_of(folder).read_bytes(), read_all(folder).head


@given(place=st.integers(0, 10**6), change=st.integers(1, 255))
def test_any_changed_byte_is_found(made, place, change):
    folder, data, _ = made
    place %= len(data)
    file_of(folder).write_bytes(data[:place] + bytes([data[place] ^ change]) + data[place + 1 :])
    assert read_all(folder).problem


@given(order=st.lists(st.integers(0, 4), max_size=7))
def test_lines_dropped_repeated_or_reordered_are_found_by_the_head(made, order):
    folder, data, head = made
    assume(order != [0, 1, 2, 3, 4])
    lines = data.splitlines(keepends=True)
    file_of(folder).write_bytes(b"".join(lines[each] for each in order))
    found = read_all(folder, head)
    assert found.problem


def test_a_full_disk_is_an_error_and_leaves_no_half_line(tmp_path):
    several(tmp_path, 1)
    before = file_of(tmp_path).read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            append(tmp_path, [SEEN.content()])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert file_of(tmp_path).read_bytes() == before


def full(folder: Path) -> Path:
    """This month's file on a disk without space."""
    folder.mkdir()
    path = folder / f"{datetime.now(UTC):%Y-%m}.jsonl"
    path.symlink_to("/dev/full")
    return path


def test_views_go_on_while_the_disk_is_full_and_are_told_as_a_gap(tmp_path):
    folder = tmp_path / "audit"
    on_full_disk = full(folder)
    writer = Writer(folder)
    for _ in range(3):
        writer.view(SEEN)
    assert writer.is_drained(20) and "No space left on device" in writer.notice()
    with pytest.raises(NotRecorded, match="No space left on device"):
        writer.must(SEEN, 20)
    on_full_disk.unlink()
    writer.must(SEEN, 20)
    entries = read_all(folder).entries
    assert [each["action"] for each in entries] == ["gap", "view"] and writer.notice() == ""
    assert entries[0]["detail"].startswith("3 not written from 20") and "No space left" in entries[0]["detail"]


def test_a_gap_is_told_by_itself_when_the_disk_answers(tmp_path):
    folder = tmp_path / "audit"
    on_full_disk = full(folder)
    writer = Writer(folder)
    writer.view(SEEN)
    assert writer.is_drained(20)
    on_full_disk.unlink()
    for _ in range(200):
        if not writer.notice():
            break
        time.sleep(0.05)
    assert [each["action"] for each in read_all(folder).entries] == ["gap"]


HOLDS = """
import fcntl, sys, time
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_a_trail_held_by_another_process_refuses_exports_and_counts_views(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / LOCK)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout and holder.stdout.readline() == b"held\n"
        with pytest.raises(LockedOut):
            append(tmp_path, [SEEN.content()], within=0.1)
        writer = Writer(tmp_path, capacity=2)
        with pytest.raises(NotRecorded, match=r"not within 0\.2 seconds"):
            writer.must(SEEN, 0.2)
        for _ in range(5):
            writer.view(SEEN)
        assert "the queue was full" in writer.notice()
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    assert writer.is_drained(20)
    writer.must(SEEN, 20)
    assert "gap" in [each["action"] for each in read_all(tmp_path).entries] and writer.notice() == ""


ENDS = """
import sys
from pathlib import Path
from sfo_data.security.audit import Event, Writer
writer = Writer(Path(sys.argv[1]))
for _ in range(500):
    writer.view(Event("view", "s-1", "overview"))
"""


def test_a_process_that_ends_writes_what_still_waits(tmp_path):
    subprocess.run([sys.executable, "-c", ENDS, str(tmp_path)], check=True, timeout=60)
    assert by_hand(tmp_path) == 500


def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    tmp_path.chmod(0o500)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        with pytest.raises(PermissionError):
            append(tmp_path / "audit", [SEEN.content()])
    finally:
        if is_root:
            os.seteuid(0)
        tmp_path.chmod(0o700)


def test_a_missing_folder_is_made_and_a_file_in_its_place_is_told(tmp_path):
    several(tmp_path / "a" / "b", 1)
    assert by_hand(tmp_path / "a" / "b") == 1
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r"exists|Not a directory"):
        several(tmp_path / "file", 1)


def test_a_month_that_is_as_it_was_is_read_once_and_any_change_is_seen(tmp_path, monkeypatch):
    several(tmp_path, 3)
    month = file_of(tmp_path).stem
    first = read(tmp_path, month)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", lambda self: pytest.fail(f"{self} was read again"))
        assert read(tmp_path, month) is first
    several(tmp_path, 1)
    assert len(read(tmp_path, month).entries) == 4
    path = file_of(tmp_path)
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    with path.open("r+b") as file:
        file.seek(path.read_bytes().index(b"s-1"))
        file.write(b"s-2")
    os.utime(path, ns=times)
    assert path.stat().st_mtime_ns == times[1] and "line 1" in read(tmp_path, month).problem


MOUNTS = "mounting a file system needs root with CAP_SYS_ADMIN"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of its own in memory, to be mounted anew."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(MOUNTS)
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_disk_that_becomes_read_only_is_told_and_the_gap_after_it(small_disk):
    folder = small_disk / "audit"
    several(folder, 1)
    writer = Writer(folder)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    writer.view(SEEN)
    assert writer.is_drained(20) and "Read-only file system" in writer.notice()
    with pytest.raises(NotRecorded, match="Read-only file system"):
        writer.must(SEEN, 20)
    assert by_hand(folder) == 1 and not read_all(folder).problem
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    writer.must(SEEN, 20)
    assert [each["action"] for each in read_all(folder).entries] == ["view", "gap", "view"] and by_hand(folder) == 3


def test_a_disk_that_is_full_is_told_and_leaves_no_half_line(small_disk):
    folder = small_disk / "audit"
    several(folder, 1)
    with (small_disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space left"):
        while True:
            filler.write(bytes(4096))
    writer = Writer(folder)
    with pytest.raises(NotRecorded, match="No space left"):
        for _ in range(200):
            writer.must(SEEN, 20)
    assert by_hand(folder) >= 1 and not read_all(folder).problem
    (small_disk / "filler").unlink()
    writer.must(SEEN, 20)
    assert not read_all(folder).problem


SLOW = """
#include <unistd.h>
int fsync(int file) { sleep(4); return 0; }
int fdatasync(int file) { sleep(4); return 0; }
"""
ASKS = """
import sys, time
from pathlib import Path
from sfo_data.security.audit import Event, NotRecorded, Writer
writer, event = Writer(Path(sys.argv[1])), Event("view", "s-1", "overview")
began = time.monotonic()
writer.view(event)
print(time.monotonic() - began < 1)
try:
    writer.must(event)
except NotRecorded as error:
    print(error)
print(writer.notice())
print(writer.is_drained(30))
"""


def test_a_disk_slow_to_say_that_it_has_written_keeps_no_view_and_refuses_a_download(tmp_path):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("a slow disk is made by a C compiler (Debian: apt-get install gcc), and there is none")
    source, library = tmp_path / "slow.c", tmp_path / "slow.so"
    source.write_text(SLOW)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    done = subprocess.run(
        [sys.executable, "-c", ASKS, tmp_path / "audit"], capture_output=True, text=True, check=True, timeout=120,
        env={**os.environ, "LD_PRELOAD": str(library)}, cwd=PROJECT,
    )  # fmt: skip
    quick, refused, notice, drained = done.stdout.splitlines()
    assert quick == drained == "True" and "not within 3 seconds" in refused and "slow to answer" in notice
    assert by_hand(tmp_path / "audit") >= 1


@given(st.text(max_size=400))
def test_values_are_short_and_print(text):
    assert len(plain(text)) <= 200 and plain(text).isprintable()
