"""Questions give the same typed answer on both engines, and history answers for any day."""

from dataclasses import replace
from datetime import date
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from sfo_data.definitions.filters import NATIONAL, Scope, from_choices
from sfo_data.questions import queries
from sfo_data.store.database import Store, StoreError, StoreMissing
from sfo_data.store.database.store import close_engines
from sfo_data.subjects import data_quality
from sfo_data.subjects.cases import case_list, timeline
from sfo_data.subjects.published.comparison import compare
from sfo_data.subjects.turnaround import qa_work
from tests import oracle
from tests.conftest import own_database
from tests.material.box import NEWEST

BINDS = {"known_on": NEWEST, "before_on": date(2020, 5, 4), "review_id": "SFO-0001500", "load_id": None}


def made(store, selections=None, period="cy-2018", known_on=NEWEST, scope=NATIONAL):
    return from_choices(queries.facts(store).known, selections or {}, period, known_on, scope)


def asked(store, question, **binds):
    if question in queries.OPEN:
        return queries.ask(store, question, **binds)
    return queries.ask_within(store, question, NATIONAL, **binds)


def test_both_engines_give_the_same_frames(duckdb_url, postgres_url):
    here, there = Store(duckdb_url), Store(postgres_url)
    for known_on, name in product(queries.facts(here).known.states, queries.COLUMNS):
        frames = [queries.ask_whole(store, name, made(store, known_on=known_on)) for store in (here, there)]
        assert_frame_equal(*frames, check_row_order=False)
    assert queries.facts(here) == queries.facts(there)
    for name in (
        "states",
        "options",
        "qa_staffing",
        "case_timeline",
        "revisions",
        "published_figures",
        "quarantine",
        "themes",
    ):
        text = queries.question_sql(name)
        binds = {key: value for key, value in BINDS.items() if f":{key}" in text}
        frames = [asked(store, name, **binds) for store in (here, there)]
        assert_frame_equal(*frames, check_row_order=False)


def test_an_empty_answer_keeps_its_types(each_store):
    nothing = queries.ask_filtered(
        each_store,
        "reviews",
        made(each_store, {"provider": ["Essex CRC"], "offence_group": ["Terrorism"]}, "2015-01-01..2015-01-02"),
    )
    something = queries.ask_filtered(each_store, "reviews", made(each_store))
    assert nothing.is_empty() and nothing.schema == something.schema


def test_scope_leaves_out_every_other_division(each_store):
    rows = queries.ask_filtered(each_store, "reviews", made(each_store, scope=Scope(("Wales",))))
    assert set(rows["division"]) == {"Wales"}
    wanted = queries.ask_filtered(
        each_store, "reviews", made(each_store, {"division": ["London"]}, scope=Scope(("Wales",)))
    )
    assert wanted.is_empty()


@pytest.mark.parametrize("week", range(6))
def test_each_past_state_is_the_delivery_of_that_day(each_store, deliveries, week):
    day = queries.facts(each_store).known.states[week]
    naive = oracle.build(deliveries / day.isoformat(), day)
    rows = queries.ask_filtered(each_store, "reviews", made(each_store, known_on=day))
    assert rows.height == len(naive.cases)
    assert sorted(rows["review_status"]) == sorted(case["review_status"] for case in naive.cases)
    assert rows["is_murder_or_manslaughter"].sum() == sum(case["is_murder"] for case in naive.cases)


def test_the_flow_of_rounds_is_counted_as_by_hand(store, deliveries):
    filters = made(store, period="fy-2019-20")
    flow = qa_work.flow(queries.reader(store), filters)
    rounds = oracle.read(deliveries / NEWEST.isoformat(), "qa_rounds")
    withdrawn = {r["review_id"]: r["withdrawn_on"] for r in oracle.read(deliveries / NEWEST.isoformat(), "reviews")}
    march = flow.filter(month=date(2020, 3, 1)).row(0, named=True)
    assert march["received"] == sum(row["received_on"].startswith("2020-03") for row in rounds)
    assert march["finished"] == sum(row["completed_on"].startswith("2020-03") for row in rounds)
    left = [row["completed_on"] or withdrawn[row["review_id"]] or "9999" for row in rounds]
    assert march["in_hand"] == sum(
        row["received_on"] < "2020-04-01" and gone >= "2020-04-01" for row, gone in zip(rounds, left, strict=True)
    )


def test_open_reviews_by_age_add_up_to_all_open(store, deliveries):
    naive = oracle.build(deliveries / NEWEST.isoformat(), NEWEST)
    ages = qa_work.open_by_age(queries.reader(store), made(store))
    assert ages["reviews"].sum() == sum(case["is_open"] for case in naive.cases)
    assert ages["reviews"][0] == sum(case["is_open"] and case["open_days"] <= 20 for case in naive.cases)
    oldest = qa_work.oldest_open(queries.reader(store), made(store))
    assert oldest["Working days open"][0] == max(case["open_days"] for case in naive.cases if case["is_open"])


def test_the_distribution_holds_every_completed_review(store):
    filters = made(store)
    spread = qa_work.distribution(queries.reader(store), filters, 20)
    completed = queries.ask_filtered(store, "reviews", filters, "qa_completed_on")
    assert spread["reviews"].sum() == completed.height
    assert spread["from_days"].to_list() == list(range(0, 20 * spread.height, 20))


def test_a_timeline_is_in_order_and_tells_the_notification(each_store):
    events = timeline(asked(each_store, "case_timeline", review_id="SFO-0001500", known_on=NEWEST)).rename(str.lower)
    events = events.rename({"date": "happened_on"})
    assert events["happened_on"].is_sorted() and events["happened_on"].max() <= date(2021, 1, 1)
    assert events.filter(pl.col("stage") == "Notification").height == 1


