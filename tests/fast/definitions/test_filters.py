"""Filters say the same thing in SQL, in English and in an address."""

from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfo_data.definitions.dimensions import DIMENSIONS, slug
from sfo_data.definitions.filters import NATIONAL, Known, Scope, from_choices, from_url

OPTIONS = {
    "provider_type": ("NPS", "CRC"),
    "division": ("London", "North West", "Wales"),
    "provider": ("NPS London", "London CRC", "Kent, Surrey and Sussex CRC"),
    "offence_group": ("Murder", "Rape"),
    "offence": ("Murder", "Rape of a child under 13"),
    **{name: d.order for name, d in DIMENSIONS.items() if d.order and name != "provider_type"},
}
STATES = (date(2020, 4, 27), date(2020, 5, 4), date(2020, 5, 11))
KNOWN = Known(STATES[-1], date(2014, 6, 2), STATES, MappingProxyType(OPTIONS))
COLUMNS = {name: name for name in DIMENSIONS}

choices = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from(labels), unique=True) for name, labels in OPTIONS.items()}
)


def made(**selections):
    return from_choices(KNOWN, selections, "cy-2018", KNOWN.known_on)


def test_the_condition_binds_every_value_and_holds_none_of_them():
    clause, binds = made(division=["London", "Wales"]).where(COLUMNS, "notified_on")
    assert clause == (
        "known_on = :known_on and notified_on >= :period_start and notified_on < :period_end and division in :division"
    )
    assert binds == {
        "known_on": date(2020, 5, 11),
        "period_start": date(2018, 1, 1),
        "period_end": date(2019, 1, 1),
        "division": ["London", "Wales"],
    }


def test_a_selection_on_a_column_the_question_lacks_is_left_out():
    clause, binds = made(offence_group=["Rape"], risk_at_offence=["High"]).where({"risk_at_offence": "risk"}, None)
    assert clause == "known_on = :known_on and risk in :risk_at_offence"
    assert "offence_group" not in binds


def test_scope_is_in_every_condition():
    filters = from_choices(KNOWN, {}, "all", KNOWN.known_on, Scope(("Wales",)))
    clause, binds = filters.where({}, None)
    assert clause.endswith("division in :scope_divisions") and binds["scope_divisions"] == ["Wales"]
    assert "Division: Wales" in filters.sentence()
    assert filters.is_of_some_providers and not filters.national().is_of_some_providers
    assert filters.national().sentence().endswith("England and Wales.")


def test_a_division_chosen_is_named_once_also_to_its_own_readers():
    chosen = from_choices(KNOWN, {"division": ["Wales"]}, "cy-2018", KNOWN.known_on, Scope(("Wales",)))
    assert chosen.sentence() == made(division=["Wales"]).sentence()


def test_the_sentence_says_what_is_shown():
    words = made(division=["London", "Wales"], offence_group=["Rape"]).sentence()
    assert words == (
        "1 January 2018 to 31 December 2018; England and Wales; division: London or Wales; offence group: Rape."
    )


def test_an_address_is_plain_and_readable():
    assert made(provider=["Kent, Surrey and Sussex CRC"]).to_url(KNOWN.known_on) == {
        "period": ["cy-2018"],
        "provider": ["kent-surrey-and-sussex-crc"],
    }


@given(
    choices, st.sampled_from(["last-12-months", "cy-2018", "all", "2018-01-01..2018-06-30"]), st.sampled_from(STATES)
)
def test_an_address_brings_back_the_same_choice(selections, period, known_on):
    filters = from_choices(KNOWN, selections, period, known_on)
    again, notices = from_url(filters.to_url(KNOWN.known_on), KNOWN)
    assert notices == []
    assert again.to_url(KNOWN.known_on) == filters.to_url(KNOWN.known_on)
    assert {n: set(v) for n, v in again.selections} == {n: set(v) for n, v in filters.selections}


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ({"division": ["atlantis"]}, "division was left out: “atlantis” is not in the data"),
        ({"period": ["cy-3018"]}, "period was left out"),
        ({"known_on": ["2013-01-01"]}, "day of knowledge was left out"),
        ({"known_on": ["yesterday"]}, "day of knowledge was left out"),
        ({"offence": ["<script>alert(1)</script>"]}, "offence was left out"),
    ],
)
def test_what_an_address_gets_wrong_is_left_out_with_a_notice(address, words):
    filters, notices = from_url(address, KNOWN)
    assert len(notices) == 1 and words in notices[0]
    assert filters.to_url(KNOWN.known_on) == {"period": ["last-12-months"]}


@given(
    st.dictionaries(st.sampled_from(["period", "known_on", *DIMENSIONS]), st.lists(st.text(max_size=30), max_size=3))
)
def test_no_address_is_an_error_and_nothing_unknown_is_kept(address):
    filters, _ = from_url(address, KNOWN)
    assert all(label in OPTIONS[name] for name, labels in filters.selections for label in labels)


def test_a_day_between_two_states_gets_the_one_in_force():
    filters, notices = from_url({"known_on": ["2020-05-10"]}, KNOWN)
    assert filters.known_on == date(2020, 5, 4) and notices == []


def test_national_keeps_offences_and_drops_providers():
    filters = made(
        division=["Wales"], provider_type=["NPS"], provider=["NPS London"], offence_group=["Rape"]
    ).national()
    assert filters.selections == (("offence_group", ("Rape",)),)


def test_slugs_of_one_dimension_never_collide():
    for name, labels in OPTIONS.items():
        assert len({slug(label) for label in labels}) == len(labels), name


def test_scope_is_asked_for():
    assert NATIONAL.divisions is None
