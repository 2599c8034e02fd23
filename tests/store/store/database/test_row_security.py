"""What a reader's role gets on PostgreSQL, whatever it asks: the rows of its divisions, and no way to change any."""

import psycopg
import pytest
from polars.testing import assert_frame_equal

from sfo_data.definitions.filters import NATIONAL, Scope, from_choices
from sfo_data.questions import queries
from sfo_data.store.database import Store, StoreError
from tests.material.box import NEWEST

PROTECTED = (
    "raw_reviews",
    "raw_qa_rounds",
    "raw_findings",
    "raw_finding_codes",
    "raw_actions",
    "raw_agency_involvement",
    "raw_practitioner_involvement",
    "raw_victim_contacts",
    "raw_independent_qa",
    "raw_caseload",
    "quarantine",
)
WALES = Scope(("Wales",))


def made(store, scope):
    return from_choices(queries.facts(store).known, {}, "cy-2018", NEWEST, scope)


@pytest.mark.parametrize("scope", [WALES, Scope(("Wales", "London")), NATIONAL, Scope(())], ids=str)
def test_each_question_has_the_same_answer_with_the_policies_as_without(served, duckdb_url, scope):
    without = Store(duckdb_url)
    for question in queries.COLUMNS:
        found = queries.ask_filtered(served.reader, question, made(served.reader, scope))
        expected = queries.ask_filtered(without, question, made(without, scope))
        assert_frame_equal(found, expected, check_row_order=False)
        mine = made(served.reader, scope)
        again = queries.narrowed(queries.ask_whole(served.reader, question, mine), question, mine, None)
        assert_frame_equal(again, expected, check_row_order=False)


@pytest.mark.parametrize("table", PROTECTED)
def test_nothing_set_is_no_row_and_every_row_is_there_for_all(served, table):
    count = f"select count(*) as n from {table}"
    assert served.reader.read(count)["n"].to_list() == [0]
    assert served.reader.read(count, None, ["Nowhere"])["n"].to_list() == [0]
    everything, loaded = (store.read(count, None, None)["n"][0] for store in (served.reader, served.loader))
    assert everything == loaded and (loaded > 0 or table == "quarantine")


def test_every_table_that_has_no_policy_is_known_to_be_open(served):
    with psycopg.connect(served.administrator) as connection:
        found = connection.execute(
            "select relname, relrowsecurity from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
        ).fetchall()
        views = connection.execute(
            "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
            " and not coalesce(reloptions, '{}') @> '{security_invoker=true}'"
        ).fetchall()
    assert {name for name, is_secured in found if is_secured} == set(PROTECTED)
    references = {"raw_offences", "raw_providers", "raw_themes", "raw_agencies", "raw_qa_staffing"}
    own = {
        "loads",
        "load_counts",
        "declared_first_days",
        "withdrawals",
        "calendar_days",
        "published_figures",
        "store_facts",
    }
    assert {name for name, is_secured in found if not is_secured} == references | own
    assert views == []


def test_a_faulty_query_gives_no_other_divisions_rows(served):
    sql = "select distinct division from reviews"
    assert served.reader.read(sql, None, ["Wales"])["division"].to_list() == ["Wales"]
    codes = (
        "select distinct r.division from finding_codes as c left join reviews as r on c.review_id = r.review_id "
        "where 1 = 1 or r.division = :mine"
    )
    assert served.reader.read(codes, {"mine": "Wales"}, ["Wales"])["division"].to_list() == ["Wales"]


@pytest.mark.parametrize("division", ["null", '"', "'; set sfo.divisions = 'null", '["Wales"]', "\\", "Wales,London"])
def test_a_division_is_only_ever_a_name(served, division):
    assert served.reader.read("select count(*) as n from raw_reviews", None, [division])["n"].to_list() == [0]


def test_what_one_reader_may_see_is_not_left_for_the_next(served):
    assert served.reader.read("select count(*) as n from reviews", None, None)["n"][0] > 0
    for _ in range(10):
        assert served.reader.read("select count(*) as n from reviews")["n"].to_list() == [0]


WRITES = (
    "insert into loads (load_id) values (99)",
    "update raw_providers set division = 'Wales'",
    "delete from loads",
    "truncate raw_reviews",
    "drop table raw_reviews",
    "drop policy of_divisions on raw_reviews",
    "alter table raw_reviews disable row level security",
    "create table mine (one integer)",
    "create temporary table mine (one integer)",
    "create or replace view stg_states as select 1 as one",
    "set role postgres",
    "set session authorization postgres",
    "copy raw_reviews to program 'cat'",
    "create schema mine",
)


@pytest.mark.parametrize("sql", WRITES)
def test_a_reader_can_change_nothing_even_where_it_asks_to_write(served, sql):
    address = served.reader.url.replace("+psycopg", "")
    with (
        psycopg.connect(address, autocommit=True) as connection,
        pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)),
    ):
        connection.execute("set default_transaction_read_only = off")
        connection.execute(sql)


def test_row_security_switched_off_is_an_error_and_no_row(served):
    address = served.reader.url.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("set row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("select * from raw_reviews")


def test_a_load_in_the_readers_role_is_one_sentence(served):
    with pytest.raises(StoreError, match="may not load"), served.reader.publish() as change:
        change.execute("delete from loads")
