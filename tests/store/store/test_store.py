"""The store keeps few connections and closes those it lets go."""

import gc
import os
import signal
import threading
from pathlib import Path

import pytest

from sfo_data.store.database import Store, StoreError
from sfo_data.store.database import store as module


def test_an_engine_let_go_is_closed(postgres_url: str, duckdb_url: str, tmp_path):
    module.close_engines()
    Store(postgres_url).read("select 1 as one")
    pool = next(iter(module._engines.values())).pool
    content = Path(Store(duckdb_url).stamp()).read_bytes()
    for number in range(module.ENGINES_KEPT):
        copy = tmp_path / f"{number}.duckdb"
        copy.write_bytes(content)
        assert Store(f"duckdb:///{copy}").read("select 1 as one")["one"].to_list() == [1]
    assert len(module._engines) == module.ENGINES_KEPT
    assert pool is not next(iter(module._engines.values())).pool
    # psycopg warns of a connection collected while open, and the suite turns that into an error.
    gc.collect()


class Stop(BaseException):
    """What a handler of a signal raises."""


# Some seconds of work: DuckDB may see the signal only at the end of them.
LONG = "select count(*) as n from range(200000000) as a(x) where x % 7 = 3"


@pytest.mark.parametrize("question", ["read", "publish"])
def test_a_signal_in_the_middle_of_a_question_is_a_signal_and_not_an_error_of_the_database(
    question: str, duckdb_url: str, tmp_path: Path
):
    def stop(*_: object) -> None:
        raise Stop

    before = signal.signal(signal.SIGTERM, stop)
    # Opened first, so that the signal comes while DuckDB works and not while Python prepares it.
    Store(duckdb_url).read("select 1 as one")
    sender = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM))
    sender.start()
    try:
        with pytest.raises(Stop):
            if question == "read":
                Store(duckdb_url).read(LONG)
            else:
                with Store(f"duckdb:///{tmp_path}/new.duckdb").publish() as change:
                    change.execute(LONG)
    finally:
        sender.join()
        signal.signal(signal.SIGTERM, before)
    assert not list(tmp_path.glob(".new-*"))


def damaged(how: str, whole: bytes) -> bytes:
    return {
        "empty": b"",
        "another kind of file": b"not a database" * 1_000,
        "cut short": whole[: len(whole) // 2],
        "zeros in its head": whole[:100] + bytes(4_000) + whole[4_100:],
        "zeros in its middle": whole[:20_000] + bytes(200_000) + whole[220_000:],
    }[how]


@pytest.mark.parametrize(
    "how", ["empty", "another kind of file", "cut short", "zeros in its head", "zeros in its middle"]
)
def test_a_damaged_file_is_called_damaged_and_nobody_is_asked_to_wait(how: str, small_store_url: str, tmp_path: Path):
    copy = tmp_path / "sfo.duckdb"
    copy.write_bytes(damaged(how, Path(Store(small_store_url).stamp()).read_bytes()))
    with pytest.raises(StoreError, match="damaged, cut short, or of another version"):
        Store(f"duckdb:///{copy}").read("select * from reviews")
    module.close_engines()
