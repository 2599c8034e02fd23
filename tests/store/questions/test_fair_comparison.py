"""Providers compared: expected numbers against the naive oracle, and what the words rest on."""

from collections import Counter
from dataclasses import replace
from functools import lru_cache

import numpy as np
import polars as pl
import pytest

from sfo_data.definitions.filters import Filters, Scope, from_choices
from sfo_data.definitions.measures import MEASURES
from sfo_data.questions import fair_comparison as fair
from sfo_data.questions import queries
from sfo_data.questions.stands_apart import stands_apart
from sfo_data.statistics import funnel
from sfo_data.statistics.stands_apart import Stands
from sfo_data.store.database import Store
from sfo_data.subjects.providers import provider_words
from sfo_data.wording import stands_words, tables, titles
from tests import oracle

PERIOD = "fy-2018-19"
SHARES = [(name, mix) for name, mixes in fair.ALLOWED.items() for mix in mixes if name != "sfo_rate"]


@pytest.fixture(scope="module")
def known(store) -> queries.Facts:
    return queries.facts(store)


@pytest.fixture(scope="module")
def box(duckdb_url: str) -> tuple[queries.Read, queries.Facts]:
    """The box on one engine, each answer kept as on a page."""
    store = Store(duckdb_url)
    return lru_cache(queries.reader(store)), queries.facts(store)


def filters_for(facts: queries.Facts, period: str = PERIOD, **selection: list[str]) -> Filters:
    return from_choices(facts.known, selection, period, facts.known.known_on)


def standardised(read, filters, name, mix, by="provider"):
    parts = fair.strata(read, filters, name, mix, by)
    return stands_apart(parts, by, fair.MIXES[mix], is_rate=name == "sfo_rate")


def naive_standardised(cases, name, mix):
    """provider -> observed, size, expected: each case counted once, with the share of its own stratum."""
    count = oracle.NAIVE[name][1]
    among = [case for case in cases if count([case])[1]]
    sizes, hits = Counter(), Counter()
    for case in among:
        stratum = tuple(case[dimension] for dimension in fair.MIXES[mix])
        sizes[stratum] += 1
        hits[stratum] += count([case])[0]
    totals = {}
    for case in among:
        stratum = tuple(case[dimension] for dimension in fair.MIXES[mix])
        observed, size, expected = totals.get(case["provider"], (0, 0, 0.0))
        totals[case["provider"]] = (
            observed + count([case])[0],
            size + 1,
            expected + hits[stratum] / sizes[stratum],
        )
    return totals


@pytest.mark.parametrize(("name", "mix"), SHARES)
def test_expected_shares_are_what_the_oracle_adds_up_case_by_case(store, known, naive, name, mix):
    filters = filters_for(known)
    cases = oracle.inside(naive.cases, oracle.NAIVE[name][0], filters.period.start, filters.period.end, {})
    found = standardised(queries.reader(store), filters, name, mix).filter(pl.col("size") > 0)
    by_hand = naive_standardised(cases, name, mix)
    assert found["provider"].to_list() == sorted(by_hand)
    for provider, *numbers in found.select("provider", "observed", "size", "expected").iter_rows():
        assert numbers == pytest.approx(by_hand[provider]), provider


@pytest.mark.parametrize("mix", ["none", "risk"])
def test_expected_sfos_are_person_years_times_the_national_rate_of_each_risk(store, known, naive, mix):
    filters = filters_for(known)
    start, end = filters.period.start, filters.period.end
    cases = oracle.inside(naive.cases, "notified_on", start, end, {})
    wheres = [{"risk_at_offence": [risk]} for risk in ("Low", "Medium", "High", "Very high", "Not recorded")]
    wheres = wheres if mix == "risk" else [{}]
    nation = [
        len(oracle.inside(cases, None, start, end, where)) / oracle.person_years(naive, start, end, where)
        for where in wheres
    ]
    found = standardised(queries.reader(store), filters, "sfo_rate", mix)
    for provider in ("NPS London", "Essex CRC"):
        here = [{**where, "provider": [provider]} for where in wheres]
        expected = sum(
            rate * oracle.person_years(naive, start, end, where) for rate, where in zip(nation, here, strict=True)
        )
        row = found.row(by_predicate=pl.col("provider") == provider, named=True)
        assert (row["observed"], row["expected"]) == pytest.approx(
            (sum(case["provider"] == provider for case in cases), expected)
        )


@pytest.mark.parametrize("mix", fair.ALLOWED["sfo_rate"])
def test_observed_and_expected_add_up_to_the_same_whole(store, known, mix):
    found = standardised(queries.reader(store), filters_for(known, "cy-2018"), "sfo_rate", mix, "provider_type")
    assert (found["observed"].sum(), found["expected"].sum()) == pytest.approx((493, 493))


