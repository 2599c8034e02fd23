"""Every mart of the loaded box keeps its grain, and every review is counted once."""

import pytest

GRAINS = {
    "reviews": "review_id",
    "qa_rounds": "review_id, round_number",
    "caseload": "quarter_end_on, provider_code, risk",
    "qa_staffing": "month_start_on",
}


@pytest.mark.parametrize("view", GRAINS)
def test_a_view_has_one_row_per_its_grain(each_store, view: str):
    key = GRAINS[view]
    doubled = each_store.read(f"select known_on, {key} from {view} group by known_on, {key} having count(*) > 1")
    assert doubled.is_empty()


def test_every_review_is_in_exactly_one_status(each_store):
    sums = each_store.read(
        "select known_on, count(*) as n, count(*) filter (where review_status in "
        "('Being written', 'With QA', 'Returned to provider', 'QA complete', 'Withdrawn')) as known from reviews "
        "group by known_on order by known_on"
    )
    assert sums["n"].to_list() == sums["known"].to_list() and sums.height == 6


def test_every_review_has_its_provider_and_offence(each_store):
    lost = each_store.read("select count(*) as n from reviews where provider is null or offence is null")
    assert lost["n"].to_list() == [0]
