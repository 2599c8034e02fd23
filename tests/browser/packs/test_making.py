"""What a run stands on: one reading of the store for all recipients, causes in sentences, a server that always ends."""

import errno
import logging
import os
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from polars.testing import assert_frame_equal

from pages.server.for_packs import PAGE_SERVER
from sfo_data.definitions.filters import NATIONAL, Filters
from sfo_data.definitions.periods import period
from sfo_data.definitions.settings import PROJECT
from sfo_data.publishing.briefing import shown_together, view_of, weekly
from sfo_data.publishing.briefing.recipients import chosen, recipients
from sfo_data.publishing.packs import chromium, page_server
from sfo_data.publishing.packs.making import cause, shared
from sfo_data.publishing.provenance import code_of
from sfo_data.questions import queries
from sfo_data.store.database import StoreMissing
from tests.material.box import NEWEST
from tests.material.faults import descendants


@pytest.mark.parametrize("name", ["national", "london", "wales-crc"])
def test_rows_taken_out_for_a_recipient_are_those_the_store_gives(each_store, name):
    facts = queries.facts(each_store)
    (recipient,) = chosen(recipients(queries.ask(each_store, "providers", known_on=NEWEST)), [name])
    filters = recipient.filters(facts.known, NEWEST, "last-12-months").select("risk_at_offence", ["Low", "High"])
    plain, kept = queries.reader(each_store), shared(queries.reader(each_store))
    for question in queries.COLUMNS:
        for dated_by in (None, "notified_on") if question == "reviews" else (None,):
            expected = plain(question, filters, dated_by)
            assert_frame_equal(kept(question, filters, dated_by), expected, check_row_order=False)
            assert question == "caseload" or expected.height


def test_a_briefing_by_the_shared_reader_has_the_code_of_the_page(store):
    facts, kept = queries.facts(store), shared(queries.reader(store))
    everywhere = Filters(NATIONAL, NEWEST, period("last-12-months", NEWEST, facts.known.first_day))
    told = shown_together(kept, facts, everywhere, "wider")
    for recipient in chosen(recipients(queries.ask(store, "providers", known_on=NEWEST)), ["wales", "essex-crc"]):
        filters = recipient.filters(facts.known, NEWEST, "last-12-months")
        codes = {
            code_of(view_of(weekly(read, facts, filters, "wider", told)))
            for read in (kept, kept, queries.reader(store))
        }
        assert len(codes) == 1


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full."),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES), "/packs"), "Permission denied (/packs)."),
        (StoreMissing("The store is empty."), "The store is empty."),
    ],
)
def test_a_cause_is_one_sentence(error, sentence):
    assert cause(error) == sentence


def test_what_nobody_foresaw_is_named_by_its_type_and_logged(caplog):
    with caplog.at_level(logging.ERROR):
        assert cause(KeyError("x")) == "Unforeseen: KeyError: 'x'"
    assert "KeyError" in caplog.text


def test_the_server_answers_and_ends_with_the_block(duckdb_url, monkeypatch):
    monkeypatch.setenv("SFO_DATABASE_URL", duckdb_url)
    with page_server.serving(PAGE_SERVER) as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            assert answer.status == 200
    assert process.poll() is not None


def test_the_server_ends_where_the_program_that_started_it_is_gone():
    program = (
        "import os, signal\nfrom pages.server.for_packs import PAGE_SERVER\n"
        "from sfo_data.publishing.packs.page_server import serving\n"
        "with serving(PAGE_SERVER) as (process, _):\n"
        "    print(process.pid, flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=False)
    until = time.monotonic() + 10
    while chromium.is_there(int(ended.stdout)) and time.monotonic() < until:
        time.sleep(0.05)
    assert ended.returncode == -signal.SIGKILL and not chromium.is_there(int(ended.stdout))


def test_a_server_that_does_not_answer_in_time_is_named_and_ended():
    before = set(descendants(os.getpid()))
    with (
        pytest.raises(page_server.NoServer, match="did not answer within 0 s of its start"),
        page_server.serving(PAGE_SERVER, 0.01),
    ):
        pass
    assert not [
        child for child, words in descendants(os.getpid()).items() if child not in before and "--server.port" in words
    ]
