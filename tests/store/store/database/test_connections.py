"""Readers while the server ends their connections, is slow, or has none to give."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from sfo_data.store.database import Store, StoreError, StoreFull, StoreSlow
from sfo_data.store.database.store import close_engines

QUESTION = "select count(*) as n from reviews"
SESSIONS = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and pid <> pg_backend_pid()"
)


@pytest.fixture
def reader(served, monkeypatch):
    """A reader whose pool is made with the settings of the test."""
    close_engines()
    yield served.reader
    monkeypatch.undo()
    close_engines()


def test_readers_whose_connections_are_ended_get_the_right_answer_or_a_sentence(served, reader):
    expected = reader.read(QUESTION, None, ["Wales"])["n"][0]
    done = threading.Event()

    def ask(_number):
        try:
            return reader.read(QUESTION, None, ["Wales"])["n"][0]
        except StoreError as error:
            return str(error)

    def end_connections():
        with psycopg.connect(served.administrator, autocommit=True) as connection:
            while not done.is_set():
                connection.execute(SESSIONS)
                time.sleep(0.05)

    ending = threading.Thread(target=end_connections)
    ending.start()
    try:
        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(ask, range(200)))
    finally:
        done.set()
        ending.join()
    assert set(answers) <= {expected, "The reporting database does not answer. Try again in a minute."}
    assert answers.count(expected) > 0
    assert [ask(0) for _ in range(5)] == [expected] * 5


def test_a_connection_that_was_lost_while_idle_is_not_noticed(served, reader):
    reader.read(QUESTION)
    with psycopg.connect(served.administrator, autocommit=True) as connection:
        connection.execute(SESSIONS)
    assert reader.read(QUESTION, None, None)["n"][0] > 0


def test_a_question_that_takes_too_long_is_ended_and_said(reader, monkeypatch):
    monkeypatch.setenv("SFO_STATEMENT_SECONDS", "1")
    with pytest.raises(StoreSlow, match="took longer than 1 seconds"):
        reader.read("select count(*) as n from generate_series(1, 1000000000)")


def test_a_pool_with_nothing_left_says_so(reader, monkeypatch):
    monkeypatch.setenv("SFO_POOL_SIZE", "1")
    monkeypatch.setenv("SFO_POOL_SECONDS", "1")
    with reader._reader().connect(), pytest.raises(StoreFull, match="Too many questions"):
        reader.read(QUESTION)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_setting_that_is_no_number_is_named(monkeypatch, value):
    monkeypatch.setenv("SFO_POOL_SIZE", value)
    with pytest.raises(ValueError, match="SFO_POOL_SIZE is"):
        Store("postgresql+psycopg://nobody@127.0.0.1:1/none").read("select 1 as one")


def test_of_several_hosts_the_one_that_answers_is_asked(reader):
    role, _, rest = reader.url.removeprefix("postgresql+psycopg://").partition("@")
    host, _, database = rest.partition("/")
    hosts = f"host=127.0.0.1:1&host={host}&target_session_attrs=prefer-standby"
    several = Store(f"postgresql+psycopg://{role}@/{database}?{hosts}")
    assert several.read(QUESTION, None, None)["n"][0] > 0
