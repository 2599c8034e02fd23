"""Who gets a briefing is read from the store, and whoever is asked for wrongly is told whom there is."""

import csv

import polars as pl
import pytest

from sfo_data.definitions import filters as f
from sfo_data.publishing.briefing import briefing_words
from sfo_data.publishing.briefing.recipients import Recipient, UnknownRecipient, chosen, recipients
from sfo_data.questions import queries
from sfo_data.store.database import Store
from tests.material.box import NEWEST


@pytest.fixture(scope="module")
def everybody(duckdb_url):
    return of(Store(duckdb_url))


def of(store, day=NEWEST):
    return recipients(queries.ask(store, "providers", known_on=day))


def test_there_are_29_on_both_engines_as_counted_in_the_delivery(each_store, deliveries):
    with (deliveries / NEWEST.isoformat() / "providers.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["valid_from_on"] <= "2020-05-11" < row["valid_to_on"]]
    crcs = {row["provider"] for row in rows if row["provider_type"] == "CRC"}
    divisions = {row["division"] for row in rows}
    found = of(each_store)
    assert (len(crcs), len(divisions), len(found)) == (21, 7, 29)
    assert {each.name for each in found if each.dimension == "provider"} == crcs
    assert {each.name for each in found if each.dimension == "division"} == divisions
    assert found[0] == Recipient("national", also=("England and Wales",))
    assert len({each.slug for each in found}) == 29


def test_after_june_2021_the_regions_are_the_recipients():
    regions = pl.DataFrame({"provider": ["PS Wales"], "provider_type": ["Probation Service"], "division": ["Wales"]})
    assert [each.name for each in recipients(regions)] == ["national", "Wales"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["all"], None),
        (["national"], ["national"]),
        (["England and Wales"], ["national"]),
        (["wales-crc", "London"], ["London", "Wales CRC"]),
        (["NPS London", "london"], ["London"]),
        (["Kent, Surrey and Sussex CRC"], ["Kent, Surrey and Sussex CRC"]),
    ],
)
def test_recipients_are_asked_for_by_name_other_name_or_slug(everybody, wanted, names):
    assert [each.name for each in chosen(everybody, wanted)] == (names or [each.name for each in everybody])


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("Londn", "Did you mean “London” or “London CRC”?"),
        ("kent", "Did you mean “Kent, Surrey and Sussex CRC”?"),
        ("zzz", "There are: national; London; Midlands; "),
        ("", "There are: national; "),
    ],
)
def test_an_unknown_recipient_is_named_with_the_nearest(everybody, word, hint):
    with pytest.raises(UnknownRecipient) as error:
        chosen(everybody, ["national", word])
    assert f"Nobody called “{word}” gets a briefing." in str(error.value) and hint in str(error.value)


def test_the_address_of_each_recipients_filters_brings_back_the_same_view(everybody, duckdb_url):
    known = queries.facts(Store(duckdb_url)).known
    for each in everybody:
        made = each.filters(known, NEWEST, "last-12-months")
        assert f.from_url(made.to_url(known.known_on), known) == (made, [])
        assert briefing_words.place(made).removesuffix(" division") in (each.name, *each.also)
