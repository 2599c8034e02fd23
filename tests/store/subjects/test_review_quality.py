"""Ratings and returns of the box, counted row by row, and what the regression says of them."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.questions import queries
from sfo_data.questions.figures import figures
from sfo_data.subjects import quality
from sfo_data.subjects.quality import groups, quality_words, ratings
from tests import oracle
from tests.fast.subjects.test_review_quality import simulated
from tests.material.box import NEWEST


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


def filters_for(facts: queries.Facts, period: str, **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def test_the_box_draws_returns_at_random_and_the_page_says_that_nothing_predicts_them(store, known, deliveries):
    found = quality.returned(queries.reader(store), filters_for(known, "all"), known.known.first_day)
    assert set(found.terms["finding"]) == {"none"} and not found.foretells
    assert quality_words.returned_sentence(found).startswith("**Nothing predicts a return beyond chance.**")
    assert "nothing goes with a return" in quality_words.terms_title(quality_words.terms_of(found, True), "Offence")
    folder = deliveries / NEWEST.isoformat()
    pages = {row["review_id"]: row["page_count"] for row in oracle.read(folder, "reviews")}
    first = [row for row in oracle.read(folder, "qa_rounds") if row["round_number"] == "1" and row["outcome"]]
    counts = Counter((row["outcome"], bool(pages[row["review_id"]])) for row in first)
    assert found.returned == counts["Returned", True]
    assert found.reviews == counts["Returned", True] + counts["Accepted", True]
    assert found.left_out == counts["Returned", False] + counts["Accepted", False]


def test_the_regression_reads_all_reviews_up_to_the_end_of_the_period_whatever_its_start_and_their_status(known):
    asked = []

    def read(question, filters, dated_by):
        asked.append((question, filters.period.start, filters.period.end, filters.selections, dated_by))
        return simulated(1, 900)

    chosen = filters_for(known, "cy-2018", review_status=["Returned to provider"], division=["Wales"])
    quality.returned(read, chosen, date(2014, 6, 2))
    assert asked == [("reviews", date(2014, 6, 2), date(2019, 1, 1), (("division", ("Wales",)),), "qa_received_on")]


def rounds_by_hand(folder: Path, start: date, end: date) -> list[dict[str, str]]:
    rows = [row for row in oracle.read(folder, "qa_rounds") if row["outcome"] == "Accepted"]
    return [row for row in rows if start <= date.fromisoformat(row["completed_on"]) < end]


@pytest.mark.parametrize("period", ["fy-2018-19", "all"])
def test_ratings_are_those_of_the_accepting_round_counted_row_by_row(store, known, deliveries, period):
    filters = filters_for(known, period)
    rounds = quality.accepted(queries.reader(store), filters)
    by_hand = rounds_by_hand(deliveries / NEWEST.isoformat(), filters.period.start, filters.period.end)
    found = ratings.by_standard(rounds)
    assert found["group"].unique(maintain_order=True).to_list() == list(ratings.RATED.values())
    for column, name in ratings.RATED.items():
        counts = Counter(row[column] or "Not recorded" for row in by_hand)
        part = found.filter(group=name)
        assert dict(zip(part["rating"], part["numerator"], strict=True)) == {
            level: counts[level] for level in ratings.LEVELS
        }
        assert set(part["denominator"]) == {len(by_hand)}


@pytest.mark.parametrize("standard", ratings.RATED)
def test_divisions_and_times_add_up_to_the_reviews_completed(store, known, standard):
    filters = filters_for(known, "fy-2018-19")
    read = queries.reader(store)
    rounds = quality.accepted(read, filters)
    completed = figures(read, filters, ["qa_completed"])["numerator"][0]
    for split in (ratings.by_division(rounds, standard), ratings.over_time(rounds, standard, 365)):
        assert split["numerator"].sum() == completed == rounds.height


def test_the_good_ratings_by_division_are_the_measure_of_the_same_name(store, known):
    read, filters = queries.reader(store), filters_for(known, "cy-2017")
    table = ratings.table(ratings.by_division(quality.accepted(read, filters), "rating_overall"), "Division")
    measured = figures(read, filters, ["good_rating_share"], ["division"]).sort("division")
    assert table["Division"].to_list() == measured["division"].to_list()
    for ours, theirs in (("Good or outstanding (%)", "value"), ("95% from (%)", "lower"), ("95% to (%)", "upper")):
        assert table[ours].to_list() == pytest.approx((measured[theirs] * 100).round(1).to_list())


@pytest.mark.parametrize("name", ["no_clear_judgement_share", "good_rating_share", "extended_share", "page_median"])
def test_divisions_and_years_carry_the_figures_of_the_measure(store, known, name):
    read, filters = queries.reader(store), filters_for(known, "cy-2018")
    found, own = groups.by_division(read, filters, name), figures(read, filters, [name], ["division"])
    assert found.select(own.columns).rows() == own.rows()
    assert found["national"].unique().to_list() == figures(read, filters, [name])["value"].to_list()
    assert (found["stands"].null_count() == found.height) == (name == "page_median")
    years = groups.by_year(read, filters, known.known.first_day, name)
    last = figures(read, filters, [name])
    assert years.row(-1, named=True)["value"] == last["value"][0]
    assert years["label"].to_list()[-2:] == ["Year 2017", "Year 2018"]
    assert (years["base"] == years["denominator"].fill_null(years["numerator"])).all()


def test_a_division_selected_is_shown_alone_and_stands_as_it_does_among_all(store, known):
    read = queries.reader(store)
    alone = groups.by_division(read, filters_for(known, "cy-2018", division=["Wales"]), "returned_share")
    among = groups.by_division(read, filters_for(known, "cy-2018"), "returned_share")
    assert alone.rows() == among.filter(division="Wales").rows()
