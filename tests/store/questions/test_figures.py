"""Every measure against the naive oracle."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from sfo_data.definitions.dimensions import DIMENSIONS
from sfo_data.definitions.filters import Filters, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import figures as f
from sfo_data.questions import queries
from tests import oracle

RATES = {"sfo_rate": "sfo_reviews", "murder_or_manslaughter_rate": "murder_or_manslaughter"}
SELECTIONS: list[dict[str, list[str]]] = [
    {},
    {"provider_type": ["CRC"]},
    {"division": ["London", "Wales"], "risk_at_offence": ["Medium", "High"]},
    {"offence_group": ["Rape"], "risk_highest": ["Very high", "Not recorded"]},
    {"review_status": ["QA complete", "With QA"], "provider": ["NPS Midlands"]},
]
PERIODS = ["cy-2018", "fy-2019-20", "2020-02-10..2020-05-11"]


@pytest.fixture(scope="module")
def known(store: Any) -> queries.Facts:
    return queries.facts(store)


def filters_for(facts: queries.Facts, selection: Mapping[str, list[str]], period: str) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def test_the_oracle_knows_every_measure():
    assert set(oracle.NAIVE) | set(RATES) | {"people_supervised"} == set(MEASURES)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("selection", SELECTIONS)
def test_every_measure_is_what_the_oracle_counts(store, known, naive, selection, period):
    filters = filters_for(known, selection, period)
    read = lru_cache(queries.reader(store))
    for name, (_, count) in oracle.NAIVE.items():
        cases = oracle.counted(naive, name, filters.period.start, filters.period.end, selection)
        row = f.figures(read, filters, [name]).row(0, named=True)
        expected = list(count(cases)) if oracle.is_held(naive, name, filters.period.end) else [None] * 3
        assert [row["numerator"], row["denominator"], row["value"]] == pytest.approx(expected), name


@pytest.mark.parametrize("selection", SELECTIONS[:4])
def test_rates_are_events_over_person_years(store, known, naive, selection):
    filters = filters_for(known, selection, "fy-2019-20")
    years = oracle.person_years(naive, filters.period.start, filters.period.end, selection)
    for name, counted in RATES.items():
        dated_by, count = oracle.NAIVE[counted]
        cases = oracle.inside(naive.cases, dated_by, filters.period.start, filters.period.end, selection)
        row = f.figures(queries.reader(store), filters, [name]).row(0, named=True)
        assert row["numerator"] == count(cases)[0], name
        assert row["value"] == pytest.approx(count(cases)[0] / years * 1000), name


@pytest.mark.parametrize("by", list(DIMENSIONS))
def test_the_parts_add_up_to_the_whole(store, known, by):
    filters = filters_for(known, {}, "cy-2018")
    parts = f.figures(queries.reader(store), filters, ["sfo_reviews", "murder_or_manslaughter"], [by])
    sums = {name: parts.filter(measure=name)["numerator"].sum() for name in ("sfo_reviews", "murder_or_manslaughter")}
    assert sums == {"sfo_reviews": 493, "murder_or_manslaughter": 124}


def test_2018_is_what_the_inspection_published(store, known):
    filters = filters_for(known, {}, "cy-2018")
    names = [
        "sfo_reviews",
        "murder_or_manslaughter",
        "nps_share",
        "crc_share",
        "low_or_medium_share",
        "no_clear_judgement_share",
    ]
    found = f.figures(queries.reader(store), filters, names)
    values = dict(found.select("measure", "value").rows())
    assert (values["sfo_reviews"], values["murder_or_manslaughter"]) == (493, 124)
    shares = [round(values[name] * 100) for name in names[2:]]
    assert shares == [57, 43, 66, 22]


def test_the_caseload_of_31_december_2019_is_the_published_one(store, known):
    filters = filters_for(known, {}, "cy-2019")
    assert f.figures(queries.reader(store), filters, ["people_supervised"])["numerator"].to_list() == [247_759]


def test_open_and_closed_make_all(store, known, naive):
    filters = filters_for(known, {}, "all")
    by_status = f.figures(queries.reader(store), filters, ["sfo_reviews"], ["review_status"])
    assert by_status["numerator"].sum() == len(naive.cases)


def test_a_headline_stands_beside_the_period_before_and_the_nation(store, known):
    filters = filters_for(known, {"division": ["Wales"]}, "cy-2018")
    row = f.headlines(queries.reader(store), filters, ["sfo_reviews", "open_reviews"], None).row(0, named=True)
    alone = [
        f.figures(queries.reader(store), each, ["sfo_reviews"])["value"][0]
        for each in (filters, filters.previous(), filters_for(known, {}, "cy-2018"))
    ]
    assert [row["value"], row["value_before"], row["value_national"]] == alone
    assert row["before_words"] == "the year before"


def test_a_state_is_compared_with_an_earlier_day_of_knowledge(store, known):
    earlier = known.known.states[0]
    filters = filters_for(known, {}, "last-12-months")
    row = f.headlines(queries.reader(store), filters, ["open_reviews"], earlier).row(0, named=True)
    then = from_choices(known.known, {}, "last-12-months", earlier)
    assert row["value_before"] == f.figures(queries.reader(store), then, ["open_reviews"])["value"][0]


def test_a_state_has_no_months(store, known):
    with pytest.raises(f.CannotBreakDown, match="state on one day"):
        f.figures(queries.reader(store), filters_for(known, {}, "cy-2018"), ["open_reviews"], ["month"])


def test_people_supervised_are_not_counted_by_offence(store, known):
    with pytest.raises(f.CannotBreakDown, match="not counted by offence"):
        f.figures(queries.reader(store), filters_for(known, {}, "cy-2018"), ["people_supervised"], ["offence"])


def test_years_without_any_are_in_the_small_multiples(store, known):
    years = f.over_years(
        queries.reader(store), filters_for(known, {}, "cy-2018"), date(2014, 6, 2), "sfo_reviews", "offence_group"
    )
    assert years.filter(year=2018)["numerator"].sum() == 493
    assert years.group_by("offence_group").len()["len"].unique().to_list() == [7]
    assert set(years.filter(year=2020)["note"]) == {"part year"}


def test_a_share_that_rounds_to_nothing_is_told_as_under_one_per_cent(store, known, naive):
    filters = filters_for(known, {}, "cy-2018")
    cases = list(oracle.counted(naive, "sfo_reviews", filters.period.start, filters.period.end, {}))
    groups = Counter(case["offence_group"] for case in cases)
    told = dict(f.counts_and_shares(queries.reader(store), filters, "sfo_reviews", "offence_group")
                .select("offence_group", "words").iter_rows())  # fmt: skip
    least = min(groups, key=lambda group: groups[group])
    assert groups[least] / len(cases) < 0.005 and told[least] == f"{groups[least]} (under 1%)"
    assert told["Murder"] == f"{groups['Murder']} ({100 * groups['Murder'] / len(cases):.0f}%)"
