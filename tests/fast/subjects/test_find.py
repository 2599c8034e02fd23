"""A text in a few words is read as the question it asks, and what was not understood is kept."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pages.frame.menu import PAGES
from sfo_data.definitions import periods
from sfo_data.definitions.dimensions import DIMENSIONS, PARTS, TIME_GRAINS
from sfo_data.definitions.filters import Known, from_url
from sfo_data.definitions.measures import MEASURES
from sfo_data.subjects.explore import Question
from sfo_data.subjects.find import Understood, understood, words

KNOWN = Known(
    date(2020, 5, 11),
    date(2014, 6, 2),
    (date(2020, 5, 11),),
    MappingProxyType(
        {name: each.order for name, each in DIMENSIONS.items()}
        | {
            "division": ("London", "North West", "South West & South Central", "Wales"),
            "provider": ("NPS Wales", "Wales CRC", "Dyfed-Powys CRC", "Dŵr CRC"),
            "offence_group": ("Murder", "Rape"),
            "offence": ("Murder", "Manslaughter", "Rape"),
        }
    ),
)
ASKED = {
    "murder Wales 2019": (
        Question(), {"division": ["wales"], "offence_group": ["murder"], "period": ["cy-2019"]},
    ),
    "CRC longest QA": (Question("qa_turnaround_days", "provider"), {"provider_type": ["crc"]}),
    "inadequate without clear judgement": (Question("no_clear_judgement_share"), {"overall_rating": ["inadequate"]}),
    "overdue actions by owner": (Question("actions_overdue", "provider"), {}),
    "is the backlog growing?": (Question("open_reviews", beside="before"), {}),
    "how many are late now": (Question("open_over_target"), {}),
    "murder: signal or noise": (Question("sfo_reviews", "month"), {"offence_group": ["murder"]}),
    "low or medium share of murder and manslaughter": (Question("low_or_medium_share"), {}),
    "North West's commonest theme against the nation": (
        Question("themes_found", "theme", beside="nation"), {"division": ["north-west"]},
    ),
    "victims who took up the offer": (Question("victim_take_up_share"), {}),
    "ratings by judgement 2018": (
        Question("sfo_reviews", "overall_rating", "reasonable_steps"), {"period": ["cy-2018"]},
    ),
    "rape, NPS, high risk, 2017 to 2019": (
        Question(),
        {"provider_type": ["nps"], "offence_group": ["rape"], "risk_at_offence": ["high"],
         "period": ["2017-01-01..2019-12-31"]},
    ),
    "Dwr CRC: returned reviews 2018-19": (
        Question("returned_share"), {"provider": ["d-r-crc"], "period": ["fy-2018-19"]},
    ),
    "good reviews london march 2019": (
        Question("good_rating_share"), {"division": ["london"], "period": ["2019-03-01..2019-03-31"]},
    ),
    "homicide rate by year": (Question("murder_or_manslaughter_rate", "calendar_year"), {}),
}  # fmt: skip


@pytest.mark.parametrize("text", ASKED)
def test_a_question_is_understood_whole(text: str):
    question, chosen = ASKED[text]
    found = understood(text, KNOWN)
    assert (found.question, found.left) == (question, ())
    assert found.to_url() == question.to_url() | chosen


@pytest.mark.parametrize(
    ("text", "page"),
    [("what changed since last week", "weekly"), ("is my screenshot genuine", "check_a_screenshot")],
)
def test_what_a_page_answers_better_is_led_to_it(text: str, page: str):
    found = understood(text, KNOWN)
    assert (found.question, found.pages, found.left) == (None, (page,), ())


def test_typing_errors_are_forgiven_and_said():
    found = understood("muder in wlaes, turnarond", KNOWN)
    assert found.taken == {"muder": "murder", "wlaes": "wales", "turnarond": "turnaround"}
    # As near to “false” as to “wales”.
    assert understood("walse", KNOWN).taken == {"walse": "wales"}
    assert found.question == Question("qa_turnaround_days")
    assert found.selections == {"division": ("Wales",), "offence_group": ("Murder",)}


@pytest.mark.parametrize("text", ["unicorn turnpikes", "2031", "кирпич", "", "?!", "'; drop table"])
def test_what_is_not_known_is_not_guessed(text: str):
    found = understood(text, KNOWN)
    assert found.question is None and not found.selections and not found.period
    assert found.taken == {} and found.left == tuple(text.strip("?!';").split())


def test_a_part_that_is_not_known_is_kept_beside_what_is():
    found = understood("murder Wales 2031 unicorn", KNOWN)
    assert found.question == Question() and found.left == ("2031", "unicorn") and found.period == ""


def test_a_breakdown_that_the_measure_has_not_is_said():
    found = understood("murder by theme", KNOWN)
    assert found.question == Question() and found.left == ("theme",)


WORDS = sorted({word for text in ASKED for word in text.split()} | {"nation", "zzz", "risk", "by", "theme", "2019"})


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join)))
def test_whatever_is_typed_becomes_a_question_that_can_be_asked(text: str):
    found = understood(text, KNOWN)
    filters, notices = from_url(found.to_url(), KNOWN)
    assert notices == [] and dict(filters.selections) == dict(found.selections)
    if found.period:
        assert periods.period(found.period, KNOWN.known_on, KNOWN.first_day)
    if found.question:
        question = MEASURES[found.question.measure].question
        assert set(found.question.breakdown) <= {*DIMENSIONS, *TIME_GRAINS, *PARTS.get(question, ())}
    else:
        assert not found.selections


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_found_by_its_own_label(name: str):
    found = understood(MEASURES[name].label, KNOWN)
    assert found.question is not None and found.question.measure == name and found.left == ()


def test_the_words_name_only_what_there_is():
    assert set(words.MEASURES) <= set(MEASURES) and set(words.PAGES) <= set(PAGES)
    assert set(words.BREAKDOWNS) <= {*DIMENSIONS, *TIME_GRAINS, *(name for part in PARTS.values() for name in part)}


def test_one_reading_of_an_understood_text_is_a_value():
    assert understood("murder", KNOWN) == understood("murder", KNOWN) != Understood(None)