def test_revisions_between_two_weeks_are_found(each_store, deliveries):
    before, now = date(2020, 4, 6), NEWEST
    old = {r["review_id"]: r for r in oracle.read(deliveries / before.isoformat(), "reviews")}
    new = {r["review_id"]: r for r in oracle.read(deliveries / now.isoformat(), "reviews")}
    found = asked(each_store, "revisions", known_on=now, before_on=before)
    arrived = found.filter(pl.col("revision").is_in(["New", "Late"]))
    assert set(arrived["review_id"]) == set(new) - set(old)
    late = found.filter(pl.col("revision") == "Late")
    assert set(late["review_id"]) == {i for i in set(new) - set(old) if new[i]["notified_on"] < before.isoformat()}
    moved = found.filter(pl.col("offence_group_before") != pl.col("offence_group_after"))
    assert set(moved["review_id"]) <= {i for i in old if i in new and old[i]["offence_code"] != new[i]["offence_code"]}


def test_the_case_list_is_newest_first(store):
    cases = case_list(queries.reader(store), made(store))
    assert cases.height == 493 and cases["Notified"].is_sorted(descending=True)


def test_missing_values_are_counted_by_provider(store, deliveries):
    missing = data_quality.missing_by_provider(queries.reader(store), made(store))
    rows = [r for r in oracle.read(deliveries / NEWEST.isoformat(), "reviews") if r["notified_on"].startswith("2018")]
    counted = missing.filter(field="Charge date")["numerator"].sum()
    assert counted == sum(row["charged_on"] == "" for row in rows)
    assert missing.filter(field="Risk at offence")["among"].sum() == 493


def test_the_extract_agrees_with_what_it_is_calibrated_to(store):
    compared = compare(queries.reader(store), queries.ask(store, "published_figures"), queries.facts(store).known)
    exact = compared.filter(
        pl.col("measure").str.contains("reviews|supervised by|risk", literal=False)
        & (pl.col("period_start_on") == date(2018, 1, 1))
        & pl.col("published").is_in([493.0, 124.0, 57.0, 43.0, 66.0])
    )
    assert exact.height >= 3
    assert (exact["difference"].abs() <= 0.5).all()


def test_no_store_and_no_server_are_sentences(tmp_path):
    with pytest.raises(StoreMissing, match="There is no store at"):
        queries.facts(Store(f"duckdb:///{tmp_path / 'none.duckdb'}"))
    with pytest.raises(StoreError, match="does not answer"):
        queries.facts(Store("postgresql+psycopg://nobody@127.0.0.1:1/none"))


def test_an_empty_database_is_a_missing_store():
    with own_database() as address, pytest.raises(StoreMissing, match="The store is empty"):
        queries.facts(Store(address.replace("postgresql://", "postgresql+psycopg://")))
    close_engines()


@pytest.mark.parametrize("question", sorted(set(queries.COLUMNS) - queries.WHOLE))
def test_narrowing_what_is_read_whole_gives_what_the_store_gives(each_store, question):
    """Selections, a period and a scope, as the each_store applies them and as they are applied in memory."""
    dated_by = None if question == "caseload" else ("raised_on" if question == "actions" else "notified_on")
    for scope in (NATIONAL, Scope(("Wales", "London"))):
        plain = made(
            each_store, {"provider_type": ["NPS"], "division": ["Wales"], "risk_at_offence": ["Low"]}, scope=scope
        )
        for filters in (plain, plain.national(), replace(plain, selections=())):
            asked = queries.ask_filtered(each_store, question, filters, dated_by)
            whole = queries.ask_whole(each_store, question, filters)
            found = queries.narrowed(whole, question, filters, dated_by)
            assert found.sort(found.columns).equals(asked.sort(asked.columns)), filters


@st.composite
def any_choice(draw, known):
    """Filters over all the store has to choose from, and a question with the date it is asked by."""
    selections = {
        name: draw(st.lists(st.sampled_from(labels), unique=True, max_size=3)) for name, labels in known.options.items()
    }
    # Most choices of every dimension at once keep nothing: two at most are set.
    names = draw(st.sets(st.sampled_from(sorted(selections)), max_size=2))
    period = draw(st.sampled_from(["last-12-months", "cy-2018", "fy-2018-19", "all", "2017-03-01..2018-02-11"]))
    scope = draw(st.sampled_from([NATIONAL, Scope(("Wales",)), Scope(("London", "North West"))]))
    question, dated_by = draw(st.sampled_from(DATED))
    return from_choices(known, {n: selections[n] for n in names}, period, NEWEST, scope), question, dated_by


DATED = [
    ("reviews", "notified_on"),
    ("reviews", "qa_completed_on"),
    ("reviews", None),
    ("findings", "qa_completed_on"),
    ("actions", "due_on"),
    ("victim_contacts", "charge_outcome_on"),
    ("caseload", None),
]


@settings(max_examples=40)
@given(st.data())
def test_the_condition_in_sql_keeps_the_same_rows_as_the_one_on_rows_already_read(duckdb_url, data):
    here = Store(duckdb_url)
    filters, question, dated_by = data.draw(any_choice(queries.facts(here).known))
    asked_for = queries.ask_filtered(here, question, filters, dated_by)
    out_of_all = queries.narrowed(queries.ask_whole(here, question, filters), question, filters, dated_by)
    assert_frame_equal(asked_for, out_of_all, check_row_order=False)