def test_every_measure_compared_is_a_rate_or_a_dated_share_and_some_mixes_are_refused(store, known):
    assert {MEASURES[name].kind for name in fair.ALLOWED} == {"rate", "share"}
    assert all(MEASURES[name].dated_by for name in fair.ALLOWED)
    with pytest.raises(fair.CannotAllowFor, match="offence"):
        fair.strata(queries.reader(store), filters_for(known), "sfo_rate", "offence")
    with pytest.raises(fair.CannotAllowFor):
        fair.strata(queries.reader(store), filters_for(known), "open_reviews", "none")


@pytest.mark.parametrize(("name", "mix"), [("sfo_rate", "none"), ("returned_share", "both")])
def test_a_comparison_says_what_the_rule_says_for_all_28(store, known, name, mix):
    found = fair.compare(queries.reader(store), filters_for(known, "all"), name, mix)
    groups, parts = found.groups, fair.strata(queries.reader(store), filters_for(known, "all"), name, mix)
    assert groups.height == 28 and set(groups["out_of"]) == {28}
    shares = (
        parts.group_by(fair.MIXES[mix] or pl.lit(0))
        .agg(share=pl.sum("observed") / pl.sum("size"))
        .rename({} if mix != "none" else {"literal": "all"})
    )
    sides = []
    for provider, observed, expected in groups.select("provider", "observed", "expected").iter_rows():
        own = parts.filter(provider=provider)
        if name == "sfo_rate":
            one = funnel.e_counts([observed], [expected])
        else:
            own = own.join(shares, on=fair.MIXES[mix])
            one = funnel.e_shares([observed], [own["size"].to_list()], own["share"].to_list())
        sides.append([float(side[0]) for side in one])
    above, below = np.array(sides).T
    assert groups["evidence"].to_list() == pytest.approx(np.maximum(above, below).tolist())
    is_judged = (~groups["stands"].is_in(["too few", "no data"])).to_numpy()
    flags = np.split(funnel.e_bh([*above[is_judged], *below[is_judged]]), 2)
    words = ["above" if high else "below" if low else "no evidence" for high, low in zip(*flags, strict=True)]
    assert groups.filter(is_judged)["stands"].to_list() == words
    few = groups.filter(stands="too few")
    assert few.filter(
        (pl.col("expected") if name == "sfo_rate" else pl.col("size")) >= (5 if name == "sfo_rate" else 20)
    ).is_empty()


@pytest.mark.parametrize(("name", "mix"), [("sfo_rate", "risk"), ("no_clear_judgement_share", "both")])
def test_a_comparison_holds_together(store, known, name, mix):
    found = fair.compare(queries.reader(store), filters_for(known), name, mix)
    wide = fair.compare(queries.reader(store), filters_for(known), name, mix, is_overdispersed=True)
    groups = found.groups
    assert groups.filter((pl.col("lower") > pl.col("value")) | (pl.col("upper") < pl.col("value"))).is_empty()
    assert groups.filter((pl.col("first") > pl.col("last")) | (pl.col("last") > 28)).is_empty()
    total = groups.select(pl.sum("observed"), pl.sum("expected")).row(0)
    assert total[0] == pytest.approx(total[1])
    assert found.curves["position"].is_sorted()
    ends = groups.select(least=pl.min(found.position), most=pl.max(found.position)).row(0)
    assert found.curves["position"][0] <= ends[0] <= ends[1] <= found.curves["position"][-1]
    assert (wide.curves["upper_998"] >= found.curves["upper_998"] - 1e-9).all()
    assert wide.groups["stands"].to_list() == groups["stands"].to_list()


def test_a_verdict_and_a_rank_do_not_change_with_what_is_selected(store, known):
    read = queries.reader(store)
    chosen = filters_for(known, provider=["Essex CRC"])
    one = fair.within(fair.compare(read, chosen, "sfo_rate", "risk"), chosen)
    everyone = fair.compare(read, filters_for(known), "sfo_rate", "risk").groups
    assert one.rows() == everyone.filter(provider="Essex CRC").rows()


def test_a_provider_without_data_stands_nowhere(store, known):
    filters = filters_for(known, "2015-01-01..2015-01-02", offence_group=["Terrorism"])
    found = fair.compare(queries.reader(store), filters, "sfo_rate", "risk")
    assert set(found.groups["stands"]) == {Stands.NO_DATA} and found.curves.is_empty()
    assert stands_words.title(found.groups, "All providers", "provider") == "All providers: no data under these filters"
    assert set(tables.provider_words(found.groups, "sfo_rate")["Finding"]) == {"No data"}


def group(provider, stands, first, last):
    numbers = {"value": 1.5, "lower": 1.2, "upper": 1.9, "evidence": 3.04, "observed": 30, "expected": 20.0}
    return {"provider": provider, "stands": stands, "first": first, "last": last, "out_of": 28, "size": 9000.0,
            "is_outside": stands == "above", "chance_outside": 0.004, **numbers}  # fmt: skip


