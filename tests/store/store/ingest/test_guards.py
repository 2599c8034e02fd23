"""A delivery that is plausibly wrong stops, says what it is, and names the one word that accepts just that."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from sfo_data.store.database import Store
from sfo_data.store.ingest import Refused, load
from tests.material.small_delivery import review, tables, write

OPEN_CASES = "select count(*) as n from raw_reviews where known_to = date '9999-12-31'"


def test_cases_that_vanish_are_listed_and_accepted_only_by_their_number(tmp_path: Path, store: Store):
    load(store, write(tmp_path / "a", tables(60)))
    half = write(tmp_path / "b", tables(31), "2020-05-11")
    with pytest.raises(Refused, match=r"29 of the 60 cases known so far are missing: R32, R33, .* and 19 more"):
        load(store, half)
    with pytest.raises(Refused, match="--accept reviews-missing-29"):
        load(store, half, accept={"reviews-missing-28"})
    load(store, half, accept={"reviews-missing-29"})
    assert store.read(OPEN_CASES)["n"][0] == 31


def test_as_many_cases_as_the_loads_of_this_store_usually_lose_pass(tmp_path: Path, duckdb_store: Store):
    load(duckdb_store, write(tmp_path / "a", tables(60)))
    load(duckdb_store, write(tmp_path / "b", tables(55), "2020-05-11"))
    assert load(duckdb_store, write(tmp_path / "c", tables(45), "2020-05-18"))[0].is_changed


def test_a_column_that_was_emptied_stops_the_load(tmp_path: Path, store: Store):
    def judged(judgement: str) -> dict[str, list[dict[str, str]]]:
        rows = tables(30)
        rows["reviews"] = [review(f"R{n}", reasonable_steps=judgement) for n in range(1, 31)]
        return rows

    load(store, write(tmp_path / "a", judged("Yes")))
    emptied = write(tmp_path / "b", judged(""), "2020-05-11")
    with pytest.raises(Refused, match=r"reasonable_steps is filled in 0 of 30 rows; .* it was in 30 of 30"):
        load(store, emptied)
    assert load(store, emptied, accept={"reviews-reasonable_steps-emptied"})[0].is_changed


@pytest.mark.parametrize("step", [timedelta(days=400), timedelta(days=200_000)])
def test_a_day_that_is_probably_mistyped_needs_a_word(tmp_path: Path, duckdb_store: Store, step: timedelta):
    load(duckdb_store, write(tmp_path / "a", tables()))
    day = min(date(2020, 5, 4) + step, datetime.now(UTC).date() + timedelta(days=1))
    late = write(tmp_path / "b", tables(), day.isoformat())
    with pytest.raises(Refused, match=f"--accept known-on-{day}"):
        load(duckdb_store, late)
    assert load(duckdb_store, late, accept={f"known-on-{day}"})[0].is_changed


def test_a_day_said_twice_has_to_be_the_same(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "a", tables())
    with pytest.raises(Refused, match=r"known_on is 2020-05-04 in delivery.json, and 2020-05-11 on the command line"):
        load(duckdb_store, folder, known_on=date(2020, 5, 11))


def test_a_delivery_that_does_not_say_whether_it_is_real_asks(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "a", tables(), known_on=None)
    with pytest.raises(Refused, match="--real or --synthetic"):
        load(duckdb_store, folder, known_on=date(2020, 5, 4))
    load(duckdb_store, folder, known_on=date(2020, 5, 4), is_synthetic=True)
    assert duckdb_store.read("select is_synthetic from loads")["is_synthetic"].to_list() == [True]


def test_a_kind_said_twice_has_to_be_the_same(tmp_path: Path, duckdb_store: Store):
    folder = write(tmp_path / "a", tables())
    with pytest.raises(Refused, match=r"is_synthetic is false in delivery.json, and true on the command line"):
        load(duckdb_store, folder, is_synthetic=True)


def test_two_descriptions_of_one_provider_on_one_day_are_refused(tmp_path: Path, store: Store):
    rows = tables()
    later = rows["providers"][0] | {"valid_from_on": "2019-01-01"}
    rows["providers"].append(later)
    with pytest.raises(Refused, match=r"two descriptions of N01 hold at once: the one from 2014-06-01 without an end"):
        load(store, write(tmp_path / "a", rows))
    rows["providers"][0]["valid_to_on"] = "2019-01-02"
    with pytest.raises(Refused, match=r"from 2014-06-01 to 2019-01-02, and the one from 2019-01-01"):
        load(store, write(tmp_path / "b", rows))
    rows["providers"][0]["valid_to_on"] = "2019-01-01"
    assert load(store, write(tmp_path / "c", rows))[0].is_changed


def test_cases_in_a_gap_between_descriptions_are_named(tmp_path: Path, store: Store):
    rows = tables()
    rows["providers"][0]["valid_from_on"] = "2019-03-01"
    with pytest.raises(Refused, match=r"3 cases have no description .*R1, N01 on 2019-02-01.*--accept providers-gap-3"):
        load(store, write(tmp_path / "a", rows))
    assert load(store, tmp_path / "a", accept={"providers-gap-3"})[0].is_changed


def test_a_delivery_that_is_still_being_copied_is_refused_and_loads_whole_afterwards(
    tmp_path: Path, duckdb_store: Store
):
    folder = write(tmp_path / "a", tables(3))

    def copying(what: str, _done: int, _total: int) -> None:
        if what.endswith("qa_staffing"):
            write(folder, tables(4))

    with pytest.raises(Refused, match="changed while they were read"):
        load(duckdb_store, folder, progress=copying)
    assert load(duckdb_store, folder)[0].is_changed
    assert duckdb_store.read(OPEN_CASES)["n"][0] == 4
    assert json.loads((folder / "delivery.json").read_text())["known_on"] == "2020-05-04"


def test_a_division_spelled_anew_stops_the_load_and_is_accepted_by_its_word(tmp_path: Path, store: Store):
    load(store, write(tmp_path / "a", tables()))
    rows = tables()
    rows["providers"][0]["division"] = "Norht"
    anew = write(tmp_path / "b", rows, "2020-05-11")
    with pytest.raises(Refused, match=r"providers: the division “Norht” is not one .* Did you mean “North”\?"):
        load(store, anew)
    assert load(store, anew, accept={"providers-division-new-1"})[0].is_changed


def test_all_that_a_load_stops_at_is_told_in_one_run(tmp_path: Path, duckdb_store: Store):
    load(duckdb_store, write(tmp_path / "a", tables(40)))
    rows = tables(20)
    rows["providers"][0]["division"] = "Norht"
    with pytest.raises(Refused) as refusal:
        load(duckdb_store, write(tmp_path / "b", rows, "2021-05-11"))
    words = [sentence.partition("--accept ")[2].rstrip(".") for sentence in refusal.value.sentences]
    assert words == ["known-on-2021-05-11", "providers-division-new-1", "reviews-missing-20"]
    with pytest.raises(Refused, match="reviews-missing-20"):
        load(duckdb_store, tmp_path / "b", accept=set(words[:2]))
    assert load(duckdb_store, tmp_path / "b", accept=set(words))[0].is_changed
