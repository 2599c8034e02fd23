"""What Explore answers is what `sfo figures` counts, and what the oracle counts."""

from collections import Counter
from functools import lru_cache

import pytest

from sfo_data.definitions.dimensions import TIME_GRAINS
from sfo_data.definitions.filters import Filters, Scope, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import queries
from sfo_data.questions.figures import CannotBreakDown, figures
from sfo_data.store.database import Store
from sfo_data.subjects.explore import Question, answer, breakdowns, explore_words


@pytest.fixture(scope="module")
def asked(store):
    facts = queries.facts(store)

    def ask(period="cy-2018", scope=None, **chosen) -> Filters:
        return from_choices(facts.known, chosen, period, facts.known.known_on, *([Scope(scope)] if scope else []))

    return ask


@pytest.fixture(scope="module")
def read(store):
    return lru_cache(queries.reader(store))


def test_ratings_and_judgements_are_crossed_as_the_oracle_counts_them(read, asked, naive):
    found = answer(read, asked(), Question("sfo_reviews", "overall_rating", "reasonable_steps"), None)
    cells = {
        (row["overall_rating"], row["reasonable_steps"]): row["numerator"] for row in found.found.iter_rows(named=True)
    }
    cases = [each for each in naive.cases if each["notified_on"].year == 2018]
    assert cells == Counter((each["overall_rating"], each["reasonable_steps"]) for each in cases)
    assert found.shape == "grid" and found.labels("overall_rating")[0] == "Outstanding"


@pytest.mark.parametrize("by", ["index_sentence", "overall_rating", "reasonable_steps"])
def test_what_a_review_can_be_broken_down_by_can_be_chosen_too(read, asked, naive, by):
    counted = Counter(each[by] for each in naive.cases if each["notified_on"].year == 2018)
    for label, number in counted.items():
        assert figures(read, asked(**{by: [label]}), ["sfo_reviews"])["numerator"].to_list() == [number], label


def test_overdue_actions_are_counted_by_their_owner(read, asked, naive):
    found = answer(read, asked(), Question("actions_overdue", "provider"), None)
    late = [each for each in naive.rows["actions"] if each["completed_on"] is None and each["due_on"] < naive.known_on]
    assert dict(found.found.select("provider", "numerator").iter_rows()) == Counter(each["provider"] for each in late)
    sizes = found.found["numerator"].to_list()
    assert sizes == sorted(sizes, reverse=True) and sum(sizes) == found.whole["numerator"]
    assert explore_words.table(found).columns[0] == "Owner"


def test_themes_of_a_division_stand_beside_those_of_england_and_wales(read, asked, naive):
    question = Question("themes_found", "theme", beside="nation")
    found = answer(read, asked(division=["North West"]), question, None)
    themes = [each for each in naive.rows["review_themes"] if str(each["qa_completed_on"])[:4] == "2018"]
    nation = Counter(each["theme"] for each in themes)
    own = Counter(each["theme"] for each in themes if each["division"] == "North West")
    assert {row[0]: row[1:] for row in found.found.select("theme", "numerator", "beside").iter_rows()} == {
        theme: (number, nation[theme]) for theme, number in own.items()
    }


def test_every_question_is_answered_or_says_why_not(read, asked):
    filters, said = asked("fy-2018-19", provider_type=["CRC"]), set()
    for name in MEASURES:
        for by, beside in (("", "nation"), ("month", ""), ("division", "before"), ("offence_group", "nation")):
            question = Question(name, by, beside=beside)
            try:
                found = answer(read, filters, question, None)
            except CannotBreakDown as reason:
                said.add(str(reason))
                continue
            table = explore_words.table(found)
            assert table.height == found.found.height and explore_words.title(found), question
            if found.shape == "groups":
                own = figures(read, filters, [name], [by])
                assert sorted(found.found["value"], key=str) == sorted(own["value"], key=str), question
    assert "People supervised are not counted by offence group." in said
    assert "Reviews open is a state on one day; it has no month." in said


def test_a_line_has_every_month_and_a_grid_of_time_too(read, asked):
    filters = asked("cy-2018", overall_rating=["Inadequate"])
    for question in (Question("sfo_reviews", "month"), Question("no_clear_judgement_share", "provider_type", "month")):
        found = answer(read, filters, question, None)
        assert found.times[0] == "Jan 2018" and len(found.times) == 12, question


def test_a_reader_of_one_division_is_told_of_no_other_place(store, asked):
    filters = asked(scope=("Wales",))
    found = answer(queries.reader(store), filters, Question("sfo_reviews", "division", beside="nation"), None)
    assert found.found["division"].to_list() == ["Wales"]
    found = answer(queries.reader(store), filters, Question("sfo_reviews", "offence_group", beside="nation"), None)
    own = figures(queries.reader(store), filters, ["sfo_reviews"], ["offence_group"])
    assert found.found["numerator"].sum() == own["numerator"].sum()
    pooled = figures(queries.reader(store), filters.national(), ["sfo_reviews"], ["offence_group"])
    withheld = set(pooled.filter(pooled["value"].is_null())["offence_group"])
    hidden = set(found.found.filter(found.found["beside"].is_null())["offence_group"])
    assert hidden == withheld & set(found.found["offence_group"])


def test_stores_with_little_in_them_answer_too(minimal_store_url, small_store_url):
    for url in (minimal_store_url, small_store_url):
        store = Store(url)
        known, read = queries.facts(store).known, lru_cache(queries.reader(store))
        filters = from_choices(known, {}, "last-12-months", known.known_on)
        for name in MEASURES:
            for by in ("", *(each for each in breakdowns(name) if each in ("provider", "theme", *TIME_GRAINS[:2]))):
                try:
                    found = answer(read, filters, Question(name, by), None)
                except CannotBreakDown:
                    continue
                assert explore_words.title(found) and explore_words.whole(found)