def test_words_beside_the_figures_are_those_of_the_rule_and_never_a_place_in_a_table():
    groups = pl.DataFrame([group("A", "above", 1, 22), group("B", "no evidence", 3, 11)])
    assert stands_words.title(groups, "NPS divisions", "provider", given=titles.GIVEN["risk"]) == (
        "NPS divisions: A above England and Wales, given their mix of risk"
    )
    words = tables.provider_words(groups, "sfo_rate")
    assert words["Rank, 1st the highest"].to_list() == ["between 1st and 22nd of 28", "between 3rd and 11th of 28"]
    assert words["Rate per 1,000 a year"].to_list() == [3.33, 3.33]
    assert provider_words.overlap_title(groups, 1.0) == "0 of 2 intervals reach the figure for England and Wales"


def test_the_caption_says_how_many_would_lie_outside_by_chance_and_what_the_last_12_months_cost(known):
    groups = pl.DataFrame([group("A", "above", 1, 22), *(group("B", "no evidence", 3, 11) for _ in range(27))])
    spread = funnel.Spread(phi=1.3, tau2=0.01)
    year, rolling = (filters_for(known, name).period for name in ("fy-2019-20", "last-12-months"))
    caption = provider_words.funnel_caption(groups, spread, True, year)
    assert "0.056 of 28 providers" in caption and "(0.11 by exact count); 1 does." in caption
    assert "the limits allow for it" in caption and "afresh" not in caption
    assert "start afresh each month" in provider_words.funnel_caption(groups, spread, False, rolling)


OWN = ("Wales", "London", "North East")


@pytest.mark.parametrize("period", ["fy-2018-19", "last-12-months"])
@pytest.mark.parametrize(("name", "mix"), [(name, mix) for name, mixes in fair.ALLOWED.items() for mix in mixes])
def test_a_reader_of_one_division_sees_the_national_readers_figures_or_that_they_are_withheld(box, name, mix, period):
    read, facts = box
    nation = fair.compare(read, filters_for(facts, period), name, mix)
    columns = [each for each in nation.groups.columns if each not in ("stands", "observed", "size")]
    for division in OWN:
        filters = replace(filters_for(facts, period), scope=Scope((division,)))
        found = fair.compare(read, filters, name, mix)
        truth = {row["provider"]: row for row in nation.groups.rows(named=True)}
        assert set(found.groups["division"]) == {division}
        for row in found.groups.rows(named=True):
            true = truth[row["provider"]]
            assert (row["observed"], row["size"]) == (true["observed"], true["size"])
            if row["stands"] == Stands.WITHHELD:
                assert row["value"] is row["expected"] is row["lower"] is row["first"] is None
            else:
                assert row["stands"] == true["stands"]
                assert [row[each] for each in columns] == pytest.approx([true[each] for each in columns])
        if found.target is None:
            assert set(found.groups["stands"]) <= {Stands.WITHHELD, Stands.NO_DATA} and found.curves.is_empty()
        else:
            assert found.target == pytest.approx(nation.target)


def test_the_share_returned_of_wales_is_14_and_not_80_for_its_own_reader(box):
    read, facts = box
    filters = replace(filters_for(facts, "last-12-months"), scope=Scope(("Wales",)))
    row = fair.compare(read, filters, "returned_share", "both").groups.row(
        by_predicate=pl.col("provider") == "NPS Wales", named=True
    )
    assert row["stands"] == Stands.WITHHELD or row["value"] < 0.2


def part(provider, division, stratum, observed, size):
    return {"provider": provider, "division": division, "risk_at_offence": stratum, "observed": observed, "size": size}


def test_an_expected_number_that_would_give_a_small_count_of_the_others_away_is_withheld():
    # The others have 2 of 30 in one stratum that Wales has too: one number unknown, one sum told of it.
    parts = [part("W", "Wales", "High", 5, 30.0), part("L", "London", "High", 2, 30.0),
             part("W", "Wales", "Low", 9, 40.0), part("L", "London", "Low", 30, 90.0)]  # fmt: skip
    frame = pl.DataFrame(parts)
    assert fair.would_tell(frame, ("Wales",), ["risk_at_offence"], is_rate=False)
    # Two unknown and one sum, or an unknown that is no part of the sum, tell nothing of it.
    more = [part("W", "Wales", "Very high", 5, 30.0), part("L", "London", "Very high", 3, 30.0)]
    assert not fair.would_tell(pl.DataFrame(parts + more), ("Wales",), ["risk_at_offence"], is_rate=False)
    assert not fair.would_tell(
        frame.filter(~((pl.col("provider") == "W") & (pl.col("risk_at_offence") == "High"))),
        ("Wales",),
        ["risk_at_offence"],
        is_rate=False,
    )
