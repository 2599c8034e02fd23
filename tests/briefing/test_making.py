"""What a run stands on: one reading of the store for all recipients, causes in sentences, a server that always ends."""

import errno
import logging
import os
import urllib.request

import pytest
from polars.testing import assert_frame_equal

from sfo_data import queries
from sfo_data.briefing import server, told_together, view_of, weekly
from sfo_data.briefing.making import cause, shared
from sfo_data.briefing.recipients import chosen, recipients
from sfo_data.database import StoreMissing
from sfo_data.filters import NATIONAL, Filters
from sfo_data.periods import period
from sfo_data.testimony import code_of
from tests.briefing.faults import descendants
from tests.conftest import NEWEST


@pytest.mark.parametrize("name", ["national", "london", "wales-crc"])
def test_rows_taken_out_for_a_recipient_are_those_the_store_gives(store, name):
    facts = queries.facts(store)
    (recipient,) = chosen(recipients(queries.ask(store, "providers", known_on=NEWEST)), [name])
    filters = recipient.filters(facts.known, NEWEST, "last-12-months").select("risk_at_offence", ["Low", "High"])
    plain, kept = queries.reader(store), shared(queries.reader(store))
    for question in queries.COLUMNS:
        for dated_by in (None, "notified_on") if question == "reviews" else (None,):
            expected = plain(question, filters, dated_by)
            assert_frame_equal(kept(question, filters, dated_by), expected, check_row_order=False)
            assert question == "caseload" or expected.height


def test_a_briefing_by_the_shared_reader_has_the_code_of_the_page(store):
    facts, kept = queries.facts(store), shared(queries.reader(store))
    everywhere = Filters(NATIONAL, NEWEST, period("last-12-months", NEWEST, facts.known.first_day))
    told = told_together(kept, facts, everywhere, "wider")
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
    with server.serving() as (process, address):
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5) as answer:
            assert answer.status == 200
    assert process.poll() is not None


def test_a_server_that_does_not_answer_in_time_is_named_and_ended():
    before = set(descendants(os.getpid()))
    with pytest.raises(server.NoServer, match="did not answer within 0 s of its start"), server.serving(0.01):
        pass
    assert not [
        child for child, words in descendants(os.getpid()).items() if child not in before and "--server.port" in words
    ]
