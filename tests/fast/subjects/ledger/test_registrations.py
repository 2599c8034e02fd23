"""Which registration speaks for its name, and which comes too late to count."""

from dataclasses import replace
from datetime import date

import pytest

from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects.actions import ledger
from sfo_data.subjects.actions.ledger import WrongRegistration
from sfo_data.subjects.actions.ledger.registrations import says
from tests.material.ledger_entries import BOX, content, written


def test_every_recommendation_of_the_inspection_has_an_entry_in_the_box_that_can_count():
    found = ledger.read(BOX).in_force
    assert sorted({each.registration.recommendation for each in found}) == [1, 2, 3, 4, 5, 6]
    assert [each.objection for each in found] == [""] * len(found)


def test_an_amendment_in_time_supersedes_by_name_and_leaves_the_entry_it_amends():
    read = ledger.read(written(content(), content("two"), content(test={"smallest_difference": 0.2})))
    assert len(read.registrations) == 3
    in_force = {each.registration.name: each.registration.test.smallest_difference for each in read.in_force}
    assert in_force == {"one": 0.2, "two": 0.05}


@pytest.mark.parametrize(("registered_on", "counts"), [("2020-06-01", True), ("2020-06-02", False)])
def test_a_registration_after_the_first_day_of_its_test_cannot_count(registered_on, counts):
    (found,) = ledger.read(written(content(registered_on=registered_on))).in_force
    assert (found.objection == "") is counts
    assert counts or "registered after the data: on 2 June 2020" in found.objection


def test_an_amendment_after_the_data_have_begun_does_not_move_the_test_on():
    later = {"first_day": "2021-01-01", "last_day": "2021-12-31", "tell_from": "2022-01-01"}
    text = written(content(), content(registered_on="2020-09-01", test=later))
    (found,) = ledger.read(text).in_force
    assert found.registration.test.first_day == date(2020, 6, 1) and found.objection == ""


def test_a_measure_redefined_or_dropped_since_cannot_count():
    for changed in ({"measure_says": "something else"}, {"measure": "no_longer_kept"}):
        (found,) = ledger.read(written(content(test=changed))).in_force
        assert "redefined" in found.objection


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"test": {"better": "neither"}}, "better is higher or lower"),
        ({"test": {"smallest_difference": 0}}, "the smallest difference lies between 0 and 1"),
        ({"test": {"first_day": "2020-04-30"}}, "must follow each other"),
        ({"test": {"tell_from": "2021-05-31"}}, "must follow each other"),
        ({"registered_on": "18/05/2020"}, "Invalid isoformat string"),
    ],
)
def test_an_entry_that_cannot_be_tested_is_named(changed, sentence):
    with pytest.raises(WrongRegistration, match=f"line 2: .*{sentence}"):
        ledger.read(written(content(), content("two", **changed)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"measure": "sfo_reviews"}, "sfo_reviews is not a share over a period"),
        ({"measure_says": "something else"}, "measure_says must be “Agencies that worked"),
        ({"measure": "agency_shared_share", "measure_says": says(MEASURES["agency_shared_share"])},
         "agency_shared_share to 2020-04-30 is not settled on 2020-05-11"),
    ],
)  # fmt: skip
def test_a_new_entry_is_checked_against_the_registry_and_an_old_one_read_all_the_same(changed, sentence):
    (made,) = ledger.read(written(content(test=changed))).registrations
    with pytest.raises(WrongRegistration, match=sentence):
        ledger.check(made)
    ledger.check(ledger.read(written(content())).registrations[0])
    ledger.check(replace(made, test=None))


def test_days_that_run_backwards_are_named():
    with pytest.raises(WrongRegistration, match="line 2: it is dated before"):
        ledger.read(written(content(), content("two", registered_on="2020-05-17")))
