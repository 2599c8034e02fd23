"""A pack appears whole or not at all, one run writes at a time, and what a crash left is swept away."""

import errno
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from sfo_data.publishing.packs import atomic_folder

FILES = {"briefing.pdf": b"%PDF" * 1000, "manifest.json": b"{}"}
OTHER = {"briefing.pdf": b"%PDF2", "manifest.json": b"{}"}


def everything(folder):
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def visible(folder):
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))


def test_a_pack_is_written_whole_and_the_same_again_is_left_alone(tmp_path):
    with atomic_folder.only_writer(tmp_path):
        assert atomic_folder.put(tmp_path, "pack", FILES) == "made"
        before = (tmp_path / "pack" / "briefing.pdf").stat()
        assert atomic_folder.put(tmp_path, "pack", FILES) == "unchanged"
    assert everything(tmp_path / "pack") == FILES
    assert (tmp_path / "pack" / "briefing.pdf").stat() == before
    assert visible(tmp_path) == ["pack"]


@pytest.mark.parametrize(
    ("there", "named"),
    [
        (OTHER, "briefing.pdf would change"),
        (FILES | {"notes.txt": b"x"}, "notes.txt would change"),
        ({"briefing.pdf": FILES["briefing.pdf"]}, "manifest.json would change"),
    ],
)
def test_another_pack_of_the_same_name_is_kept_unless_it_may_be_replaced(tmp_path, there, named):
    with atomic_folder.only_writer(tmp_path):
        atomic_folder.put(tmp_path, "pack", there)
        with pytest.raises(atomic_folder.Differs, match=named):
            atomic_folder.put(tmp_path, "pack", FILES)
        assert everything(tmp_path / "pack") == there
        assert atomic_folder.put(tmp_path, "pack", FILES, may_replace=True) == "replaced"
    assert everything(tmp_path / "pack") == FILES and visible(tmp_path) == ["pack"]
    assert list(tmp_path.glob(f"{atomic_folder.DRAFT}*")) == []


WATCHER = """
import sys, pathlib
from sfo_data.publishing.packs import atomic_folder as shelf
place = pathlib.Path(sys.argv[1])
for number in range(60):
    shelf.put(place, "pack", {"a": b"%d" % number, "b": b"%d" % number}, may_replace=True)
"""


def read_in(folder, name):
    with open(name, "rb", opener=lambda path, flags: os.open(path, flags, dir_fd=folder)) as file:
        return file.read()


def test_a_reader_finds_a_whole_pack_at_every_moment_of_its_replacement(tmp_path):
    atomic_folder.put(tmp_path, "pack", {"a": b"0", "b": b"0"})
    writer = subprocess.Popen([sys.executable, "-c", WATCHER, str(tmp_path)])
    seen = set()
    while writer.poll() is None:
        handle = os.open(tmp_path / "pack", os.O_RDONLY)
        # A folder already exchanged may be emptied while it is read; what is read of it is of one pack all the same.
        with suppress(FileNotFoundError):
            seen.add((read_in(handle, "a"), read_in(handle, "b")))
        os.close(handle)
    assert writer.returncode == 0 and len(seen) > 1
    assert all(a == b for a, b in seen)


HOLDER = """
import sys, time, pathlib
from sfo_data.publishing.packs import atomic_folder as shelf
with shelf.only_writer(pathlib.Path(sys.argv[1])):
    (pathlib.Path(sys.argv[1]) / (shelf.DRAFT + "pack")).mkdir()
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_run_is_told_who_holds_the_folder_and_touches_nothing(tmp_path, holder):
    with pytest.raises(atomic_folder.Busy, match=f"process {holder.pid} on "), atomic_folder.only_writer(tmp_path):
        pass
    assert (tmp_path / f"{atomic_folder.DRAFT}pack").is_dir()


def test_a_lock_and_a_draft_left_by_a_killed_run_do_not_block_the_next(tmp_path, holder):
    (tmp_path / "mine.txt").write_text("not ours")
    (tmp_path / ".hidden").mkdir()
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert (tmp_path / f"{atomic_folder.DRAFT}pack").is_dir()
    with atomic_folder.only_writer(tmp_path):
        assert not (tmp_path / f"{atomic_folder.DRAFT}pack").exists()
        assert atomic_folder.put(tmp_path, "pack", FILES) == "made"
    assert visible(tmp_path) == ["mine.txt", "pack"] and (tmp_path / ".hidden").is_dir()


LIMITED = """
import pathlib, resource, signal, sys
from sfo_data.publishing.packs import atomic_folder as shelf
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
place = pathlib.Path(sys.argv[1])
with shelf.only_writer(place):
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
    try:
        shelf.put(place, "pack", {"a": b"x" * 1000, "b": b"x" * 4000})
    except OSError as error:
        sys.exit(error.errno)
"""


def test_a_write_that_fails_leaves_nothing(tmp_path):
    ended = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], check=False)
    assert ended.returncode == errno.EFBIG
    assert visible(tmp_path) == [] and list(tmp_path.glob(f"{atomic_folder.DRAFT}*")) == []


def test_one_file_is_written_whole_in_place_of_another(tmp_path):
    with atomic_folder.only_writer(tmp_path):
        atomic_folder.put_file(tmp_path / "a.eml", b"first")
        atomic_folder.put_file(tmp_path / "a.eml", b"second")
    assert (tmp_path / "a.eml").read_bytes() == b"second" and visible(tmp_path) == ["a.eml"]


def test_a_folder_that_cannot_be_written_is_an_error_of_the_system(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError), atomic_folder.only_writer(tmp_path / "file"):
        pass


KILLED = """
import pathlib, sys
from sfo_data.publishing.packs import atomic_folder as shelf
place = pathlib.Path(sys.argv[1])
files = {f"{n}.bin": b"x" * 20_000 for n in range(20)}
with shelf.only_writer(place):
    print("go", flush=True)
    for number in range(1000):
        shelf.put(place, f"pack-{number}", files)
"""


@pytest.mark.parametrize("after", [0.0, 0.003, 0.01, 0.02, 0.05])
def test_killed_at_any_instant_every_pack_there_is_whole(tmp_path, after):
    writer = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout.readline() == "go\n"
    time.sleep(after)
    writer.kill()
    writer.wait()
    writer.stdout.close()
    whole = {f"{number}.bin": b"x" * 20_000 for number in range(20)}
    assert all(everything(tmp_path / name) == whole for name in visible(tmp_path))
